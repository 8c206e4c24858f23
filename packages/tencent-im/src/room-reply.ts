import type { AttemptInfo, CallResult, HttpReply, ResultIds } from '@polychat/core/adapter';
import { readGroupReply } from './group-reply.ts';

/** Reads a reply of `send_group_msg` to an AVChatRoom: what it says of the group, it says of the room. */
export function readRoomReply(reply: HttpReply, attempt: AttemptInfo): CallResult<ResultIds> {
  return readGroupReply(reply, attempt, 'roomId');
}
