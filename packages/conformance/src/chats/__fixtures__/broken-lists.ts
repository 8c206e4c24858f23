import { type Chat, ChatError, type DirectReceipt, type SendOptions } from '@polychat/core';
import { settled } from '../../settled.ts';
import { type BrokenChat, broken, brokenOfTwo, listOf, withReceipts } from './broken-chat.ts';

const everybody =
  'recipients: of a list, everybody is in exactly one list of the receipt, in the order of the input';
const whatever =
  'copies: nobody gets a message twice, and what is said of everybody is true, whatever meets the calls';
const whileSlow = 'copies: nobody gets a message twice while a vendor is slow';
const sameWay = 'ways: a recipient goes the same way again while nothing goes wrong';
const via = 'ways: via names the chat that carried the message';
const notAgain = 'unclear outcomes: of whom nobody knows is unconfirmed, and is not sent to again';
const nothingCertain = 'unclear outcomes: a refusal that follows an unclear attempt makes nothing certain';
const half =
  'refusals: what only some of the vendors can carry is refused before anything is sent, or everybody is named';

/** One receipt of several, everybody in it. */
function joined(...receipts: readonly DirectReceipt[]): DirectReceipt {
  return {
    accepted: receipts.flatMap(({ accepted }) => accepted),
    failed: receipts.flatMap(({ failed }) => failed),
    unconfirmed: receipts.flatMap(({ unconfirmed }) => unconfirmed),
    warnings: receipts.flatMap(({ warnings }) => warnings),
  };
}

const receiptOf = async (sending: Promise<DirectReceipt>) =>
  (await settled(sending)).receipt as DirectReceipt;

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** Sends to those whom the first chat did not certainly reach through the second. */
const failingOver =
  (moves: (receipt: DirectReceipt) => DirectReceipt['failed']) =>
  (first: Chat, second: Chat): Partial<Chat> => ({
    async sendDirect(message, options) {
      const receipt = await receiptOf(first.sendDirect(message, options));
      const moved = new Set(moves(receipt).map(({ userId }) => userId));
      if (moved.size === 0) return receipt;
      const to = listOf(message).filter((userId) => moved.has(userId));
      const stay = (entries: DirectReceipt['failed']) => entries.filter(({ userId }) => !moved.has(userId));
      const { failed, unconfirmed } = receipt;
      const kept = { ...receipt, failed: stay(failed), unconfirmed: stay(unconfirmed) };
      return joined(kept, await receiptOf(second.sendDirect({ ...message, to }, options)));
    },
  });

export const brokenLists: readonly BrokenChat[] = [
  brokenOfTwo(
    'a hedge: the second chat is asked when the first has not answered soon',
    (first, second) => ({
      async sendDirect(message, options) {
        const sending = first.sendDirect(message, options);
        sending.catch(() => {});
        const isSlow = await Promise.race([sending.then(() => false), turns(10).then(() => true)]);
        return isSlow ? Promise.any([sending, second.sendDirect(message, options)]) : sending;
      },
    }),
    [whileSlow],
    /has the message 2 times/,
  ),
  brokenOfTwo(
    'a hash that does not stick',
    (first, second) => {
      let count = 0;
      return {
        sendDirect(message, options) {
          count += 1;
          return (count % 2 === 0 ? first : second).sendDirect(message, options);
        },
      };
    },
    [sameWay],
    /goes another way than before/,
  ),
  brokenOfTwo(
    'a way that depends on the company',
    (first, second) => ({
      sendDirect: (message, options) =>
        (listOf(message).length > 1 ? first : second).sendDirect(message, options),
    }),
    [sameWay],
    /goes another way alone/,
  ),
  brokenOfTwo(
    'failover of an unclear outcome',
    failingOver(({ failed, unconfirmed }) => [...failed, ...unconfirmed]),
    [notAgain, whatever],
    /has the message 2 times/,
  ),
  brokenOfTwo(
    'failover on the last reply: an unclear attempt is repeated, and its refusal believed',
    (first, second) => ({
      async sendDirect(message, options) {
        const own: SendOptions = { ...options, maxAttempts: 1 };
        let receipt = await receiptOf(first.sendDirect(message, own));
        if (receipt.unconfirmed.length > 0) receipt = await receiptOf(first.sendDirect(message, own));
        return receipt.failed.length > 0 ? second.sendDirect(message, own) : receipt;
      },
    }),
    [nothingCertain, notAgain],
    /has the message \d times/,
  ),
  broken(
    'what is unclear is sent again',
    (chat) => ({
      async sendDirect(message, options) {
        const receipt = await receiptOf(chat.sendDirect(message, options));
        return receipt.unconfirmed.length > 0 ? chat.sendDirect(message, options) : receipt;
      },
    }),
    [notAgain],
    /has the message 2 times/,
  ),
  broken(
    'everybody is sent to again for the sake of one',
    (chat) => ({
      async sendDirect(message, options) {
        const receipt = await receiptOf(chat.sendDirect(message, options));
        return receipt.failed.length > 0 ? receiptOf(chat.sendDirect(message, options)) : receipt;
      },
    }),
    [everybody],
    /has the message 2 times/,
  ),
  brokenOfTwo(
    'a doubled recipient',
    (first, second) => ({
      async sendDirect(message, options) {
        const [one = ''] = listOf(message);
        await second.sendDirect({ ...message, to: one }, options).catch(() => {});
        return first.sendDirect(message, options);
      },
    }),
    [everybody, whatever],
    /ann has the message 2 times/,
  ),
  broken(
    'a lost recipient',
    (chat) => ({
      sendDirect: (message, options) =>
        chat.sendDirect(
          { ...message, to: Array.isArray(message?.to) ? message.to.slice(0, 9) : message?.to },
          options,
        ),
    }),
    [everybody, 'recipients: of a long list nobody is lost'],
    /not everybody is in exactly one list/,
  ),
  broken(
    'a recipient in two lists',
    withReceipts((receipt) => ({ ...receipt, unconfirmed: [...receipt.unconfirmed, ...receipt.failed] })),
    [everybody],
    /not everybody is in exactly one list/,
  ),
  broken(
    'lists in the order of the answers',
    withReceipts((receipt) => ({ ...receipt, accepted: receipt.accepted.toReversed() })),
    [everybody],
    /accepted is not in the order of the input/,
  ),
  broken(
    'what is unclear is called failed',
    withReceipts((receipt) => ({
      ...receipt,
      failed: [...receipt.failed, ...receipt.unconfirmed],
      unconfirmed: [],
    })),
    [everybody, 'unclear outcomes: whom a reply leaves out is unconfirmed'],
    /is said to have failed/,
  ),
  broken(
    'what failed is called accepted',
    withReceipts((receipt) => ({
      ...receipt,
      accepted: [...receipt.accepted, ...receipt.failed],
      failed: [],
    })),
    [everybody],
    /accepted is not in the order|was accepted by/,
  ),
  broken(
    'a list that is sent one by one, whoever stands in it twice',
    (chat) => ({
      async sendDirect(message, options) {
        const receipts: DirectReceipt[] = [];
        for (const to of listOf(message)) {
          receipts.push(await receiptOf(chat.sendDirect({ ...message, to }, options)));
        }
        return joined(...receipts);
      },
    }),
    ['recipients: who stands twice in a list gets the message once, and has their first place'],
    /not everybody is in exactly one list/,
  ),
  broken(
    'another text',
    (chat) => ({
      sendDirect: (message, options) =>
        chat.sendDirect(
          message?.content?.type === 'text'
            ? { ...message, content: { ...message.content, text: message.content.text.toUpperCase() } }
            : message,
          options,
        ),
    }),
    ['recipients: the message arrives as it was given'],
    /GRÜSSE|GRÜ/,
  ),
  broken(
    'a via of its own',
    withReceipts((receipt) => ({
      ...receipt,
      accepted: receipt.accepted.map((entry) => ({ ...entry, via: 'router' })),
    })),
    [via, everybody],
    /via is "router"/,
  ),
  brokenOfTwo(
    'the via of another chat',
    (_first, second) =>
      withReceipts((receipt) => ({
        ...receipt,
        accepted: receipt.accepted.map((entry) => ({ ...entry, via: second.name })),
      }))(_first),
    [via, everybody],
    /came by another way/,
  ),
  brokenOfTwo(
    'a half that is sent before the other half is checked',
    (first, second) => ({
      async sendDirect(message, options) {
        const to = listOf(message);
        const one = await first.sendDirect({ ...message, to: to.slice(0, 5) }, options);
        return joined(one, await second.sendDirect({ ...message, to: to.slice(5) }, options));
      },
    }),
    [half],
    /a message that one vendor cannot carry: \d requests were sent/,
  ),
  broken(
    'an error without its receipt',
    (chat) => ({
      sendDirect: (message, options) =>
        chat.sendDirect(message, options).catch((error: unknown) => {
          throw ChatError.is(error) ? new ChatError(error.toJSON()) : error;
        }),
    }),
    ['errors: who reaches nobody gets an error with the whole receipt'],
    /ChatError/,
  ),
  broken(
    'no error where nobody was accepted',
    (chat) => ({ sendDirect: (message, options) => receiptOf(chat.sendDirect(message, options)) }),
    ['errors: who reaches nobody gets an error with the whole receipt'],
    /it does not throw/,
  ),
];
