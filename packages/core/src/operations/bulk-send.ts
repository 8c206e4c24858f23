import type { BulkProgress, BulkSend, BulkSummary } from '../chat.ts';
import type { RecipientOutcome } from '../model/outcome.ts';
import type { Warning } from '../model/warning.ts';
import { onAbort } from '../ports/on-abort.ts';

/** What a bulk send tells the stream that it counts, and hears from it. */
export interface BulkWatch {
  /** For each id that was taken from the source. */
  readonly onPulled: (isDuplicate: boolean) => void;
  /** For all outcomes, also those that nobody reads. */
  readonly onOutcomes: (outcomes: readonly RecipientOutcome[]) => void;
  /** For those outcomes that nobody reads, since the loop was left. */
  readonly onUnread: (outcomes: readonly RecipientOutcome[]) => void;
  /** Aborts when no more ids are to be pulled. */
  readonly stop: AbortSignal;
}

/** The stream behind a bulk send. */
export interface BulkRun {
  /** Makes the stream; called once, when the send is first read. */
  readonly open: (watch: BulkWatch) => AsyncGenerator<readonly RecipientOutcome[]>;
  /** Whether the caller cancelled the send, once it is over. */
  readonly isCancelled: () => boolean;
  readonly warnings: () => readonly Warning[];
  /** Aborts when the chat is being closed. */
  readonly closing: AbortSignal | undefined;
}

/** A stream of outcomes as a bulk send: with counts, a summary and `stop`. Keeps nothing per recipient. */
export function createBulkSend({ open, isCancelled, warnings, closing }: BulkRun): BulkSend {
  const counts = { pulled: 0, duplicates: 0, accepted: 0, failed: 0, unconfirmed: 0 };
  const { promise: ended, resolve: end } = Promise.withResolvers<boolean>();
  const unread: RecipientOutcome[] = [];
  const stopping = new AbortController();
  let isStarted = false;

  async function* run(): AsyncGenerator<readonly RecipientOutcome[]> {
    isStarted = true;
    let isComplete = false;
    const stop = () => stopping.abort();
    if (closing?.aborted) stop();
    const forgetClosing = onAbort(closing, stop);
    try {
      yield* open({
        onPulled(isDuplicate) {
          counts.pulled += 1;
          if (isDuplicate) counts.duplicates += 1;
        },
        onOutcomes(outcomes) {
          for (const { status } of outcomes) counts[status] += 1;
        },
        onUnread(outcomes) {
          for (const outcome of outcomes) unread.push(outcome);
        },
        stop: stopping.signal,
      });
      isComplete = !isCancelled() && !stopping.signal.aborted;
    } finally {
      forgetClosing();
      end(isComplete);
    }
  }

  const outcomes = run();
  const readTheRest = async () => {
    // What a source threw belongs to the loop that reads the outcomes; the counts say how far it came.
    try {
      for await (const _ of outcomes);
    } catch {}
  };
  return {
    [Symbol.asyncIterator]: () => outcomes,
    get progress(): BulkProgress {
      return { ...counts };
    },
    async summary(): Promise<BulkSummary> {
      if (!isStarted) await readTheRest();
      // Where nobody reads any more and nobody ever did, the send has not begun and never will.
      if (!isStarted) end(false);
      const completed = await ended;
      return {
        ...counts,
        completed,
        warnings: warnings(),
        ...(unread.length === 0 ? {} : { unread: [...unread] }),
      };
    },
    stop(): void {
      stopping.abort();
    },
  };
}
