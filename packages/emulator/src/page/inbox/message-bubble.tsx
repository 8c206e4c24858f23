import type { CopyView } from '../../control/message-view.ts';
import { clockTime, fullTime } from '../format/time.ts';
import { selected } from '../state/selection.ts';
import { Icon } from '../ui/icon.tsx';
import { PartView } from './part-view.tsx';

interface Props {
  readonly message: CopyView;
  /** True when it stands right under another one of the same sender. */
  readonly continues: boolean;
}

/** One message as the device shows it. A click, or Enter on its time, looks behind it. */
export function MessageBubble({ message, continues }: Props) {
  const { id, direction, channel, from, state, parts } = message;
  const isBare = state === 'normal' && parts.length > 0 && parts.every(({ kind }) => kind === 'face');
  return (
    <div
      class="message"
      data-direction={direction}
      data-continues={continues || undefined}
      data-chosen={selected.value?.id === id || undefined}
    >
      {channel !== 'direct' && direction === 'received' && !continues && (
        <span class="message-from">{from}</span>
      )}
      <div class="bubble" data-message={id} data-bare={isBare || undefined} data-state={state}>
        {state === 'normal' ? (
          parts.map((part, index) => <PartView key={index} part={part} />)
        ) : (
          <span class="gone">{state === 'recalled' ? 'Message recalled' : 'Message deleted'}</span>
        )}
      </div>
      <button
        type="button"
        class="message-meta"
        data-item
        data-message={id}
        aria-label={`${direction === 'sent' ? 'Sent' : `From ${from}`}: ${message.preview}. ${clockTime(message.time)}. Look behind it`}
      >
        <time title={fullTime(message.time)}>{clockTime(message.time)}</time>
        <Marks message={message} />
      </button>
    </div>
  );
}

function Marks({ message }: { message: CopyView }) {
  const { direction, delivered, pushShown, stored, editedAt, readAt, countsAsUnread, endpoint } = message;
  return (
    <>
      {editedAt !== undefined && <span>edited</span>}
      {!stored && <span title="Reaches connected devices only; no history keeps it">online only</span>}
      {!countsAsUnread && <span title="Does not raise the unread count">quiet</span>}
      {!delivered && <span class="mark-warn">push only</span>}
      {endpoint === 'client' && direction === 'sent' && (
        <span title="Sent by the user’s own device">device</span>
      )}
      {pushShown && (
        <span class="mark-push" title="A phone showed the push">
          <Icon name="bell" size={12} />
        </span>
      )}
      {direction === 'sent' && readAt !== undefined && <span class="mark-read">read</span>}
    </>
  );
}
