import type { CopyView } from '../../control/message-view.ts';
import { clockTime, fullTime } from '../format/time.ts';
import { nameOf } from '../state/names.ts';
import { linkTo } from '../state/route.ts';
import { selected } from '../state/selection.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { MenuButton } from '../ui/menu.tsx';
import { messageActions } from './message-actions.ts';
import { PartView } from './part-view.tsx';

interface Props {
  readonly message: CopyView;
  /** True when it stands right under another one of the same sender. */
  readonly continues: boolean;
}

/** One message as the device shows it. A click, or Enter on its time, looks behind it. */
export function MessageBubble({ message, continues }: Props) {
  const { id, direction, channel, from, state, parts } = message;
  const isShown = state === 'normal' || state === 'vetoed';
  const isBare = state === 'normal' && parts.length > 0 && parts.every(({ kind }) => kind === 'face');
  const isAmongOthers = channel !== 'direct' && direction === 'received';
  return (
    <div
      class="message"
      data-direction={direction}
      data-among={isAmongOthers || undefined}
      data-continues={continues || undefined}
      data-chosen={selected.value?.id === id || undefined}
    >
      {isAmongOthers && !continues && (
        <span class="message-from">
          <Avatar userId={from} name={nameOf(from)} size="tiny" />
          {nameOf(from)}
        </span>
      )}
      <div class="bubble" data-message={id} data-bare={isBare || undefined} data-state={state}>
        {isShown ? (
          parts.map((part, index) => <PartView key={index} part={part} />)
        ) : (
          <Gone message={message} />
        )}
        {isShown && <Mentions message={message} />}
      </div>
      <Stopped message={message} />
      <div class="message-foot">
        <button
          type="button"
          class="message-meta"
          data-item
          data-message={id}
          aria-label={`${direction === 'sent' ? 'Sent' : `From ${from}`}: ${spoken(message)}. ${clockTime(message.time)}. Look behind it`}
        >
          <time title={fullTime(message.time)}>{clockTime(message.time)}</time>
          <Marks message={message} />
        </button>
        <MenuButton
          label="What can be done with it (m)"
          class="message-menu"
          tabIndex={-1}
          items={() => messageActions(message)}
        >
          <Icon name="more" size={15} />
        </MenuButton>
      </div>
    </div>
  );
}

/** What stands in place of a message that was taken back. */
function goneText({ state, recalledBy, recalledAt }: CopyView): string {
  if (state === 'deleted') return 'Message deleted';
  const by = recalledBy === undefined ? '' : ` by ${nameOf(recalledBy)}`;
  return recalledAt === undefined ? `Recalled${by}` : `Recalled${by}, at ${clockTime(recalledAt)}`;
}

function Gone({ message }: { message: CopyView }) {
  return <span class="gone">{goneText(message)}</span>;
}

function spoken(message: CopyView): string {
  if (message.state === 'recalled' || message.state === 'deleted') return goneText(message);
  return message.state === 'vetoed' ? `${message.preview}, which was stopped` : message.preview;
}

/** Who is named, and whom it is for where that is not everybody. */
function Mentions({ message: { mentions, targets, userId } }: { message: CopyView }) {
  if (mentions === undefined && targets === undefined) return null;
  const named = [...(mentions?.everyone === true ? ['everyone'] : []), ...(mentions?.users ?? [])];
  return (
    <span class="mentions">
      {named.map((name) => (
        <span key={name} class="mention" data-me={name === userId || undefined}>
          @{name}
        </span>
      ))}
      {targets !== undefined && (
        <span class="targets">
          <Icon name="target" size={12} />
          {'only' in targets
            ? `only for ${targets.only.join(', ')}`
            : `for all but ${targets.except.join(', ')}`}
        </span>
      )}
    </span>
  );
}

/** Why nobody else got it, and the answer that decided it. */
function Stopped({ message: { veto, from } }: { message: CopyView }) {
  if (veto === undefined) return null;
  const { code, silent, delivery, reason } = veto;
  const what = silent
    ? `Dropped in silence: ${nameOf(from)} was told that it went`
    : `Refused with code ${code}`;
  return (
    <p class="stopped">
      {what}
      {reason !== undefined && reason !== '' && `: ${reason}`}
      {' · '}
      {delivery === undefined ? (
        'by moderation'
      ) : (
        <a href={linkTo('webhooks', delivery)}>the webhook’s answer</a>
      )}
    </p>
  );
}

function Marks({ message }: { message: CopyView }) {
  const { direction, delivered, pushShown, stored, editedAt, readAt, countsAsUnread, endpoint, state } =
    message;
  const readBy = message.channel === 'group' ? (message.readers?.length ?? 0) : 0;
  return (
    <>
      {editedAt !== undefined && state === 'normal' && (
        <span title={`Edited ${fullTime(editedAt)}; what it said before is behind it`}>edited</span>
      )}
      {state !== 'vetoed' && !stored && message.channel !== 'room' && (
        <span title="Reaches connected devices only; no history keeps it">online only</span>
      )}
      {state !== 'vetoed' && stored && !countsAsUnread && (
        <span title="Does not raise the unread count">quiet</span>
      )}
      {state !== 'vetoed' && !delivered && <span class="mark-warn">push only</span>}
      {endpoint === 'client' && direction === 'sent' && (
        <span title="Sent by the user’s own device">device</span>
      )}
      {pushShown && (
        <span class="mark-push" title="A phone showed the push">
          <Icon name="bell" size={12} />
        </span>
      )}
      {direction === 'sent' && readAt !== undefined && <span class="mark-read">read</span>}
      {readBy > 0 && <span class="mark-read">read by {readBy}</span>}
    </>
  );
}
