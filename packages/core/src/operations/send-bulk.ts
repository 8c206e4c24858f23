import type { BulkProgress, BulkSend, BulkSummary } from '../chat.ts';
import type { RecipientOutcome } from '../model/outcome.ts';
import { deliverStream } from './deliver.ts';
import type { PlannedDirect } from './send-direct.ts';

type Outcomes = AsyncGenerator<readonly RecipientOutcome[]>;

/** `Chat.sendBulk`: a delivery with counts. Keeps nothing per recipient. */
export function sendBulk(
  planned: PlannedDirect,
  source: Iterable<string> | AsyncIterable<string>,
  track: (stream: Outcomes) => Outcomes,
): BulkSend {
  const counts = { pulled: 0, duplicates: 0, accepted: 0, failed: 0, unconfirmed: 0 };
  const { promise: ended, resolve: end } = Promise.withResolvers<boolean>();
  const unread: RecipientOutcome[] = [];
  const stopping = new AbortController();
  let isStarted = false;

  async function* run(): Outcomes {
    isStarted = true;
    let isComplete = false;
    const closing = planned.send.core.closing?.stopped;
    const stop = () => stopping.abort();
    if (closing?.aborted) stop();
    closing?.addEventListener('abort', stop, { once: true });
    try {
      const stream = deliverStream(planned, source, {
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
      yield* track(stream);
      isComplete = planned.send.context.signal?.aborted !== true && !stopping.signal.aborted;
    } finally {
      closing?.removeEventListener('abort', stop);
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
        warnings: planned.send.warnings.list(),
        ...(unread.length === 0 ? {} : { unread: [...unread] }),
      };
    },
    stop(): void {
      stopping.abort();
    },
  };
}
