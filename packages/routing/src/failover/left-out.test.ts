import { describe, expect, test } from 'vitest';
import { crowd } from '../testing/crowd.ts';
import {
  always,
  type FailingVendors,
  failingVendors,
  fates,
  outcomesOfList,
  outcomesOfStream,
  verbs,
} from '../testing/failing-vendors.ts';

/** Opens the breaker of a chat: so many lists that meet a fault. */
async function leaveOut(failing: FailingVendors, lists = 5): Promise<void> {
  for (let at = 0; at < lists; at += 1) await outcomesOfList(failing, [`early${at}`]);
}

describe('a chat that is left out', () => {
  test.each(verbs)('%s passes it by', async (_verb, outcomesOf) => {
    const failing = failingVendors([always('unavailable'), {}]);
    await leaveOut(failing);
    expect(failing.chat.health()).toMatchObject([
      { via: 'one', state: 'open' },
      { via: 'two', state: 'closed' },
    ]);
    expect(await outcomesOf(failing, ['bob'])).toEqual(['bob accepted two']);
    expect(failing.vendors[0]?.posted).toHaveLength(5);
  });

  test('unclear outcomes count, though they do not move', async () => {
    const failing = failingVendors([always('unknown'), {}]);
    await leaveOut(failing);
    expect(failing.chat.health()[0]).toMatchObject({ state: 'open' });
  });

  test('one bad recipient a thousand times changes nothing', async () => {
    const failing = failingVendors([{ fateOf: () => 'refused' }, {}]);
    await leaveOut(failing, 1_000);
    expect(failing.chat.health()[0]).toEqual({ via: 'one', state: 'closed' });
  });

  test.each(verbs)(
    'is tried again with one call of %s, which all others pass by',
    async (verb, outcomesOf) => {
      let isBack = false;
      const failing = failingVendors([{ callFate: () => (isBack ? 'answered' : 'unavailable') }, {}]);
      const { clock, vendors, chat } = failing;
      await leaveOut(failing);
      await clock.advance(5_000);
      expect(await outcomesOf(failing, ['ann', 'bob', 'cid'])).toEqual([
        'ann accepted two',
        'bob accepted two',
        'cid accepted two',
      ]);
      expect(vendors[0]?.posted.slice(5).map(({ to }) => to)).toEqual([['ann']]);
      expect(chat.health()[0]).toMatchObject({ state: 'open', pauseMs: 10_000 });
      isBack = true;
      await clock.advance(10_000);
      const outcomes = await outcomesOf(failing, ['dan', 'eve']);
      // A list waits for the probe, a stream does not.
      expect(outcomes).toEqual(['dan accepted one', `eve accepted ${verb === 'a list' ? 'one' : 'two'}`]);
      expect(chat.health()[0]).toEqual({ via: 'one', state: 'closed' });
    },
  );

  test('a stream’s window is no probe: of two hundred one goes', async () => {
    const failing = failingVendors([{ ...always('unavailable'), maxItems: 1 }, {}]);
    await leaveOut(failing);
    await failing.clock.advance(5_000);
    const userIds = crowd(200);
    const outcomes = await outcomesOfStream(failing, userIds);
    expect(outcomes).toEqual(userIds.map((userId) => `${userId} accepted two`));
    expect(failing.vendors[0]?.posted).toHaveLength(6);
  });

  test('a list counts as one call, however many calls it takes', async () => {
    const failing = failingVendors([{ ...always('unavailable'), maxItems: 1 }, {}]);
    for (let list = 0; list < 4; list += 1) await outcomesOfList(failing, crowd(20));
    expect(failing.chat.health()[0]).toMatchObject({ state: 'closed' });
    await outcomesOfList(failing, crowd(20));
    expect(failing.chat.health()[0]).toMatchObject({ state: 'open' });
  });

  test('is left out for 5 seconds first, and for twice as long after each probe, up to 5 minutes', async () => {
    const failing = failingVendors([always('unavailable'), {}]);
    await leaveOut(failing);
    const pauses: unknown[] = [];
    for (let probe = 0; probe < 8; probe += 1) {
      const { pauseMs = 0 } = failing.chat.health()[0] ?? {};
      pauses.push(pauseMs);
      await failing.clock.advance(pauseMs);
      await outcomesOfList(failing, ['ann']);
    }
    expect(pauses).toEqual([5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
  });

  test('ends the calls of a stream that had left before', async () => {
    const failing: FailingVendors = failingVendors([
      {
        maxItems: 1,
        ...fates('answered', 'unavailable'),
        beforeReply: () =>
          new Promise<void>((resolve) => {
            failing.clock.schedule(resolve, 1_000);
          }),
      },
      {},
    ]);
    const outcomes = await outcomesOfStream(failing, ['slow', ...crowd(5)]);
    expect(failing.chat.health()[0]).toMatchObject({ state: 'open' });
    expect(outcomes).toEqual(['slow accepted one', ...crowd(5).map((userId) => `${userId} accepted two`)]);
  });

  test('a probe repeats nothing', async () => {
    const repeating = { chat: { retry: { maxAttempts: 3 } } };
    const failing = failingVendors([{ ...always('unavailable'), ...repeating }, {}]);
    await leaveOut(failing);
    const before = failing.vendors[0]?.posted.length ?? 0;
    await failing.clock.advance(5_000);
    await outcomesOfList(failing, ['ann']);
    expect(failing.vendors[0]?.posted).toHaveLength(before + 1);
  });

  test.each(verbs)(
    'when all are left out %s tries the first once, without repeats',
    async (_verb, outcomesOf) => {
      const repeating = { chat: { retry: { maxAttempts: 3 } } };
      const failing = failingVendors([
        { ...always('unavailable'), ...repeating },
        { ...always('unavailable'), ...repeating },
      ]);
      const { vendors, chat } = failing;
      await leaveOut(failing);
      expect(chat.health().map(({ state }) => state)).toEqual(['open', 'open']);
      const before = vendors.map(({ posted }) => posted.length);
      expect(await outcomesOf(failing, ['ann', 'bob'])).toEqual([
        'ann failed one vendor_unavailable',
        'bob failed one vendor_unavailable',
      ]);
      expect(vendors.map(({ posted }, at) => posted.length - (before[at] ?? 0))).toEqual([1, 0]);
    },
  );

  test('every change of state is an event', async () => {
    const events: string[] = [];
    let isBack = false;
    const failing = failingVendors([{ callFate: () => (isBack ? 'answered' : 'unavailable') }, {}], {
      hooks: {
        breaker: ({ chat, via, from, to, pauseMs }) => events.push([chat, via, from, to, pauseMs].join(' ')),
      },
    });
    await leaveOut(failing);
    await failing.clock.advance(5_000);
    await outcomesOfList(failing, ['ann']);
    isBack = true;
    await failing.clock.advance(10_000);
    await outcomesOfList(failing, ['bob']);
    expect(events).toEqual([
      'failover one closed open 5000',
      'failover one open half_open ',
      'failover one half_open open 10000',
      'failover one open half_open ',
      'failover one half_open closed ',
    ]);
  });
});
