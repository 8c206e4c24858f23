import type {
  CheckedRoomMessage,
  ConversationPlan,
  PlanContext,
  ResultIds,
  VendorCall,
} from '@polychat/core/adapter';
import { unsupportedInRoom } from './capabilities.ts';
import { conversationCall, planConversation } from './conversation.ts';
import { groupIdProblem } from './group-id.ts';
import { checkMessage } from './message-rules.ts';
import { readRoomReply } from './room-reply.ts';
import { roomRequest } from './room-request.ts';
import type { Settings } from './settings.ts';
import type { SendGroupRequest } from './wire.ts';

/** Plans a message to a room: one call of `send_group_msg` to an AVChatRoom (34959 = 269/1629, 2026-02-04). */
export function planRoom(
  message: CheckedRoomMessage,
  context: PlanContext,
  settings: Settings,
): ConversationPlan {
  const check = checkMessage(message, 'room', settings);
  const problem = groupIdProblem('roomId', message.roomId);
  return planConversation(
    {
      kind: 'room',
      id: message.roomId,
      message,
      check,
      problems: problem ? [problem] : [],
      unsupported: unsupportedInRoom(message, check.fields),
      requestFor: roomRequest(message, check.from, check.fields),
    },
    roomCall,
    context,
    settings,
  );
}

/** One call of `send_group_msg` to a room. `renewed` makes it again, so that the vendor takes it for no copy. */
export function roomCall(
  request: Pick<SendGroupRequest, 'GroupId'>,
  settings: Settings,
  renewed?: () => VendorCall<ResultIds>,
): VendorCall<ResultIds> {
  return conversationCall(request, settings, readRoomReply, renewed);
}
