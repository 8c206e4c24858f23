import type { Chat } from '@polychat/core';

/**
 * The same chat with some of its members replaced, such as one that fails or waits in a test. All others are the chat's
 * own, those of later versions too.
 */
export function changedChat(chat: Chat, changes: Partial<Chat>): Chat {
  return new Proxy(chat, {
    get(target, member) {
      if (Object.hasOwn(changes, member)) return changes[member as keyof Chat];
      const own: unknown = Reflect.get(target, member);
      return typeof own === 'function' ? own.bind(target) : own;
    },
  });
}
