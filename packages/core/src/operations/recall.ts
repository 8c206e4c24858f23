import { checkChangeOptions } from '../chat-options.ts';
import { deliver } from '../delivery/deliver.ts';
import type { ItemState } from '../delivery/item-state.ts';
import { shapedIds } from '../exchange/vendor-ids.ts';
import type { NotRecalledMessage, RecalledMessage, RecallReceipt } from '../model/change.ts';
import { ChatError } from '../model/chat-error.ts';
import { checkRefs } from '../model/check-change.ts';
import type { MessageRef, ResultIds } from '../model/outcome.ts';
import { summarizeReceipt } from '../model/receipt-summary.ts';
import { planSafely, sound } from './plan-message.ts';
import {
  collectOutcomes,
  countOutcomes,
  failedOperation,
  type ListOutcome,
  sortedReceipt,
} from './receipt.ts';
import { keyOfRef, refuseForeignRef } from './refs.ts';
import { withRetryAfter } from './retry-after.ts';
import { type ChatCore, type Send, startSend, traceSend } from './send.ts';
import { noSuchVerb } from './unsupported-verb.ts';

type RecallOutcome = ListOutcome<
  RecalledMessage,
  NotRecalledMessage & { readonly index: number; readonly status: 'failed' | 'unconfirmed' }
>;

/** `Chat.recall`. */
export async function recallMessages(
  core: ChatCore,
  given: MessageRef | readonly MessageRef[],
  options: unknown,
): Promise<RecallReceipt> {
  const { adapter, settings } = core;
  const { refs, fieldAt } = checkRefs(given, settings.maxRecipients);
  const send = startSend(core, { operation: 'recall', kind: 'whole' }, checkChangeOptions('recall', options));
  const { recall: capabilities } = adapter.capabilities;
  const context = { ...core.planContext, items: refs.length };
  const plan = capabilities && planSafely(() => adapter.plan.recall && sound(adapter.plan.recall(context)));
  if (!plan) throw new ChatError(noSuchVerb('recall', adapter.title));
  const can = { verb: 'recall', kinds: capabilities.windowMs } as const;
  for (const [index, ref] of refs.entries()) refuseForeignRef(ref, fieldAt(index), adapter, can);
  const [refused] = plan.problems;
  if (refused) throw new ChatError(refused);
  for (const warning of plan.warnings) send.warnings.add(warning);
  const batches = deliver<MessageRef, ResultIds, RecallOutcome>({
    operation: 'recall',
    plan,
    source: refs,
    // What one item is told from another by. It is no user's id, so events do not show it.
    userIdOf: keyOfRef,
    exposeUserIds: false,
    fieldAt: (index, field) => (field === undefined ? fieldAt(index) : `${fieldAt(index)}.${field}`),
    outcomeOf: ({ index }, state) => recallOutcome(send, refs[index] as MessageRef, index, state),
    maxInFlight: settings.maxInFlight,
    context: send.context,
    isList: true,
    cancel: core.closing?.cancelled,
    exactDuplicates: true,
    onWarning: (warning) => send.warnings.add(warning),
  });
  const outcomes = await traceSend(send, () => collectOutcomes(batches), countOutcomes);
  const receipt = sortedReceipt<RecalledMessage, NotRecalledMessage>(outcomes, send.warnings.list());
  return recalledOrThrow(receipt, send.context.signal);
}

/** A receipt in which no message was taken back is thrown: as the first unconfirmed problem, else the first failed one. */
export function recalledOrThrow(receipt: RecallReceipt, signal: AbortSignal | undefined): RecallReceipt {
  const first = receipt.unconfirmed[0] ?? receipt.failed[0];
  if (receipt.accepted.length > 0 || !first) return receipt;
  const told = { recallReceipt: receipt, summary: summarizeReceipt(receipt) };
  throw failedOperation(first.problem, first.problem, told, signal);
}

function recallOutcome(
  { context: { via }, warnings }: Send,
  ref: MessageRef,
  index: number,
  state: ItemState<ResultIds>,
): RecallOutcome {
  if (state.status !== 'accepted') {
    return { index, status: state.status, ref, via, problem: withRetryAfter(state.problem) };
  }
  const { requestId } = shapedIds(state.value, (warning) => warnings.add(warning));
  return { index, status: 'accepted', ref, via, ...(requestId === undefined ? {} : { requestId }) };
}
