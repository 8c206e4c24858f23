import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { CopyView } from '../../control/message-view.ts';
import { systemSender } from '../../world/message.ts';
import { dayName, isSameDay } from '../format/time.ts';
import { select } from '../state/selection.ts';
import type { ThreadSource } from '../state/thread-source.ts';
import { Icon } from '../ui/icon.tsx';
import { useRoving } from '../ui/roving.ts';
import { type TitledConversation, titleOf } from './conversation-title.tsx';
import { MessageBubble } from './message-bubble.tsx';
import { Tip } from './tip.tsx';

/** Within this many pixels of the end, new messages are followed. */
const nearEnd = 80;

interface Props {
  readonly source: ThreadSource;
  readonly conversation: TitledConversation;
  /** Its messages as they are shown: as the source has them when absent. */
  readonly messages?: readonly CopyView[];
  /** Leads back to the conversations, where there is place for one thing only. */
  readonly onBack?: () => void;
  /** Stands above the messages. */
  readonly children?: ComponentChildren;
}

/** One conversation, oldest at the top, as the person's device shows it. */
export function Thread({ source, conversation, messages: given, onBack, children }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  /** The measures at which it was last scrolled: a change of them moves the view, and is nobody's wish. */
  const measures = useRef('');
  const missed = useSignal(false);
  useRoving(scroller);

  const known = source.thread.value.value;
  // By time, as a device shows them: what was imported is older than when it came.
  const messages = (given ?? known?.messages ?? []).toSorted(
    (one, other) => one.time - other.time || one.id - other.id,
  );
  const newestId = messages.at(-1)?.id;
  const key = `${conversation.channel} ${conversation.with}`;
  useLayoutEffect(() => {
    follows.current = true;
    missed.value = false;
  }, [key]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || newestId === undefined) return;
    if (follows.current) element.scrollTop = element.scrollHeight;
    else missed.value = !source.inThePast.value;
  }, [newestId, missed, source]);
  useClicks(scroller, messages);
  // Bubbles find their height late, and columns change their width: the end stays in view all the same.
  useEffect(() => {
    const element = scroller.current;
    const list = element?.querySelector('ol');
    if (element === null || !list) return;
    const observer = new ResizeObserver(() => {
      measures.current = measuresOf(element);
      if (follows.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(list);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const onScroll = () => {
    const element = scroller.current;
    if (element === null) return;
    const now = measuresOf(element);
    if (now !== measures.current) {
      measures.current = now;
      if (follows.current) element.scrollTop = element.scrollHeight;
      return;
    }
    follows.current =
      !source.inThePast.value && element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
    if (follows.current) missed.value = false;
  };
  const toNewest = () => {
    follows.current = true;
    missed.value = false;
    if (source.inThePast.value) source.newest();
    const element = scroller.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  };
  const toEarlier = () => {
    const element = scroller.current;
    follows.current = false;
    const fromEnd = element === null ? 0 : element.scrollHeight - element.scrollTop;
    source.earlier();
    // Keeps what was on the screen where it was, once the earlier ones are there.
    const stop = source.thread.value.subscribe((thread) => {
      if (thread === known || element === null) return;
      requestAnimationFrame(() => {
        element.scrollTop = element.scrollHeight - fromEnd;
        stop();
      });
    });
  };

  return (
    <div class="thread">
      <div class="thread-head">
        {onBack !== undefined && (
          <button
            type="button"
            class="button-icon narrow-only"
            aria-label="Back to conversations"
            onClick={onBack}
          >
            <Icon name="back" />
          </button>
        )}
        <h3>{titleOf(conversation)}</h3>
      </div>
      {children}
      <div class="thread-scroll" ref={scroller} onScroll={onScroll}>
        {known?.more && (
          <button type="button" class="button button-quiet thread-earlier" onClick={toEarlier}>
            Earlier messages
          </button>
        )}
        <ol class="messages" aria-label={`Messages with ${titleOf(conversation)}`}>
          {messages.map((message, index) => {
            const before = messages[index - 1];
            const newDay = before === undefined || !isSameDay(before.time, message.time);
            return (
              <li key={`${message.id} ${message.direction}`} class="message-item">
                {newDay && <div class="day">{dayName(message.time)}</div>}
                {message.from === systemSender ? (
                  <Tip message={message} />
                ) : (
                  <MessageBubble message={message} continues={!newDay && continues(before, message)} />
                )}
              </li>
            );
          })}
        </ol>
      </div>
      {(missed.value || source.inThePast.value) && (
        <button type="button" class="thread-newest" onClick={toNewest}>
          <Icon name="down" size={15} /> {missed.value ? 'New messages' : 'To the newest'}
        </button>
      )}
    </div>
  );
}

function measuresOf({ scrollHeight, clientHeight }: HTMLElement): string {
  return `${scrollHeight} ${clientHeight}`;
}

/** Messages of one sender within two minutes stand together. */
function continues(before: CopyView | undefined, message: CopyView): boolean {
  return (
    before !== undefined &&
    before.from === message.from &&
    before.direction === message.direction &&
    message.time - before.time < 120_000
  );
}

/** A click anywhere on a bubble looks at it; by keyboard, its time does. */
function useClicks(scroller: { current: HTMLElement | null }, messages: readonly CopyView[]): void {
  const shown = useRef(messages);
  shown.current = messages;
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const onClick = (event: MouseEvent) => {
      const target = event.target as HTMLElement;
      if (
        target.closest('a, audio, video, summary, .load-media, .menu, .menu-button') !== null ||
        getSelection()?.isCollapsed === false
      )
        return;
      const bubble = target.closest<HTMLElement>('[data-message]');
      const message = shown.current.find(({ id }) => String(id) === bubble?.dataset.message);
      if (message !== undefined) select(message);
    };
    element.addEventListener('click', onClick);
    return () => element.removeEventListener('click', onClick);
  }, [scroller]);
}
