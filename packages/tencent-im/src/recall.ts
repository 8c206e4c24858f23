import {
  createCall,
  type ListReply,
  type MessageRef,
  type PlanContext,
  planBatch,
  type RecallPlan,
  type ResultIds,
  type VendorCall,
} from '@polychat/core/adapter';
import { commands } from './commands.ts';
import { attemptTimeoutMs, maxGroupRecalls } from './limits.ts';
import { readRecallReply } from './recall-reply.ts';
import { recallRequest, refProblem } from './recall-request.ts';
import type { Settings } from './settings.ts';
import { visibleFields } from './wire.ts';

/**
 * Plans recalls: `admin_msgwithdraw` (35015 = 269/38980) for each direct message, `group_msg_recall` (34965) for up to
 * ten messages of one group. The recipients of a batch share its MsgKey, and each has a call of their own: the key names
 * a message together with both users.
 */
export function planRecall(_context: PlanContext, settings: Settings): RecallPlan {
  return {
    problems: [],
    unsupported: [],
    warnings: [],
    maxItems: maxGroupRecalls,
    next: (pending) =>
      planBatch(pending.slice(0, countForOneCall(pending)), {
        idOf: ({ conversation, messageId = '', sequence = '' }) =>
          conversation === 'direct' ? messageId : sequence,
        problemOf: (ref) => refProblem(ref),
        callFor: (refs) => recallCall(refs, settings),
        // `group_msg_recall` has a code for every message; `admin_msgwithdraw` is for one, and names none.
        unlistedMeans: pending[0]?.conversation === 'direct' ? 'accepted' : 'unconfirmed',
      }),
  };
}

/**
 * How many of the pending messages, from the front, go into one call: a direct one, or those of the first one's group.
 * None is named twice: of which of the two the reply would speak, nobody knows.
 */
function countForOneCall([first, ...others]: readonly MessageRef[]): number {
  if (!first || first.conversation === 'direct') return 1;
  const named = new Set([first.sequence]);
  for (const { conversation, to, sequence } of others) {
    const isNext = conversation === first.conversation && to === first.to && !named.has(sequence);
    if (!isNext || named.size === maxGroupRecalls) break;
    named.add(sequence);
  }
  return named.size;
}

function recallCall(
  refs: readonly [MessageRef, ...MessageRef[]],
  { limits, signer }: Settings,
): VendorCall<ListReply<ResultIds>> {
  const isDirect = refs[0].conversation === 'direct';
  const endpoint = isDirect ? commands.recallDirect : commands.recallGroup;
  return createCall({
    endpoint,
    count: refs.length,
    costs: [{ limit: isDirect ? limits.recallDirectCalls : limits.recallGroupCalls, units: 1 }],
    // What was taken back already is not there to be harmed.
    dedupWindowMs: Number.POSITIVE_INFINITY,
    timeoutMs: attemptTimeoutMs,
    request: () => recallRequest(refs),
    visibleFields,
    signer,
    read: (reply, attempt) => readRecallReply(reply, attempt, endpoint),
  });
}
