import { describe, expect, test } from 'vitest';
import { crowd } from '../testing/crowd.ts';
import { always, failingVendors, fates, outcomesOfList, verbs } from '../testing/failing-vendors.ts';
import { type CallFate, hello } from '../testing/inbox-vendor.ts';
import { thrown } from '../testing/thrown.ts';

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
