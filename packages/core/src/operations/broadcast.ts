import type { ItemState } from '../delivery/item-state.ts';
import { countStates } from '../delivery/item-state.ts';
import { shapedIds } from '../exchange/vendor-ids.ts';
import { checkBroadcast, completeBroadcast, messageOrThrow } from '../model/check-message.ts';
import type { GivenBroadcast } from '../model/given-message.ts';
import type { BroadcastMessage } from '../model/message.ts';
import type { BroadcastReceipt, ResultIds } from '../model/outcome.ts';
import type { AudiencePlan } from '../ports/plans.ts';
import { warnOfIdleKey } from './deduplication.ts';
import { type MessagePlanning, planMessage, planOrThrow, planSafely } from './plan-message.ts';
import { failedSend } from './receipt.ts';
import { withRetryAfter } from './retry-after.ts';
import { type ChatCore, type Send, startSend, traceSend } from './send.ts';
import { performSingle } from './single-operation.ts';

/** How a broadcast is planned. */
export function audiencePlanning({ adapter }: ChatCore): MessagePlanning<GivenBroadcast, AudiencePlan> {
  const { audience } = adapter.plan;
  const { vendor, title, capabilities } = adapter;
  return {
    destinationField: 'audience',
    capabilities: capabilities.audience,
    plan:
      audience &&
      ((message, context) =>
        warnOfIdleKey(audience(completeBroadcast(message, vendor), context), {
          idempotencyKey: message.idempotencyKey,
          isSent: capabilities.audience?.fields.idempotencyKey === 'yes',
          title,
        })),
    items: 1,
  };
}

/** Checks and plans a broadcast. Throws a `ChatError` for what cannot be sent. */
export function startBroadcast(
  core: ChatCore,
  message: unknown,
  options: unknown,
): { send: Send; plan: AudiencePlan } {
  const checked = messageOrThrow(checkBroadcast(message));
  const send = startSend(core, { operation: 'audience', kind: 'whole' }, options);
  return { send, plan: planOrThrow(planMessage(checked, audiencePlanning(core), send), send) };
}

/** `Chat.broadcast`: one call, and one result or one problem. */
export async function sendBroadcast(
  core: ChatCore,
  message: BroadcastMessage,
  options: unknown,
): Promise<BroadcastReceipt> {
  const { send, plan } = startBroadcast(core, message, options);
  const state = await traceSend(
    send,
    async () =>
      performSingle(
        send,
        planSafely(() => plan.call()),
        { sender: plan.sender },
      ),
    (ended) => countStates([ended]),
  );
  return broadcastReceipt(send, state);
}

/** The receipt of a broadcast. Throws a `ChatError` with it where the vendor did not certainly take the broadcast. */
function broadcastReceipt(send: Send, state: ItemState<ResultIds>): BroadcastReceipt {
  if (state.status === 'accepted') {
    const ids = shapedIds(state.value, (warning) => send.warnings.add(warning));
    return { results: [{ via: send.context.via, ...ids }], warnings: send.warnings.list() };
  }
  throw failedSend(
    withRetryAfter(state.problem),
    { results: [], warnings: send.warnings.list() },
    send.context.signal,
  );
}
