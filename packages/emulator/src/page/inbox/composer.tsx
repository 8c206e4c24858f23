import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId } from 'preact/hooks';
import type { ConversationName } from '../../control/message-view.ts';
import type { JsonObject, Vendor } from '../../vendor.ts';
import { act } from '../state/acts.ts';
import { type Editing, editing } from '../state/editing.ts';
import { people } from '../state/people.ts';
import { Icon } from '../ui/icon.tsx';
import { vendorNames, vendorPages } from '../vendors.ts';
import { draftOf, parseDraft } from './compose-content.ts';
import { type TitledConversation, titleOf } from './conversation-title.tsx';

interface Props {
  readonly vendor: Vendor;
  /** Whose device writes. */
  readonly from: string;
  /** Where to; asked for when absent. */
  readonly conversation: TitledConversation | undefined;
  /** Who can be named in it. */
  readonly members?: readonly string[];
  readonly onSent: (to: ConversationName) => void;
  /** Stands above the field. */
  readonly children?: ComponentChildren;
}

/** Writes as a user's own device, or changes what it wrote. */
export function Composer({ vendor, from, conversation, members = [], onSent, children }: Props) {
  const id = useId();
  const text = useSignal('');
  const to = useSignal('');
  const asJson = useSignal(false);
  const problem = useSignal('');
  const busy = useSignal(false);
  const change = changeIn(vendor, from, conversation);
  const changed = change?.message.id;
  useEffect(() => {
    const draft = change === undefined ? { text: '', asJson: false } : draftOf(change.message);
    text.value = draft.text;
    asJson.value = draft.asJson;
    problem.value = '';
  }, [changed]);

  // Devices cannot send to everyone.
  if (conversation?.channel === 'broadcast') return null;

  const place: ConversationName = {
    channel: conversation?.channel ?? 'direct',
    with: conversation?.with ?? to.value.trim(),
  };
  const send = async () => {
    const content = asJson.value ? parseDraft(text.value) : wordsOf(text.value);
    problem.value = whatIsWrong(place, text.value, content);
    if (problem.value !== '' || content === undefined) return;
    busy.value = true;
    try {
      if (change === undefined)
        await act(vendor, from, { act: 'send', ...addressOf(place), message: content });
      else await act(vendor, from, { act: 'edit', message: change.message.id, content });
      text.value = '';
      to.value = '';
      asJson.value = false;
      editing.value = undefined;
      onSent(place);
    } catch (error) {
      problem.value = error instanceof Error ? error.message : 'It could not be sent';
    } finally {
      busy.value = false;
    }
  };
  const wordsOf = (words: string): JsonObject => {
    const { textEdit, textMessage } = vendorPages[vendor];
    return change === undefined ? textMessage(words, members) : textEdit(words);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && change !== undefined) {
      event.stopPropagation();
      editing.value = undefined;
      return;
    }
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || asJson.value) return;
    event.preventDefault();
    send();
  };
  const switchJson = () => {
    asJson.value = !asJson.value;
    problem.value = '';
    text.value = asJson.value ? JSON.stringify(wordsOf(text.value), undefined, 2) : '';
  };
  const who = conversation === undefined ? 'somebody' : titleOf(conversation);

  return (
    <form
      class="composer"
      data-editing={changed}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {children}
      {conversation === undefined && <Recipient to={to} listId={`${id}-people`} />}
      {change !== undefined && <ChangeNote change={change} />}
      <div class="composer-line">
        <textarea
          class="input composer-text"
          data-json={asJson.value || undefined}
          rows={asJson.value ? 6 : 1}
          placeholder={`Write as ${from}’s device`}
          aria-label={
            change === undefined
              ? `Message to ${who} at ${vendorNames[vendor]}`
              : `What the message says, at ${vendorNames[vendor]}`
          }
          aria-describedby={`${id}-problem`}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          class="button-icon"
          aria-pressed={asJson.value}
          aria-label="Write the vendor’s own JSON"
          title="Write the vendor’s own JSON"
          onClick={switchJson}
        >
          <Icon name="code" />
        </button>
        <button
          type="submit"
          class="button-icon button-send"
          aria-label={change === undefined ? 'Send' : 'Save the edit'}
          title={change === undefined ? 'Send' : 'Save the edit'}
          disabled={busy.value}
        >
          <Icon name={change === undefined ? 'send' : 'check'} />
        </button>
      </div>
      <p class="composer-problem" id={`${id}-problem`} aria-live="polite">
        {problem.value}
      </p>
    </form>
  );
}

/** The message that is being changed, if it is one of this user in this conversation. */
function changeIn(
  vendor: Vendor,
  from: string,
  conversation: ConversationName | undefined,
): Editing | undefined {
  const now = editing.value;
  if (now === undefined || now.userId !== from || now.message.vendor !== vendor) return undefined;
  const { channel, with: other } = now.message.conversation;
  return channel === conversation?.channel && other === conversation.with ? now : undefined;
}

function addressOf({ channel, with: to }: ConversationName) {
  return { to, channel: channel === 'group' || channel === 'room' ? channel : ('direct' as const) };
}

function whatIsWrong(place: ConversationName, text: string, content: JsonObject | undefined): string {
  if (place.with === '') return 'Who should get it?';
  if (content === undefined) return 'This is not a JSON object';
  return text.trim() === '' ? 'There is nothing to send yet' : '';
}

function Recipient({ to, listId }: { to: { value: string }; listId: string }) {
  return (
    <>
      <input
        class="input"
        placeholder="To: user id"
        aria-label="Recipient"
        list={listId}
        value={to.value}
        onInput={(event) => {
          to.value = event.currentTarget.value;
        }}
      />
      <datalist id={listId}>
        {people.value.value?.users.map(({ userId }) => (
          <option key={userId} value={userId} />
        ))}
      </datalist>
    </>
  );
}

function ChangeNote({ change: { message } }: { change: Editing }) {
  return (
    <p class="composer-change">
      <span>
        Changing <b>{message.preview || 'a message'}</b>
      </span>
      <button
        type="button"
        class="button button-quiet"
        onClick={() => {
          editing.value = undefined;
        }}
      >
        Leave it as it is
      </button>
    </p>
  );
}
