import { countStates } from '../delivery/item-state.ts';
import { ChatError } from '../model/chat-error.ts';
import type { SinglePlan } from '../ports/plans.ts';
import { planSafely, problemOfUnsupported, sound } from './plan-message.ts';
import { failedOperation } from './receipt.ts';
import { withRetryAfter } from './retry-after.ts';
import { type Send, traceSend } from './send.ts';
import { performSingle } from './single-operation.ts';

/**
 * Plans and carries out what is one call about a message that there is already. Resolves to what the vendor says. Throws
 * a `ChatError` for what the plan refuses, and when the vendor did not certainly do it.
 */
export async function performOnRef<Value>(send: Send, makePlan: () => SinglePlan<Value>): Promise<Value> {
  const plan = planSafely(() => sound(makePlan()));
  const refused = plan.problems[0] ?? plan.unsupported.map(problemOfUnsupported)[0];
  if (refused) throw new ChatError(refused);
  for (const warning of plan.warnings) send.warnings.add(warning);
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
  if (state.status !== 'accepted') {
    throw failedOperation(state.problem, withRetryAfter(state.problem), {}, send.context.signal);
  }
  // One that was accepted has a value, or it would be a bad reply.
  return state.value as Value;
}
