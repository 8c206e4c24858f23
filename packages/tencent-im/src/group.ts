import {
  type CheckedGroupMessage,
  type ConversationPlan,
  invalidField,
  type PlanContext,
  type Problem,
  type ResultIds,
  type VendorCall,
} from '@polychat/core/adapter';
import { unsupportedInGroup } from './capabilities.ts';
import { conversationCall, planConversation } from './conversation.ts';
import { groupIdProblem } from './group-id.ts';
import { readGroupReply } from './group-reply.ts';
import { groupRequest } from './group-request.ts';
import { maxMentions, maxTargets } from './limits.ts';
import { checkMessage } from './message-rules.ts';
import type { Settings } from './settings.ts';
import { userIdProblems } from './user-id.ts';
import type { SendGroupRequest } from './wire.ts';

/** Plans a message to a group or a topic: one call of `send_group_msg` (34959 = 269/1629, 2026-02-04). */
export function planGroup(
  message: CheckedGroupMessage,
  context: PlanContext,
  settings: Settings,
): ConversationPlan {
  const check = checkMessage(message, 'group', settings);
  return planConversation(
    {
      kind: 'group',
      id: message.groupId,
      message,
      check,
      problems: destinationProblems(message),
      unsupported: unsupportedInGroup(message, check.fields),
      requestFor: groupRequest(message, check.from, check.fields),
    },
    groupCall,
    context,
    settings,
  );
}

function destinationProblems({ groupId, mentions, targets }: CheckedGroupMessage): readonly Problem[] {
  const { everyone = false, users = [] } = mentions ?? {};
  const problems = [
    groupIdProblem('groupId', groupId),
    tooMany('mentions', users.length + (everyone ? 1 : 0), maxMentions),
    tooMany('targets.only', targets?.only?.length ?? 0, maxTargets),
  ];
  return [
    ...problems.filter((problem) => problem !== undefined),
    ...userIdProblems('mentions.users', users),
    ...userIdProblems('targets.only', targets?.only),
  ];
}

function tooMany(field: string, actual: number, max: number): Problem | undefined {
  return actual > max
    ? invalidField(field, `must name at most ${max}`, { max, unit: 'items', actual })
    : undefined;
}

/** One call of `send_group_msg` to a group. `renewed` makes it again, so that the vendor takes it for no copy. */
export function groupCall(
  request: Pick<SendGroupRequest, 'GroupId'>,
  settings: Settings,
  renewed?: () => VendorCall<ResultIds>,
): VendorCall<ResultIds> {
  return conversationCall(request, settings, readGroupReply, renewed);
}
