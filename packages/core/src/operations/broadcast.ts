import { shapedIds } from '../exchange/vendor-ids.ts';
import { checkBroadcast, completeBroadcast } from '../model/check-message.ts';
import type { BroadcastMessage } from '../model/message.ts';
import type { BroadcastReceipt } from '../model/outcome.ts';
import { failedSend } from './receipt.ts';
import { withRetryAfter } from './retry-after.ts';
import type { ChatCore } from './send.ts';
import { performMessage, type SingleMessageKind, startMessage } from './single-message.ts';

/** A broadcast, as one call. */
export const broadcastKind: SingleMessageKind<'audience'> = {
  operation: 'audience',
  destinationField: 'audience',
  check: checkBroadcast,
  complete: completeBroadcast,
};

/** `Chat.broadcast`: one call, and one result or one problem. Throws a `ChatError` with the receipt. */
export async function sendBroadcast(
  core: ChatCore,
  message: BroadcastMessage,
  options: unknown,
): Promise<BroadcastReceipt> {
  const started = startMessage(core, broadcastKind, message, options);
  const { warnings, context } = started.send;
  const state = await performMessage(started);
  if (state.status === 'accepted') {
    const ids = shapedIds(state.value, (warning) => warnings.add(warning));
    return { results: [{ via: context.via, ...ids }], warnings: warnings.list() };
  }
  const receipt = { results: [], warnings: warnings.list() };
  throw failedSend(withRetryAfter(state.problem), receipt, context.signal);
}
