import { describe, expect, test } from 'vitest';
import { crowd } from '../testing/crowd.ts';
import {
  type FailingVendors,
  failingVendors,
  outcomesOfList,
  outcomesOfStream,
} from '../testing/failing-vendors.ts';
import { type CallFate, hello, type InboxVendorOptions } from '../testing/inbox-vendor.ts';
import { thrown } from '../testing/thrown.ts';

const always = (fate: CallFate): Partial<InboxVendorOptions> => ({ callFate: () => fate });

/** Meets these fates one after the other, the last again and again. */
function fates(...given: readonly CallFate[]): Partial<InboxVendorOptions> {
  let calls = 0;
  return {
    callFate: () => {
      calls += 1;
      return given[Math.min(calls, given.length) - 1] ?? 'answered';
    },
  };
}

const verbs = [
  ['a list', outcomesOfList],
  ['a stream', outcomesOfStream],
] as const;

describe.each(verbs)('what moves in %s', (_verb, outcomesOf) => {
  test.each<[CallFate, CallFate, string, number[]]>([
    ['answered', 'answered', 'bob accepted one', [1, 0]],
    ['not_sent', 'answered', 'bob accepted two', [0, 1]],
    ['unavailable', 'answered', 'bob accepted two', [0, 1]],
    ['unknown', 'answered', 'bob unconfirmed one network', [1, 0]],
    ['forbidden', 'answered', 'bob failed one permission_denied', [0, 0]],
    ['not_sent', 'unknown', 'bob unconfirmed two network', [0, 1]],
    ['not_sent', 'forbidden', 'bob failed one network', [0, 0]],
    ['unavailable', 'not_sent', 'bob failed two network', [0, 0]],
  ])('%s at the first and %s at the second: %s', async (first, second, expected, delivered) => {
    const failing = failingVendors([always(first), always(second)]);
    expect(await outcomesOf(failing, ['bob'])).toEqual([expected]);
    expect(failing.vendors.map((vendor) => vendor.delivered)).toEqual(delivered);
  });

  test('an unknown recipient does not move, and the others of their call do not either', async () => {
    const failing = failingVendors([{ fateOf: (id) => (id === 'nobody' ? 'refused' : 'accepted') }, {}]);
    expect(await outcomesOf(failing, ['ann', 'nobody', 'bob'])).toEqual([
      'ann accepted one',
      'nobody failed one recipient_not_found',
      'bob accepted one',
    ]);
    expect(failing.vendors[1]?.posted).toEqual([]);
  });

  test('an unclear attempt whose repeat was refused stays unclear and does not move', async () => {
    const repeats = { chat: { retry: { maxAttempts: 2 } }, dedupWindowMs: 60_000 };
    const failing = failingVendors([{ ...fates('unknown', 'unavailable'), ...repeats }, {}]);
    expect(await outcomesOf(failing, ['bob'])).toEqual(['bob unconfirmed one network']);
    expect(failing.vendors[0]?.posted).toHaveLength(2);
    expect(failing.vendors[1]?.posted).toEqual([]);
  });

  test('retryUnknown moves no unclear outcome', async () => {
    const failing = failingVendors([always('unknown'), {}]);
    expect(await outcomesOf(failing, ['bob'], { retryUnknown: true })).toEqual([
      'bob unconfirmed one network',
    ]);
    expect(failing.vendors[1]?.posted).toEqual([]);
  });

  test.each<[CallFate, string]>([
    ['answered', 'bob accepted two'],
    ['not_sent', 'bob unconfirmed one network'],
    ['forbidden', 'bob unconfirmed one network'],
    ['unknown', 'bob unconfirmed two network'],
  ])('failoverUnknown moves an unclear outcome, and %s at the second gives %s', async (second, expected) => {
    const failing = failingVendors([always('unknown'), always(second)]);
    expect(await outcomesOf(failing, ['bob'], { failoverUnknown: true })).toEqual([expected]);
    expect(failing.vendors.map(({ posted }) => posted.length)).toEqual([1, second === 'not_sent' ? 0 : 1]);
  });

  test('left-overs are batched anew with their places in the input', async () => {
    let calls = 0;
    const first = {
      maxItems: 2,
      callFate: (): CallFate => {
        calls += 1;
        return calls % 2 === 0 ? 'not_sent' : 'answered';
      },
    };
    const failing = failingVendors([first, { maxItems: 10 }]);
    const userIds = crowd(12);
    expect(await outcomesOf(failing, userIds)).toEqual(
      userIds.map((userId, at) => `${userId} accepted ${at % 4 < 2 ? 'one' : 'two'}`),
    );
    const moved = failing.vendors[1]?.posted.map(({ to }) => to);
    expect(moved).toEqual([userIds.filter((_, at) => at % 4 >= 2)]);
  });

  test('goes through more than two chats in their order', async () => {
    const failing = failingVendors([always('not_sent'), always('unavailable'), {}]);
    expect(await outcomesOf(failing, ['ann', 'bob'])).toEqual(['ann accepted three', 'bob accepted three']);
  });

  test('says in events who moved from where to where, with no user id', async () => {
    const events: unknown[] = [];
    const failing = failingVendors([always('not_sent'), {}], {
      hooks: { move: (event) => events.push(event) },
    });
    await outcomesOf(failing, ['ann'], { correlationId: 'order 7' });
    const move = { chat: 'failover', from: 'one', to: 'two', count: 1, correlationId: 'order 7' };
    expect(events).toEqual([move]);
  });

  test('a hook that throws changes nothing', async () => {
    const hooks = {
      move: () => {
        throw new Error('no');
      },
    };
    const failing = failingVendors([always('not_sent'), {}], { hooks });
    expect(await outcomesOf(failing, ['ann'])).toEqual(['ann accepted two']);
  });

  test('a message that the first chat refuses is thrown, and nothing is sent', async () => {
    const failing = failingVendors([{ lacks: ['metadata'] }, {}]);
    const send = async () => {
      const message = { ...hello, metadata: 'm' };
      if (outcomesOf === outcomesOfList) return failing.chat.sendDirect({ ...message, to: ['bob'] });
      return failing.chat.deliver(message, ['bob']);
    };
    expect(await thrown(send())).toMatchObject({ code: 'unsupported', field: 'metadata' });
    expect(failing.vendors.flatMap(({ posted }) => posted)).toEqual([]);
  });

  test('a second chat that cannot carry the message leaves the first one’s passing fault as the outcome', async () => {
    const { clock, chat, vendors } = failingVendors([always('not_sent'), { lacks: ['metadata'] }]);
    const message = { ...hello, metadata: 'm' };
    const problems =
      outcomesOf === outcomesOfList
        ? [await thrown(clock.finish(chat.sendDirect({ ...message, to: ['bob'] })))]
        : (await clock.finish(Array.fromAsync(chat.deliver(message, ['bob'])))).flat().map((outcome) => {
            return outcome.status === 'accepted' ? undefined : outcome.problem;
          });
    expect(problems).toMatchObject([{ code: 'network', retryable: true }]);
    expect(vendors[1]?.posted).toEqual([]);
  });
});

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
