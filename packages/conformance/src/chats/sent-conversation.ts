import assert from 'node:assert/strict';
import {
  type Chat,
  ChatError,
  type ConversationReceipt,
  type GroupMessage,
  type RoomMessage,
  type SendOptions,
} from '@polychat/core';
import { hello } from './people.ts';
import type { StartedChat } from './started-chat.ts';

/** Conversations of many, by the verb that sends to them. */
export const conversationKinds = ['group', 'room'] as const;
export type ConversationKind = (typeof conversationKinds)[number];

/** The id of the conversations that checks send to. */
export const conversationId = 'book-club';

/** A message to a group or a room. */
export function messageTo(kind: ConversationKind, fields: object = {}): GroupMessage | RoomMessage {
  const message = { ...hello, [`${kind}Id`]: conversationId, ...fields };
  // Told apart by its member.
  return message as unknown as GroupMessage | RoomMessage;
}

/** Sends a message to a group or a room. What is thrown at once is a rejection, too. */
export async function sendTo(
  chat: Chat,
  kind: ConversationKind,
  fields: object = {},
  options?: SendOptions,
): Promise<ConversationReceipt> {
  const message = messageTo(kind, fields);
  return kind === 'group'
    ? chat.sendToGroup(message as GroupMessage, options)
    : chat.sendToRoom(message as RoomMessage, options);
}

/** How a message to a conversation ended: one of the two is there. */
export interface ConversationEnd {
  readonly receipt?: ConversationReceipt;
  readonly error?: ChatError;
}

/** Sends, and hands on what it threw. No time passes by itself. */
export async function ended(
  { chat }: Pick<StartedChat, 'chat'>,
  kind: ConversationKind,
  options?: SendOptions,
): Promise<ConversationEnd> {
  try {
    return { receipt: await sendTo(chat, kind, {}, options) };
  } catch (error) {
    assert.ok(ChatError.is(error), `a message to a ${kind} is refused with what is no ChatError`);
    return { error };
  }
}

/** As `ended`; time passes until it has. */
export function endOf(
  started: StartedChat,
  kind: ConversationKind,
  options?: SendOptions,
): Promise<ConversationEnd> {
  return started.run(ended(started, kind, options));
}

/** How many messages of the conversation each vendor has, by its name. */
export function countsOf({ vendors }: StartedChat, kind: ConversationKind): ReadonlyMap<string, number> {
  return new Map(vendors.map((vendor) => [vendor.name, vendor.conversation(kind, conversationId).length]));
}

/** Fails where what is said of a message is not what the vendors have, or where one of them has it twice. */
export function assertTold(started: StartedChat, kind: ConversationKind, end: ConversationEnd): void {
  const counts = countsOf(started, kind);
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const isOnce = [...counts.values()].every((count) => count <= 1) && all <= started.copies;
  assert.ok(isOnce, `the ${kind} has the message ${all} times`);
  const { receipt, error } = end;
  if (receipt) {
    assert.equal(counts.get(started.vendorNamed(receipt.via).name), 1, `${receipt.via} has not got it`);
  }
  if (error && error.effect !== 'unknown') {
    assert.equal(all, 0, `the ${kind} has the message, which is said to have failed`);
  }
}
