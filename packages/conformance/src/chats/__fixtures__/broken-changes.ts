import type { FoundMessage } from '@polychat/core';
import { type BrokenChat, broken, brokenOfTwo } from './broken-chat.ts';

const gone = 'changes: a message is taken back wherever it is, and no other one';
const once = 'changes: every message is in exactly one list, whatever meets the calls';
const edited = 'changes: an edit changes the message wherever it is, and no other one';
const found = 'changes: a message is looked up wherever it is, and found as it is now';
const foreign = 'changes: a ref of an app that the chat does not speak for is refused, and nothing is sent';

/** Chats whose recalls and edits are wrong. */
export const brokenChanges: readonly BrokenChat[] = [
  brokenOfTwo(
    'a recall through the first chat, wherever the message is',
    (first, second) => ({
      sendDirect: (...given) => second.sendDirect(...given),
      recall: (...given) => first.recall(...given),
    }),
    [gone],
    /the message is of vendor2/,
  ),
  broken(
    'a recall that leaves out a message of which nobody knows',
    (chat) => ({
      recall: async (...given) => {
        const receipt = await chat.recall(...given).catch((error) => error.recallReceipt);
        return { ...receipt, unconfirmed: [] };
      },
    }),
    [once],
    /not every message is named once/,
  ),
  broken(
    'a recall that calls everything gone',
    (chat) => ({
      recall: async (refs, options) => {
        await chat.recall(refs, options).catch(() => {});
        const list = Array.isArray(refs) ? refs : [refs];
        return {
          accepted: list.map((ref) => ({ ref, via: chat.name })),
          failed: [],
          unconfirmed: [],
          warnings: [],
        };
      },
    }),
    [once, foreign],
    /a message is called gone/,
  ),
  brokenOfTwo(
    'a look through the first chat, wherever the message is',
    (first, second) => ({
      sendDirect: (...given) => second.sendDirect(...given),
      find: (...given) => first.find(...given),
    }),
    [found],
    /the message is of vendor2/,
  ),
  broken(
    'a look that keeps what it has seen once',
    (chat) => {
      const seen = new Map<string, FoundMessage>();
      return {
        find: async (ref, options) => {
          const key = JSON.stringify(ref);
          const message = seen.get(key) ?? (await chat.find(ref, options));
          seen.set(key, message);
          return message;
        },
      };
    },
    [found],
    /taken back is found as it was/,
  ),
  broken(
    'a look that asks nobody',
    () => ({ find: async ({ from, to }) => ({ found: true, state: 'sent', from, to }) }),
    [found, foreign],
    /taken back is found as it was/,
  ),
  broken(
    'an edit that is not sent',
    (chat) => ({ edit: async (ref) => ({ ref, via: chat.name, warnings: [] }) }),
    [edited, foreign],
    /the message is as before/,
  ),
];
