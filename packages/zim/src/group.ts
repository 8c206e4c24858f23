import {
  type CheckedGroupMessage,
  type ConversationPlan,
  createCall,
  type PlanContext,
  type Problem,
  planSingle,
  type ResultIds,
  type VendorCall,
} from '@polychat/core/adapter';
import { unsupportedInGroup } from './capabilities.ts';
import { commands } from './commands.ts';
import { groupIdProblem } from './group-id.ts';
import { readGroupReply } from './group-reply.ts';
import { groupRequest } from './group-request.ts';
import { checkMessage } from './message-rules.ts';
import type { Settings } from './settings.ts';
import { userIdProblems } from './user-id.ts';
import { visibleFields, type WireSendGroupMessage } from './wire.ts';

/** Plans a message to a group as one SendGroupMessage call ("SendGroupMessage", as of 2026-08-21). */
export function planGroup(
  message: CheckedGroupMessage,
  _context: PlanContext,
  settings: Settings,
): ConversationPlan {
  const { sender, fields, problems: found } = checkMessage(message, 'group', settings);
  const problems = [...found, ...destinationProblems(message)];
  const unsupported = unsupportedInGroup(message, fields);
  return planSingle({ sender, problems, unsupported }, (from) =>
    groupCall(groupRequest(from, message, fields), settings),
  );
}

function destinationProblems({ groupId, targets }: CheckedGroupMessage): readonly Problem[] {
  const problem = groupIdProblem('groupId', groupId);
  return [
    ...(problem ? [problem] : []),
    ...userIdProblems('targets.only', targets?.only),
    ...userIdProblems('targets.except', targets?.except),
  ];
}

/** One SendGroupMessage call. */
export function groupCall(
  request: Pick<WireSendGroupMessage, 'GroupId'>,
  { limits, signer }: Settings,
): VendorCall<ResultIds> {
  return createCall({
    endpoint: commands.group,
    costs: [{ limit: limits.groupCalls, units: 1 }],
    // The vendor discards no copy: a repeat is a second message.
    dedupWindowMs: 0,
    request: () => request,
    visibleFields,
    signer,
    read: readGroupReply,
  });
}
