import {
  createCall,
  type Limit,
  type ListReply,
  type MessageRef,
  type PlanContext,
  planBatch,
  type RecallPlan,
  type ResultIds,
  type VendorCall,
} from '@polychat/core/adapter';
import { commands } from './commands.ts';
import type { Limits } from './limits.ts';
import { readRecallReply } from './recall-reply.ts';
import { recallRequest, refProblem } from './recall-request.ts';
import type { Settings } from './settings.ts';
import { visibleFields } from './wire.ts';

const commandOf = {
  direct: commands.recallDirect,
  group: commands.recallGroup,
  room: commands.recallRoom,
} as const;

/** Plans recalls: RevokePeerMessage, RevokeGroupMessage or RevokeRoomMessage for each message, as of 2026-08-21. */
export function planRecall(_context: PlanContext, settings: Settings): RecallPlan {
  return {
    problems: [],
    unsupported: [],
    warnings: [],
    maxItems: 1,
    next: (pending) =>
      planBatch(pending.slice(0, 1), {
        idOf: ({ sequence = '' }) => sequence,
        problemOf: (ref) => refProblem(ref),
        callFor: ([ref]) => recallCall(ref, settings),
        // The reply is the envelope alone.
        unlistedMeans: 'accepted',
      }),
  };
}

function recallCall(ref: MessageRef, { limits, signer }: Settings): VendorCall<ListReply<ResultIds>> {
  const endpoint = commandOf[ref.conversation];
  return createCall({
    endpoint,
    costs: [{ limit: limitOf(ref.conversation, limits), units: 1 }],
    // What was taken back already is not there to be harmed.
    dedupWindowMs: Number.POSITIVE_INFINITY,
    request: () => recallRequest(ref),
    visibleFields,
    signer,
    read: (reply, attempt) => readRecallReply(reply, attempt, endpoint),
  });
}

function limitOf(conversation: MessageRef['conversation'], limits: Limits): Limit {
  const { recallDirectCalls: direct, recallGroupCalls: group, recallRoomCalls: room } = limits;
  return { direct, group, room }[conversation];
}
