import {
  type CheckedRoomMessage,
  type ConversationPlan,
  createCall,
  type PlanContext,
  planSingle,
  type ResultIds,
  type VendorCall,
} from '@polychat/core/adapter';
import { unsupportedInRoom } from './capabilities.ts';
import { commands } from './commands.ts';
import { groupIdProblem } from './group-id.ts';
import { checkMessage } from './message-rules.ts';
import { readRoomReply } from './room-reply.ts';
import { roomRequest } from './room-request.ts';
import type { Settings } from './settings.ts';
import { visibleFields, type WireSendRoomMessage } from './wire.ts';

/** Plans a message to a room as one SendRoomMessage call ("SendRoomMessage", as of 2026-08-21). */
export function planRoom(
  message: CheckedRoomMessage,
  _context: PlanContext,
  settings: Settings,
): ConversationPlan {
  const { sender, fields, problems: found } = checkMessage(message, 'room', settings);
  const problem = groupIdProblem('roomId', message.roomId);
  const problems = problem ? [...found, problem] : found;
  const unsupported = unsupportedInRoom(message, fields);
  return planSingle({ sender, problems, unsupported }, (from) =>
    roomCall(roomRequest(from, message, fields), settings),
  );
}

/** One SendRoomMessage call. */
export function roomCall(
  request: Pick<WireSendRoomMessage, 'RoomId'>,
  { limits, signer }: Settings,
): VendorCall<ResultIds> {
  return createCall({
    endpoint: commands.room,
    costs: [{ limit: limits.roomCalls, units: 1 }],
    // The vendor discards no copy: a repeat is a second message.
    dedupWindowMs: 0,
    request: () => request,
    visibleFields,
    signer,
    read: readRoomReply,
  });
}
