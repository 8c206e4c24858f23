import type { BulkSend } from '../chat.ts';
import type { RecipientOutcome } from '../model/outcome.ts';
import { createBulkSend } from './bulk-send.ts';
import { deliverStream } from './deliver.ts';
import type { PlannedDirect } from './send-direct.ts';

type Outcomes = AsyncGenerator<readonly RecipientOutcome[]>;

/** `Chat.sendBulk`: a delivery with counts. */
export function sendBulk(
  planned: PlannedDirect,
  source: Iterable<string> | AsyncIterable<string>,
  track: (stream: Outcomes) => Outcomes,
): BulkSend {
  const { send } = planned;
  return createBulkSend({
    open: (watch) => track(deliverStream(planned, source, watch)),
    isCancelled: () => send.context.signal?.aborted === true,
    warnings: () => send.warnings.list(),
    closing: send.core.closing?.stopped,
  });
}
