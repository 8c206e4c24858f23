import { performCall } from '../exchange/perform-call.ts';
import { checkBroadcast, messageOrThrow } from '../model/check-message.ts';
import type { BroadcastMessage } from '../model/message.ts';
import type { BroadcastReceipt, BroadcastResult } from '../model/outcome.ts';
import type { Problem } from '../model/problem.ts';
import type { BroadcastPlan } from '../ports/chat-adapter.ts';
import { failedSend } from './receipt.ts';
import { type ChatCore, refuseOrWarn, type Send, startSend } from './send.ts';

export function startBroadcast(
  core: ChatCore,
  message: unknown,
  options: unknown,
): { send: Send; plan: BroadcastPlan } {
  const send = startSend(core, message, options, 'whole');
  const checked = messageOrThrow(checkBroadcast(message, core.adapter.vendorKey));
  const plan = core.adapter.planBroadcast(checked, send.planContext);
  refuseOrWarn(send, plan);
  return { send, plan };
}

/** `Chat.broadcast`: one call, whose only recipient is its audience. */
export async function sendBroadcast(
  core: ChatCore,
  message: BroadcastMessage,
  options: unknown,
): Promise<BroadcastReceipt> {
  const { send, plan } = startBroadcast(core, message, options);
  const call = plan.call();
  const performed = await performCall(call, () => undefined, send.context);
  const [state] = performed.states.values();
  for (const warning of performed.warnings) send.warnings.add(warning);
  const warnings = send.warnings.list();
  if (state?.status === 'accepted') {
    const { taskId, requestId } = state.details;
    const result: BroadcastResult = {
      via: send.context.via,
      ...(taskId === undefined ? {} : { taskId }),
      ...(requestId === undefined ? {} : { requestId }),
    };
    return { results: [result], warnings };
  }
  // A call has a state for each of its recipients, and this one has one recipient.
  throw failedSend(state?.problem as Problem, { results: [], warnings }, send.context.signal);
}
