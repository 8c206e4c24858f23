import type { RecipientOutcome } from '../model/outcome.ts';
import { checkSource } from './recipients.ts';
import { beginSend, type ChatCore, endSend, openTrace } from './send.ts';
import { deliverDirect, type PlannedDirect, planDirect, startDirect } from './send-direct.ts';

/** Starts `Chat.deliver` and `Chat.sendBulk`. Throws a `ChatError` for what cannot be sent. */
export function startStream(
  core: ChatCore,
  message: unknown,
  recipients: unknown,
  options: unknown,
  kind: 'stream' | 'bulk',
): PlannedDirect {
  const started = startDirect(core, message, options, kind);
  checkSource(recipients);
  return planDirect(started, 'unknown');
}

/** `Chat.deliver`: the outcomes of a stream of recipients, between the events of its send. */
export async function* deliverStream(
  planned: PlannedDirect,
  recipients: Iterable<string> | AsyncIterable<string>,
  watch: {
    readonly onOutcomes?: (outcomes: readonly RecipientOutcome[]) => void;
    readonly onUnread?: (outcomes: readonly RecipientOutcome[]) => void;
    readonly onPulled?: (isDuplicate: boolean) => void;
    /** Default: the chat's. */
    readonly stop?: AbortSignal;
  } = {},
): AsyncGenerator<readonly RecipientOutcome[]> {
  const counts = { accepted: 0, failed: 0, unconfirmed: 0 };
  const startedAt = beginSend(planned.send);
  const endTrace = openTrace(planned.send);
  try {
    yield* deliverDirect(planned, recipients, {
      stop: planned.send.core.closing?.stopped,
      ...watch,
      onOutcomes(outcomes) {
        for (const { status } of outcomes) counts[status] += 1;
        watch.onOutcomes?.(outcomes);
      },
    });
  } finally {
    endSend(planned.send, startedAt, counts);
    endTrace(counts);
  }
}
