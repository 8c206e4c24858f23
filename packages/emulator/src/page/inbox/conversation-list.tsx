import { useRef } from 'preact/hooks';
import type { ConversationView } from '../../control/user-view.ts';
import type { Vendor } from '../../vendor.ts';
import { count } from '../format/size.ts';
import { shortTime } from '../format/time.ts';
import { accounts, sameConversation } from '../state/account.ts';
import { nameOf } from '../state/names.ts';
import { personId } from '../state/people.ts';
import { useRoving } from '../ui/roving.ts';
import { vendorNames } from '../vendors.ts';
import { ConversationPicture, titleOf } from './conversation-title.tsx';

/** A person's conversations at one vendor, the newest first. */
export function ConversationList({ vendor }: { vendor: Vendor }) {
  const list = useRef<HTMLUListElement>(null);
  useRoving(list);
  const { conversations, open } = accounts[vendor];
  const known = conversations.value.value;
  if (known === undefined) return null;
  return (
    <ul class="conversations" ref={list} aria-label={`Conversations at ${vendorNames[vendor]}`}>
      {known.conversations.map((conversation) => (
        <Conversation
          key={`${conversation.channel} ${conversation.with}`}
          vendor={vendor}
          conversation={conversation}
          isOpen={sameConversation(conversation, open.value)}
        />
      ))}
      {known.total > known.conversations.length && (
        <li class="conversations-more muted">
          {count(known.total - known.conversations.length)} older ones are not listed.
        </li>
      )}
    </ul>
  );
}

interface Props {
  readonly vendor: Vendor;
  readonly conversation: ConversationView;
  readonly isOpen: boolean;
}

function Conversation({ vendor, conversation, isOpen }: Props) {
  const { channel, with: other, lastAt, lastFrom, lastState, preview, unread } = conversation;
  const pick = () => {
    accounts[vendor].picked.value = { channel, with: other };
  };
  return (
    <li>
      <button
        type="button"
        class="conversation"
        data-item
        aria-current={isOpen ? 'true' : undefined}
        onClick={pick}
      >
        <ConversationPicture conversation={conversation} />
        <span class="person-text">
          <span class="person-line">
            <span class="person-name">{titleOf(conversation)}</span>
            <time class="person-time">{shortTime(lastAt)}</time>
          </span>
          <span class="person-line">
            <span class="person-preview">
              {lastFrom === personId.value ? 'You: ' : channel !== 'direct' && `${nameOf(lastFrom)}: `}
              {shownOf(lastState, preview)}
            </span>
            {unread > 0 && (
              <span class="unread">
                {unread > 99 ? '99+' : unread}
                <span class="for-readers"> unread</span>
              </span>
            )}
          </span>
        </span>
      </button>
    </li>
  );
}

function shownOf(state: ConversationView['lastState'], preview: string): string {
  switch (state) {
    case 'normal':
      return preview;
    case 'recalled':
      return 'Message recalled';
    case 'deleted':
      return 'Message deleted';
    case 'vetoed':
      return `Stopped: ${preview}`;
  }
}
