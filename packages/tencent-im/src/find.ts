import { createCall, type FindPlan, type MessageRef, type PlanContext } from '@polychat/core/adapter';
import { commands } from './commands.ts';
import { readFindReply } from './find-reply.ts';
import { findRequest } from './find-request.ts';
import { attemptTimeoutMs } from './limits.ts';
import { refProblem } from './recall-request.ts';
import type { Settings } from './settings.ts';
import { visibleFields } from './wire.ts';

/**
 * Plans a look at a message: `admin_getroammsg` (35478 = 269/42794) for a direct one, by the second in its MsgKey, and
 * `group_msg_get_simple` (34971 = 269/2738) for one of a group.
 */
export function planFind(ref: MessageRef, _context: PlanContext, { limits, signer }: Settings): FindPlan {
  const unnamed = refProblem(ref, 'ref.');
  const isDirect = ref.conversation === 'direct';
  const endpoint = isDirect ? commands.findDirect : commands.findGroup;
  return {
    sender: ref.from,
    problems: unnamed ? [unnamed] : [],
    unsupported: [],
    warnings: [],
    call: () =>
      createCall({
        endpoint,
        costs: [{ limit: isDirect ? limits.findDirectCalls : limits.findGroupCalls, units: 1 }],
        // A read.
        dedupWindowMs: Number.POSITIVE_INFINITY,
        timeoutMs: attemptTimeoutMs,
        request: () => findRequest(ref),
        visibleFields,
        signer,
        read: (reply, attempt) => readFindReply(reply, attempt, ref, endpoint),
      }),
  };
}
