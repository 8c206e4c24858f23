import type { Chat, ConversationReceipt, GroupMessage, RoomMessage, SendOptions } from '@polychat/core';
import { ChatError } from '@polychat/core';
import { type BrokenChat, broken, brokenOfTwo } from './broken-chat.ts';

const once =
  'conversations: a message to a group or a room arrives there once, at the chat that the receipt names';
const told =
  'conversations: what is said of it is true, and no vendor has it twice, whatever meets the calls';
const throws = 'conversations: it throws where nobody took it, and says that it failed';
const unclear = 'conversations: one of which nobody knows is not sent again, and the error says so';
const names =
  'conversations: whom it names, and who alone gets it, arrive by the ids that the vendors know them by';
const sameWay = 'conversations: a group goes the same way again while nothing goes wrong';
const changed = 'conversations: it is changed and taken back wherever it is, by its ref as plain JSON';
const asked = 'conversations, and what is asked of them: ';

type Send = (
  message: GroupMessage & RoomMessage,
  options: SendOptions | undefined,
) => Promise<ConversationReceipt>;

/** Changes both verbs in the same way. */
function bothVerbs(change: (send: Send) => Send): (chat: Chat) => Partial<Chat> {
  return (chat) => ({
    sendToGroup: change((message, options) => chat.sendToGroup(message, options)) as Chat['sendToGroup'],
    sendToRoom: change((message, options) => chat.sendToRoom(message, options)) as Chat['sendToRoom'],
  });
}

/** Chats whose messages to groups and rooms are wrong. */
export const brokenConversations: readonly BrokenChat[] = [
  broken(
    'a room that is taken for a group',
    (chat) => ({
      sendToRoom: ({ roomId, ...message }, options) =>
        chat.sendToGroup({ ...message, groupId: roomId }, options),
    }),
    [once],
    /vendor1 has not got it/,
  ),
  brokenOfTwo(
    'a receipt that names another chat',
    (first, second) =>
      bothVerbs((send) => async (...given) => ({ ...(await send(...given)), via: second.name }))(first),
    [once, told],
    /vendor2 has not got it/,
  ),
  broken(
    'a message that is sent again where nobody knows',
    bothVerbs(
      (send) =>
        (...given) =>
          send(...given).catch(() => send(...given)),
    ),
    [unclear, told],
    /requests were sent, and nobody knew|does not leave it open/,
  ),
  brokenOfTwo(
    'a message through the next chat because of an unclear one',
    (first, second) => ({
      sendToGroup: (...given) => first.sendToGroup(...given).catch(() => second.sendToGroup(...given)),
      sendToRoom: (...given) => first.sendToRoom(...given).catch(() => second.sendToRoom(...given)),
    }),
    [told, unclear],
    /has the message 2 times/,
  ),
  broken(
    'a receipt where nobody took it',
    (chat) =>
      bothVerbs(
        (send) =>
          (...given) =>
            send(...given).catch(() => ({ via: chat.name, warnings: [] })),
      )(chat),
    [throws, told],
    /does not throw/,
  ),
  broken(
    'a refusal of which it is said that nobody knows',
    bothVerbs((send) => async (...given) => {
      try {
        return await send(...given);
      } catch (error) {
        throw ChatError.is(error) ? new ChatError({ ...error.toJSON(), effect: 'unknown' }) : error;
      }
    }),
    [throws],
    /is left open/,
  ),
  broken(
    'whom a message names is lost',
    (chat) => ({
      sendToGroup: ({ mentions: _mentions, ...message }, options) => chat.sendToGroup(message, options),
    }),
    [names],
    /./,
  ),
  broken(
    'who alone gets a message is lost',
    (chat) => ({
      sendToGroup: ({ targets: _targets, ...message }, options) => chat.sendToGroup(message, options),
    }),
    [names],
    /./,
  ),
  brokenOfTwo(
    'messages of one group at two chats in turn',
    (first, second) => {
      let sends = 0;
      const next = () => {
        sends += 1;
        return sends % 2 === 0 ? first : second;
      };
      return {
        sendToGroup: (...given) => next().sendToGroup(...given),
        sendToRoom: (...given) => next().sendToRoom(...given),
      };
    },
    [sameWay],
    /go several ways/,
  ),
  broken(
    'a ref of a message to users',
    bothVerbs((send) => async (...given) => {
      const { ref, ...receipt } = await send(...given);
      return { ...receipt, ...(ref && { ref: { ...ref, conversation: 'direct' } }) };
    }),
    [changed],
    /./,
  ),
  broken(
    'an error that names no field',
    bothVerbs((send) => async (...given) => {
      try {
        return await send(...given);
      } catch (error) {
        if (!ChatError.is(error)) throw error;
        const { field: _field, ...problem } = error.toJSON();
        throw new ChatError(problem);
      }
    }),
    [
      `${asked}a bad message is refused before anything is sent, and the error names the field`,
      'conversations: a group that there is not is refused as such',
    ],
    /the error does not name the field/,
  ),
  broken(
    'a check that knows no groups',
    (chat) => ({ check: (message) => ('to' in (message ?? {}) ? chat.check(message) : []) }),
    [`${asked}check finds what a send would refuse, and preview shows a call; neither sends`],
    /check finds something else/,
  ),
  broken(
    'a message that is not in the journal',
    bothVerbs(
      (send) =>
        (message, { journal: _journal, ...options } = {}) =>
          send(message, options),
    ),
    [`${asked}its call is kept before it leaves, and goes on from its record without a copy`],
    /not in the journal/,
  ),
  broken(
    'a closed chat that still sends to groups',
    (chat) => ({ close: async () => void chat }),
    [`${asked}close waits for it, and a closed chat refuses it`],
    /close has resolved/,
  ),
  broken(
    "an error with the message's words",
    bothVerbs(
      (send) => (message, options) =>
        send(message, options).catch((error: unknown) => {
          if (!ChatError.is(error)) throw error;
          throw new ChatError({ ...error.toJSON(), message: `not sent: ${JSON.stringify(message)}` });
        }),
    ),
    [`${asked}nothing that comes back shows the message's words, or a secret`],
    /can be seen/,
  ),
];
