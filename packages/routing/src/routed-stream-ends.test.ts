import { changedChat } from '@polychat/conformance/chats';
import type { Chat } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { crowd } from './testing/crowd.ts';
import { hello } from './testing/inbox-vendor.ts';
import { inOrder, twoVendors } from './testing/two-vendors.ts';

describe('a chat that ends early', () => {
  const others = 's0 accepted south';

  test('because it was closed: what it had not taken is failed, and the others get it', async () => {
    const { chat, clock, north } = twoVendors({ north: { maxItems: 1 } });
    let isClosing = false;
    async function* source() {
      yield* crowd(3, 'n');
      void north.chat.close();
      isClosing = true;
      yield* crowd(6, 'n').slice(3);
      yield 's0';
    }
    const bulk = chat.sendBulk(hello, source());
    const outcomes = (await clock.finish(Array.fromAsync(bulk))).flat();
    expect(isClosing).toBe(true);
    expect(outcomes).toHaveLength(7);
    expect(inOrder(outcomes).at(-1)).toBe(`6 ${others}`);
    expect(outcomes.filter(({ status }) => status === 'unconfirmed')).toEqual([]);
    expect(await bulk.summary()).toMatchObject({ pulled: 7, completed: false });
  });

  const broken: readonly (readonly [string, (chat: Chat) => Chat['sendBulk'], object])[] = [
    [
      'throws at once',
      () => () => {
        throw new Error('broken');
      },
      { n: ['failed', 'failed', 'failed'] },
    ],
    [
      'throws after it took one',
      () => (_message, source) => ({
        ...emptyBulk,
        // biome-ignore lint/correctness/useYield: it names nobody.
        async *[Symbol.asyncIterator]() {
          for await (const _userId of source) throw new Error('broken');
        },
      }),
      { n: ['unconfirmed', 'failed', 'failed'] },
    ],
    [
      'takes all and names nobody',
      () => (_message, source) => ({
        ...emptyBulk,
        // biome-ignore lint/correctness/useYield: it names nobody.
        async *[Symbol.asyncIterator]() {
          for await (const _userId of source);
        },
      }),
      { n: ['unconfirmed', 'unconfirmed', 'unconfirmed'] },
    ],
  ];

  test.each(broken)(
    'because it %s: everybody is named, and the others get it',
    async (_title, sendBulk, expected) => {
      const { chat, clock } = twoVendors({
        wrap: (one) =>
          one.name === 'north' ? changedChat(one, { sendBulk: onlyWithRecipients(one, sendBulk(one)) }) : one,
      });
      const bulk = chat.sendBulk(hello, ['n0', 'n1', 'n2', 's0']);
      const outcomes = (await clock.finish(Array.fromAsync(bulk)))
        .flat()
        .toSorted((a, b) => a.index - b.index);
      expect({ n: outcomes.slice(0, 3).map(({ status }) => status) }).toEqual(expected);
      expect(inOrder(outcomes).at(-1)).toBe(`3 ${others}`);
    },
  );
});

const emptyBulk = {
  progress: { pulled: 0, duplicates: 0, accepted: 0, failed: 0, unconfirmed: 0 },
  summary: async () => ({
    pulled: 0,
    duplicates: 0,
    accepted: 0,
    failed: 0,
    unconfirmed: 0,
    completed: true,
    warnings: [],
  }),
  stop() {},
};

/** The check of a message starts a stream without recipients, which the chat itself may do. */
function onlyWithRecipients(chat: Chat, sendBulk: Chat['sendBulk']): Chat['sendBulk'] {
  return (message, recipients, options) =>
    Array.isArray(recipients)
      ? chat.sendBulk(message, recipients, options)
      : sendBulk(message, recipients, options);
}
