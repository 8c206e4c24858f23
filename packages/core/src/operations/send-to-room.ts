import { checkRoomMessage, completeRoomMessage } from '../model/check-conversation.ts';
import type { RoomMessage } from '../model/message.ts';
import type { ConversationReceipt } from '../model/outcome.ts';
import { type ConversationKind, sendToConversation } from './conversation.ts';
import type { ChatCore } from './send.ts';

/** A message to a room, as one call. */
export const roomKind: ConversationKind<'room'> = {
  operation: 'room',
  destinationField: 'roomId',
  check: checkRoomMessage,
  complete: completeRoomMessage,
  conversationOf: ({ roomId }) => roomId,
};

/** `Chat.sendToRoom`. */
export function sendToRoom(
  core: ChatCore,
  message: RoomMessage,
  options: unknown,
): Promise<ConversationReceipt> {
  return sendToConversation(core, roomKind, message, options);
}
