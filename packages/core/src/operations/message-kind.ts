import type {
  AnyMessage,
  BroadcastMessage,
  DirectMessage,
  GroupMessage,
  RoomMessage,
} from '../model/message.ts';
import { broadcastKind } from './broadcast.ts';
import { groupKind } from './send-to-group.ts';
import { roomKind } from './send-to-room.ts';
import type { SingleMessageKind } from './single-message.ts';

/** Whether a message is a broadcast. */
export function isBroadcast(message: AnyMessage): message is BroadcastMessage {
  return has(message, 'audience');
}

/** Whether a message goes to users: what is of no kind counts, too, and is refused for its recipients. */
export function isDirect(message: AnyMessage): message is DirectMessage {
  return singleKindOf(message) === undefined;
}

/** Whether a message goes to a group or a room. */
export function isConversation(message: AnyMessage): message is GroupMessage | RoomMessage {
  return has(message, 'groupId') || has(message, 'roomId');
}

/** The kind of a message that is one call; undefined for a direct one. */
export function singleKindOf(message: AnyMessage): SingleMessageKind | undefined {
  return [broadcastKind, groupKind, roomKind].find(({ destinationField }) => has(message, destinationField));
}

function has(message: unknown, member: string): boolean {
  return typeof message === 'object' && message !== null && member in message;
}
