import type { Chat, ConversationReceipt, SendOptions } from '@polychat/core';
import { ChatError } from '@polychat/core';
import type { ConversationKind } from '../conversation.ts';
import { hello } from './inbox-vendor.ts';

/** Both verbs that send to one conversation of many, by what they send to. */
export const conversationKinds: readonly ConversationKind[] = ['group', 'room'];

/** Sends `hello` to a group or a room, with these other fields. */
export function sendTo(
  chat: Chat,
  kind: ConversationKind,
  id: string,
  fields: object = {},
  options?: SendOptions,
): Promise<ConversationReceipt> {
  const message = { ...hello, ...fields };
  return kind === 'group'
    ? chat.sendToGroup({ ...message, groupId: id }, options)
    : chat.sendToRoom({ ...message, roomId: id }, options);
}

/** What became of it, in words: `accepted two`, or `failed network` and `unconfirmed timeout`. */
export async function outcomeOf(sending: Promise<ConversationReceipt>): Promise<string> {
  try {
    const { via } = await sending;
    return `accepted ${via}`;
  } catch (error) {
    if (!ChatError.is(error)) throw error;
    return `${error.effect === 'unknown' ? 'unconfirmed' : 'failed'} ${error.code}`;
  }
}
