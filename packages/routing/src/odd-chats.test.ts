import { changedChat } from '@polychat/conformance/chats';
import {
  type BulkSend,
  type Chat,
  ChatError,
  type DirectReceipt,
  type RecipientOutcome,
} from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import { describe, expect, test } from 'vitest';
import { ensureUsers } from './ensure-users/ensure-users.ts';
import { hello, InboxVendor } from './testing/inbox-vendor.ts';
import { thrown } from './testing/thrown.ts';
import { combiners, oddAndGood, streamCombiners } from './testing/wrapped-by-all.ts';

const userIds = ['ann', 'bob', 'gil'];
const bob = { userId: 'bob', via: 'odd' };

/** What somebody's own wrapper may return where a receipt is due. */
const notReceipts: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['a number', 7],
  ['an empty object', {}],
  ['a receipt without lists', { accepted: [bob] }],
  ['a receipt without warnings', { accepted: [bob], failed: [], unconfirmed: [] }],
  ['a receipt of nothings', { accepted: [null], failed: [], unconfirmed: [], warnings: [] }],
  ['a failure without a problem', { accepted: [], failed: [bob], unconfirmed: [], warnings: [] }],
  ['a receipt that names nobody', { accepted: [], failed: [], unconfirmed: [], warnings: [] }],
  ['a receipt of a broadcast', { results: undefined }],
  [
    'a receipt that throws',
    {
      get accepted() {
        throw new Error('lazy');
      },
    },
  ],
];

describe.each(combiners)('%s around a chat that returns', (_name, combine) => {
  test.each(notReceipts)('%s: names everybody, and nobody as failed', async (_what, returned) => {
    const clock = new SimulatedClock();
    const { chat, good } = oddAndGood(combine, { sendDirect: async () => returned as never }, clock);
    const sending = chat.sendDirect({ ...hello, to: userIds });
    const { accepted, failed, unconfirmed } = await clock.finish(sending.catch(receiptOf));
    expect([...accepted, ...failed, ...unconfirmed].map(({ userId }) => userId).toSorted()).toEqual(userIds);
    expect(accepted.map(({ via }) => via)).toEqual(Array.from({ length: good.delivered }, () => 'good'));
    expect(failed).toEqual([]);
    await clock.finish(chat.close());
  });

  test.each(notReceipts)('%s for users: names each, and none as accepted', async (_what, returned) => {
    const clock = new SimulatedClock();
    const { chat } = oddAndGood(combine, { registerUsers: async () => returned as never }, clock);
    const registering = chat.registerUsers([{ userId: 'ann' }, { userId: 'bob' }]);
    expect(await clock.finish(registering.catch(receiptOf))).toMatchObject({
      accepted: [],
      failed: [],
      unconfirmed: [{ userId: 'ann' }, { userId: 'bob' }],
    });
  });
});

function receiptOf(error: unknown): DirectReceipt {
  if (!ChatError.is(error) || !error.receipt) throw error;
  return error.receipt as DirectReceipt;
}

describe('a broadcast through a chat that returns', () => {
  test.each(notReceipts)('%s is unconfirmed there, and goes to no other for it', async (_what, returned) => {
    for (const [name, combine] of combiners) {
      if (name.startsWith('migration')) continue;
      const clock = new SimulatedClock();
      const { chat, good } = oddAndGood(combine, { broadcast: async () => returned as never }, clock);
      const sending = clock.finish(chat.broadcast({ ...hello, audience: 'online' }));
      const receipt = name === 'routeBy' ? await sending : (await thrown(sending)).receipt;
      expect(receipt).toMatchObject({ unconfirmed: [{ via: 'odd', problem: { code: 'bad_reply' } }] });
      expect(good.posted.length).toBe(name === 'routeBy' ? 1 : 0);
    }
  });
});

test.each(notReceipts)(
  'ensureUsers sends the message where registering returned %s',
  async (_what, returned) => {
    for (const ahead of [true, false]) {
      const clock = new SimulatedClock();
      const vendor = new InboxVendor({ name: 'odd', clock, refusesUnknown: ['recipients'] });
      const chat = ensureUsers(changedChat(vendor.chat, { registerUsers: async () => returned as never }), {
        clock,
        ahead,
      });
      expect(await thrown(clock.finish(chat.sendDirect({ ...hello, to: 'ann' })))).toMatchObject({
        code: 'recipient_not_found',
      });
      const outcomes = await clock.finish(Array.fromAsync(chat.deliver(hello, ['bob'])));
      expect(outcomes.flat()).toMatchObject([{ userId: 'bob', problem: { code: 'recipient_not_found' } }]);
    }
  },
);

const accepted = (userId: string) => ({ userId, index: 0, status: 'accepted', via: 'odd' });

/** What such a wrapper may bring as outcomes, when it has taken everybody. */
const oddStreams: readonly (readonly [string, readonly unknown[]])[] = [
  ['nothing between two outcomes', [[accepted('ann'), null, accepted('bob')]]],
  ['no list', [[accepted('ann'), accepted('bob')], undefined]],
  ['a failure without a problem', [[accepted('ann'), { ...accepted('bob'), status: 'failed' }]]],
  ['an unknown status', [[accepted('ann'), { ...accepted('bob'), status: 'perhaps' }]]],
  [
    'strangers, and everybody twice',
    [
      [accepted('eve'), accepted('ann')],
      [accepted('ann'), accepted('bob')],
    ],
  ],
];

describe.each(streamCombiners)('a stream of %s through a chat that brings', (_name, combine) => {
  test.each(oddStreams)('%s: names everybody once, and keeps what is true', async (_what, batches) => {
    const clock = new SimulatedClock();
    const { chat } = oddAndGood(combine, { sendBulk: bringing(batches) }, clock);
    const outcomes = (await clock.finish(Array.fromAsync(chat.sendBulk(hello, ['ann', 'bob'])))).flat();
    expect(outcomes.map(({ userId }) => userId).toSorted()).toEqual(['ann', 'bob']);
    const ann = outcomes.find(({ userId }) => userId === 'ann');
    expect(ann?.status).toBe('accepted');
    for (const { status } of outcomes) expect(['accepted', 'unconfirmed']).toContain(status);
    await clock.finish(chat.close());
  });
});

function bringing(batches: readonly unknown[]): Chat['sendBulk'] {
  return (_message, recipients) => {
    async function* outcomes() {
      for await (const _userId of recipients);
      yield* batches as readonly (readonly RecipientOutcome[])[];
    }
    const counts = { pulled: 0, duplicates: 0, accepted: 0, failed: 0, unconfirmed: 0 };
    const bulk: BulkSend = {
      [Symbol.asyncIterator]: () => outcomes(),
      progress: counts,
      summary: async () => ({ ...counts, completed: true, warnings: [] }),
      stop() {},
    };
    return bulk;
  };
}

test.each(streamCombiners)('%s closes all of its chats where one throws', async (name, combine) => {
  const clock = new SimulatedClock();
  const close = () => {
    throw new Error('closed already');
  };
  const { chat, good } = oddAndGood(combine, { close }, clock);
  await expect(clock.finish(chat.close())).rejects.toThrow('closed already');
  if (name === 'ensureUsers') return;
  expect(await thrown(good.chat.sendDirect({ ...hello, to: 'bob' }))).toMatchObject({
    message: expect.stringMatching(/^the chat is closed: /),
  });
});

const odd = (method: symbol, next: () => unknown) => ({ [method]: () => ({ next }) }) as never;
const fail = () => {
  throw new Error('the database is gone');
};

/** Sources that are wrong from their first id on. */
const oddSources: readonly (readonly [string, AsyncIterable<string> | Iterable<string>])[] = [
  ['cannot be begun', { [Symbol.iterator]: fail }],
  ['cannot be begun, and is async', { [Symbol.asyncIterator]: fail }],
  ['has no iterator', { [Symbol.asyncIterator]: () => undefined as never }],
  ['throws', odd(Symbol.iterator, fail)],
  ['throws, and is async', odd(Symbol.asyncIterator, fail)],
  ['gives no result', odd(Symbol.iterator, () => undefined)],
  ['gives no result, and is async', odd(Symbol.asyncIterator, async () => undefined)],
];

describe.each(streamCombiners)('%s reads a source that', (_name, combine) => {
  test.each(oddSources)('%s: the loop throws, and the chat can be closed', async (_what, source) => {
    for (const verb of ['deliver', 'sendBulk'] as const) {
      const clock = new SimulatedClock();
      const { chat, good, odd } = oddAndGood(combine, {}, clock);
      await expect(clock.finish(Array.fromAsync(chat[verb](hello, source)))).rejects.toThrow();
      await clock.finish(chat.close());
      expect([good.delivered, odd.delivered]).toEqual([0, 0]);
    }
  });
});

test.each(streamCombiners)('%s refuses a signal that is none', async (_name, combine) => {
  const clock = new SimulatedClock();
  const { chat } = oddAndGood(combine, {}, clock);
  for (const signal of [{}, 'soon', null] as never[]) {
    const sends: readonly (() => Promise<unknown>)[] = [
      () => chat.sendDirect({ ...hello, to: 'bob' }, { signal }),
      () => chat.broadcast({ ...hello, audience: 'online', idempotencyKey: 'k' }, { signal }),
      () => chat.registerUsers([{ userId: 'bob' }], { signal }),
    ];
    for (const send of sends) {
      expect(await thrown(clock.finish(send()))).toMatchObject({ code: 'misconfigured', field: 'signal' });
    }
  }
});
