import { nextBatch } from '../delivery/next-batch.ts';
import { checkBroadcast, checkMessage } from '../model/check-message.ts';
import type { BroadcastMessage, DirectMessage } from '../model/message.ts';
import { atField, type Problem } from '../model/problem.ts';
import { startBroadcast } from './broadcast.ts';
import { describeCall, type PlannedCall } from './preview.ts';
import { checkRecipients, problemsOfRecipients } from './recipients.ts';
import { type ChatCore, startSend } from './send.ts';
import { startDirect } from './send-direct.ts';

/** `Chat.check`: all that would be refused or weakened. */
export function checkOnly(core: ChatCore, message: DirectMessage | BroadcastMessage): readonly Problem[] {
  const { adapter, settings } = core;
  const { planContext } = startSend(core, message, {}, 'whole');
  if (isBroadcast(message)) {
    const checked = checkBroadcast(message, adapter.vendorKey);
    if ('problems' in checked) return checked.problems;
    const plan = adapter.planBroadcast(checked.message, planContext);
    return [...plan.problems, ...plan.unsupported];
  }
  const { to, ...fields } = message ?? {};
  const badRecipients = problemsOfRecipients(to, settings.maxRecipients);
  const checked = checkMessage(fields, adapter.vendorKey);
  if ('problems' in checked) return [...checked.problems, ...badRecipients];
  const plan = adapter.planDirect(checked.message, planContext);
  const problems = [...plan.problems, ...plan.unsupported, ...badRecipients];
  if (plan.problems.length > 0 || badRecipients.length > 0) return problems;
  for (const { refused } of slices(plan, uniqueRecipients(to))) {
    for (const { userId, problem } of refused) {
      const field = typeof to === 'string' ? 'to' : `to[${to.indexOf(userId)}]`;
      problems.push(atField(problem, field));
    }
  }
  return problems;
}

/** `Chat.preview`: plans as a send would, and makes no call. */
export async function* previewOnly(
  core: ChatCore,
  message: DirectMessage | BroadcastMessage,
): AsyncGenerator<PlannedCall> {
  const { previewFields } = core.adapter;
  if (isBroadcast(message)) {
    yield describeCall(startBroadcast(core, message, {}).plan.call(), previewFields);
    return;
  }
  const { to, ...fields } = message ?? {};
  const { plan } = startDirect(core, fields, {}, 'whole');
  checkRecipients(to, core.settings.maxRecipients);
  for (const { call } of slices(plan, uniqueRecipients(to))) {
    if (call) yield describeCall(call, previewFields);
  }
}

function isBroadcast(message: DirectMessage | BroadcastMessage): message is BroadcastMessage {
  return typeof message === 'object' && message !== null && 'audience' in message;
}

function uniqueRecipients(to: DirectMessage['to']): readonly string[] {
  return typeof to === 'string' ? [to] : [...new Set(to)];
}

function* slices(plan: ReturnType<typeof startDirect>['plan'], recipients: readonly string[]) {
  for (let first = 0; first < recipients.length; ) {
    const slice = nextBatch(plan, recipients.slice(first, first + plan.maxItems), (userId) => userId);
    yield slice;
    first += slice.taken;
  }
}
