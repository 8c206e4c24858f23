import type { Chat } from '@polychat/core';

/** A chat with some of its verbs changed; all others are those of the chat. */
export function changed(chat: Chat, verbs: Partial<Chat>): Chat {
  return {
    name: chat.name,
    apps: chat.apps,
    deliver: (...given) => chat.deliver(...given),
    sendDirect: (...given) => chat.sendDirect(...given),
    sendBulk: (...given) => chat.sendBulk(...given),
    broadcast: (...given) => chat.broadcast(...given),
    registerUsers: (...given) => chat.registerUsers(...given),
    check: (...given) => chat.check(...given),
    preview: (...given) => chat.preview(...given),
    resume: (...given) => chat.resume(...given),
    close: (...given) => chat.close(...given),
    ...verbs,
  };
}
