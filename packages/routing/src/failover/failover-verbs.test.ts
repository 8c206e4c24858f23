import { describe, expect, test } from 'vitest';
import { crowd } from '../testing/crowd.ts';
import { failingVendors, outcomesOfList, outcomesOfStream, readAll } from '../testing/failing-vendors.ts';
import { type CallFate, hello, type InboxVendorOptions } from '../testing/inbox-vendor.ts';
import { thrown } from '../testing/thrown.ts';
import { failover } from './failover.ts';

const always = (fate: CallFate): Partial<InboxVendorOptions> => ({ callFate: () => fate });
const everyone = { ...hello, audience: 'online' } as const;

describe('a broadcast', () => {
  test.each<[CallFate, CallFate, string[], string[]]>([
    ['answered', 'answered', ['one'], []],
    ['not_sent', 'answered', ['two'], ['one']],
    ['unavailable', 'answered', ['two'], ['one']],
  ])('%s at the first and %s at the second is taken by %j', async (first, second, taken, failed) => {
    const { chat, clock } = failingVendors([always(first), always(second)]);
    const receipt = await clock.finish(chat.broadcast(everyone));
    expect(receipt.results.map(({ via }) => via)).toEqual(taken);
    expect((receipt.failed ?? []).map(({ via }) => via)).toEqual(failed);
    expect(receipt.unconfirmed).toBeUndefined();
  });

  test.each<[CallFate, CallFate, object, number]>([
    ['unknown', 'answered', { code: 'network', effect: 'unknown' }, 0],
    ['forbidden', 'answered', { code: 'permission_denied' }, 0],
    ['not_sent', 'unavailable', { code: 'vendor_unavailable' }, 1],
    ['not_sent', 'unknown', { code: 'network', effect: 'unknown' }, 1],
    ['not_sent', 'forbidden', { code: 'network', effect: 'not_sent' }, 1],
  ])('%s at the first and %s at the second throws %j', async (first, second, expected, posts) => {
    const { chat, clock, vendors } = failingVendors([always(first), always(second)]);
    expect(await thrown(clock.finish(chat.broadcast(everyone)))).toMatchObject(expected);
    expect(vendors[1]?.posted).toHaveLength(posts);
  });

  test('an unclear one moves where that is asked for, and the receipt says so', async () => {
    const { chat, clock } = failingVendors([always('unknown'), {}]);
    const receipt = await clock.finish(chat.broadcast(everyone, { failoverUnknown: true }));
    expect(receipt.results.map(({ via }) => via)).toEqual(['two']);
    expect(receipt.unconfirmed).toMatchObject([{ via: 'one', problem: { code: 'network' } }]);
  });
});

describe('the other verbs', () => {
  test('registerUsers registers at all chats, since a message can only move to where its recipient is known', async () => {
    const { chat, vendors } = failingVendors([{}, {}]);
    const { accepted } = await chat.registerUsers([{ userId: 'bob' }]);
    expect(accepted.map(({ userId }) => userId)).toEqual(['bob']);
    expect(vendors.map(({ posted }) => posted.map(({ command }) => command))).toEqual([
      ['register'],
      ['register'],
    ]);
  });

  test('check says what any of the chats would refuse', () => {
    const { chat } = failingVendors([{}, { lacks: ['metadata'] }]);
    expect(chat.check({ ...hello, to: 'bob', metadata: 'm' })).toMatchObject([
      { code: 'unsupported', field: 'metadata' },
    ]);
    expect(chat.check({ ...hello, to: 'bob' })).toEqual([]);
  });

  test('preview shows the calls of the first chat', async () => {
    const { chat } = failingVendors([{ maxItems: 1 }, {}]);
    const calls = await Array.fromAsync(chat.preview({ ...hello, to: ['ann', 'bob'] }));
    expect(calls.map(({ recipients }) => recipients)).toEqual([['ann'], ['bob']]);
  });

  test('resume hands a record to the chat that made it', async () => {
    const failing = failingVendors([always('not_sent'), {}]);
    const records: Parameters<typeof failing.chat.resume>[0][] = [];
    const journal = {
      begin: (given: readonly (typeof records)[number][]) => {
        records.push(...given);
        return Promise.resolve();
      },
    };
    await outcomesOfList(failing, ['bob'], { journal });
    expect(records.map(({ chat }) => chat)).toEqual(['one', 'two']);
    const second = records[1];
    if (!second) throw new Error('there is no second record');
    await failing.clock.advance(10_000);
    expect(await failing.clock.finish(failing.chat.resume(second))).toMatchObject([
      { userId: 'bob', via: 'two' },
    ]);
  });

  test('a closed chat sends nothing', async () => {
    const { chat, vendors } = failingVendors([{}, {}]);
    await chat.close();
    expect(await thrown(chat.sendDirect({ ...hello, to: 'bob' }))).toMatchObject({ code: 'misconfigured' });
    expect(() => chat.deliver(hello, ['bob'])).toThrow('closed');
    expect(
      await thrown(vendors[1]?.chat.sendDirect({ ...hello, to: 'b' }) ?? Promise.resolve()),
    ).toMatchObject({
      code: 'misconfigured',
    });
  });
});

describe('a list', () => {
  test('its receipt is in the order of the input, whoever moved', async () => {
    let calls = 0;
    const callFate = (): CallFate => {
      calls += 1;
      return calls % 2 === 0 ? 'answered' : 'not_sent';
    };
    const { chat, clock } = failingVendors([{ maxItems: 1, callFate }, { maxItems: 3 }]);
    const userIds = crowd(9);
    const { accepted } = await clock.finish(chat.sendDirect({ ...hello, to: userIds }));
    expect(accepted.map(({ userId }) => userId)).toEqual(userIds);
    expect(new Set(accepted.map(({ via }) => via))).toEqual(new Set(['one', 'two']));
  });

  test('names the place of the input where it was the first chat that refused an id', async () => {
    const failing = failingVendors([{ maxUserId: 5 }, {}]);
    const { failed } = await failing.chat.sendDirect({ ...hello, to: ['ann', 'bob', 'far too long'] });
    expect(failed).toMatchObject([{ userId: 'far too long', problem: { field: 'to[2]' } }]);
  });
});

describe('chats that fail over inside another', () => {
  test.each([
    [false, 'bob unconfirmed one network'],
    [true, 'bob accepted three'],
  ])('honour failoverUnknown %s: %s', async (failoverUnknown, expected) => {
    const { vendors, clock } = failingVendors([always('unknown'), always('unknown'), {}]);
    const [one, two, three] = vendors.map(({ chat }) => chat);
    if (!one || !two || !three) throw new Error('there are three vendors');
    const chat = failover([failover([one, two], { name: 'inner', clock }), three], { clock });
    for (const outcomesOf of [outcomesOfList, outcomesOfStream]) {
      expect(await outcomesOf({ chat, clock, vendors }, ['bob'], { failoverUnknown })).toEqual([expected]);
    }
  });
});

describe('a stream', () => {
  test('counts everybody once, also those who move', async () => {
    const { chat, clock } = failingVendors([
      always('not_sent'),
      { fateOf: (id) => (id === 'u3' ? 'lost' : 'accepted') },
    ]);
    const bulk = chat.sendBulk(hello, ['u1', 'u2', 'u1', 'u3', 4 as unknown as string]);
    expect(await clock.finish(bulk.summary())).toMatchObject({
      pulled: 5,
      duplicates: 1,
      accepted: 2,
      failed: 1,
      unconfirmed: 1,
      completed: true,
    });
  });

  test('exact duplicates are dropped also when the first copy has long ended', async () => {
    const { chat, clock, vendors } = failingVendors([{ maxItems: 1 }, {}]);
    const userIds = [...crowd(300), 'u0'];
    const summary = await clock.finish(chat.sendBulk(hello, userIds, { duplicates: 'exact' }).summary());
    expect(summary).toMatchObject({ pulled: 301, duplicates: 1, accepted: 300 });
    expect(vendors[0]?.inbox('u0')).toEqual(['hello']);
  });

  test('what was pulled when it stops is named, and moves no more', async () => {
    const { chat, clock, vendors } = failingVendors([
      { maxItems: 1, callFate: () => 'not_sent', chat: { retry: { maxAttempts: 1 }, maxInFlight: 1 } },
      {},
    ]);
    const bulk = chat.sendBulk(hello, ['a', 'b', 'c', 'd', 'e']);
    bulk.stop();
    const outcomes = await clock.finish(readAll(bulk));
    const summary = await bulk.summary();
    expect(summary.completed).toBe(false);
    expect(outcomes).toHaveLength(summary.pulled - summary.duplicates);
    expect(vendors[1]?.posted).toEqual([]);
  });

  test('a signal cancels it, and everybody who was pulled is named', async () => {
    const stopping = new AbortController();
    let calls = 0;
    const second = {
      maxItems: 1,
      callFate: (): CallFate => {
        calls += 1;
        if (calls === 20) stopping.abort();
        return 'answered';
      },
    };
    const failing = failingVendors([{ ...always('not_sent'), maxItems: 1 }, second]);
    const userIds = crowd(500);
    const bulk = failing.chat.sendBulk(hello, userIds, { signal: stopping.signal });
    const outcomes = await failing.clock.finish(readAll(bulk));
    const { pulled, completed } = await bulk.summary();
    expect(completed).toBe(false);
    expect(new Set(outcomes.map(({ userId }) => userId)).size).toBe(pulled);
    expect(outcomes).toHaveLength(pulled);
  });

  test('a source that throws ends it, and the loop throws what it threw after all outcomes', async () => {
    function* source() {
      yield 'ann';
      throw new Error('the list broke');
    }
    const { chat, clock } = failingVendors([always('not_sent'), {}]);
    const seen: string[] = [];
    const reading = (async () => {
      for await (const batch of chat.deliver(hello, source()))
        seen.push(...batch.map(({ userId }) => userId));
    })();
    await expect(clock.finish(reading)).rejects.toThrow('the list broke');
    expect(seen).toEqual(['ann']);
  });
});
