import type { Chat, ConversationReceipt, GroupMessage, RoomMessage, SendOptions } from '@polychat/core';

/** A message to one conversation of many. */
export type ConversationMessage = GroupMessage | RoomMessage;

/** What kind of conversation a verb sends to: told by the verb, since a bad message may not say it. */
export type ConversationKind = 'group' | 'room';

/** Whether a message is to a group or to a room. */
export function kindOf(message: ConversationMessage): ConversationKind {
  return 'groupId' in message ? 'group' : 'room';
}

/** Sends a message to a group or a room through a chat. What the chat throws at once is a rejection, too. */
export async function sendToConversation(
  chat: Chat,
  kind: ConversationKind,
  message: ConversationMessage,
  options: SendOptions | undefined,
): Promise<ConversationReceipt> {
  return kind === 'group'
    ? chat.sendToGroup(message as GroupMessage, options)
    : chat.sendToRoom(message as RoomMessage, options);
}
