import type { Chat, DirectMessage, DirectReceipt, SendOptions } from '@polychat/core';
import { changedChat } from '../changed-chat.ts';
import type { StartChat } from '../chat-subject.ts';

/** A chat around others that is wrong in one way, and what must find it. */
export interface BrokenChat {
  readonly name: string;
  readonly start: StartChat;
  /** Names of checks that must fail. */
  readonly caughtBy: readonly [string, ...string[]];
  /** What the first of them says. */
  readonly says: RegExp;
}

/** A chat around one that is broken. */
export function broken(
  name: string,
  changes: (chat: Chat) => Partial<Chat>,
  caughtBy: BrokenChat['caughtBy'],
  says: RegExp,
): BrokenChat {
  return {
    name,
    caughtBy,
    says,
    start({ createPart }) {
      const chat = createPart();
      return { chat: changedChat(chat, changes(chat)) };
    },
  };
}

/** A chat around two that is broken. Where nothing is changed it is the first. */
export function brokenOfTwo(
  name: string,
  changes: (first: Chat, second: Chat) => Partial<Chat>,
  caughtBy: BrokenChat['caughtBy'],
  says: RegExp,
): BrokenChat {
  return {
    name,
    caughtBy,
    says,
    start({ createPart }) {
      const [first, second] = [createPart(), createPart()];
      const apps = [...first.apps, ...second.apps];
      return { chat: changedChat(first, { apps, ...changes(first, second) }) };
    },
  };
}

/** Changes the options of every verb that takes some. */
export function withOptions(change: (options: SendOptions) => SendOptions): (chat: Chat) => Partial<Chat> {
  return (chat) => ({
    deliver: (message, recipients, options) => chat.deliver(message, recipients, options && change(options)),
    sendDirect: (message, options) => chat.sendDirect(message, options && change(options)),
    sendBulk: (message, recipients, options) =>
      chat.sendBulk(message, recipients, options && change(options)),
    broadcast: (message, options) => chat.broadcast(message, options && change(options)),
    sendToGroup: (message, options) => chat.sendToGroup(message, options && change(options)),
    sendToRoom: (message, options) => chat.sendToRoom(message, options && change(options)),
    registerUsers: (users, options) => chat.registerUsers(users, options && change(options)),
  });
}

/** Changes every receipt of a list, whether it is returned or thrown. */
export function withReceipts(
  change: (receipt: DirectReceipt) => DirectReceipt,
): (chat: Chat) => Partial<Chat> {
  return (chat) => ({
    sendDirect: async (message, options) => change(await chat.sendDirect(message, options)),
  });
}

/** The recipients of a message as a list. */
export function listOf({ to }: DirectMessage): readonly string[] {
  return typeof to === 'string' ? [to] : to;
}
