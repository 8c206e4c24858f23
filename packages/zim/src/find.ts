import { createCall, type FindPlan, type MessageRef, type PlanContext } from '@polychat/core/adapter';
import { commands } from './commands.ts';
import { readFindReply } from './find-reply.ts';
import { findRequest } from './find-request.ts';
import { refProblem } from './recall-request.ts';
import type { Settings } from './settings.ts';
import { visibleFields } from './wire.ts';

/** Plans a look at a message: QueryMessagesByMsgSeq, of which the vendor counts messages and not calls, as of 2026-08-21. */
export function planFind(ref: MessageRef, _context: PlanContext, { limits, signer }: Settings): FindPlan {
  const unnamed = refProblem(ref, 'ref.');
  return {
    sender: ref.from,
    problems: unnamed ? [unnamed] : [],
    unsupported: [],
    warnings: [],
    call: () =>
      createCall({
        endpoint: commands.find,
        costs: [{ limit: limits.findCalls, units: 1 }],
        // A read.
        dedupWindowMs: Number.POSITIVE_INFINITY,
        request: () => findRequest(ref),
        visibleFields,
        signer,
        read: (reply, attempt) => readFindReply(reply, attempt, ref),
      }),
  };
}
