import { type ClaimStore, createMemoryClaimStore } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { crowd } from '../testing/crowd.ts';
import { readAll } from '../testing/failing-vendors.ts';
import { hello } from '../testing/inbox-vendor.ts';
import { migratingVendors, missingOf, receiptOfList, shownReceipt } from '../testing/migrating-vendors.ts';
import { thrown } from '../testing/thrown.ts';
import type { MigrationStage } from './stage.ts';

const keyed = { ...hello, idempotencyKey: 'order 17' };

/** A store in which some methods are broken. */
function storeWith(broken: Partial<ClaimStore>): ClaimStore {
  const store = createMemoryClaimStore();
  return {
    claim: (...given) => store.claim(...given),
    complete: (...given) => store.complete(...given),
    release: (...given) => store.release(...given),
    ...broken,
  };
}

/** A stage that the test changes. */
function changing(stage: MigrationStage) {
  const flag = { stage };
  return { flag, read: () => flag.stage };
}

describe('a send with a key that is repeated after a change', () => {
  test('goes where it went first, in a list and in a stream', async () => {
    for (const send of ['list', 'stream'] as const) {
      const { flag, read } = changing('off');
      const { chat, clock, old, young } = migratingVendors({ options: { stage: read } });
      const sendAgain = async () =>
        send === 'list'
          ? shownReceipt(await clock.finish(chat.sendDirect({ ...keyed, to: ['bob'] })))
          : (await clock.finish(readAll(chat.deliver(keyed, ['bob'])))).map(
              ({ userId, via }) => `${userId} accepted ${via}`,
            );
      expect(await sendAgain()).toEqual(['bob accepted old']);
      flag.stage = 'complete';
      expect(await sendAgain()).toEqual(['bob accepted old']);
      expect([old.inbox('bob').length, young.inbox('bob').length]).toEqual([2, 0]);
      expect(shownReceipt(await clock.finish(chat.sendDirect({ ...hello, to: 'bob' })))).toEqual([
        'bob accepted young',
      ]);
    }
  });

  test('goes where it went first by its rollout and its unit, also from another process', async () => {
    const claims = createMemoryClaimStore();
    const to = crowd(40);
    const ways = async (options: object, message: typeof hello) => {
      const { chat, clock } = migratingVendors({ options: { stage: 'live', claims, ...options } });
      return shownReceipt(await clock.finish(chat.sendDirect({ ...message, to }))).join();
    };
    const first = await ways({ rollout: 0.5, unit: 'conversation' }, keyed);
    expect(await ways({ rollout: 0.1, unit: 'user' }, keyed)).toBe(first);
    expect(await ways({ rollout: 1, unit: 'user' }, keyed)).toBe(first);
    expect(await ways({ stage: 'off', rollout: 1 }, keyed)).toBe(first);
    expect(await ways({ rollout: 1 }, hello)).not.toBe(first);
  });

  test('is free again after a day', async () => {
    const { flag, read } = changing('off');
    const { chat, clock } = migratingVendors({ options: { stage: read } });
    const via = async () => (await clock.finish(chat.sendDirect({ ...keyed, to: 'bob' }))).accepted[0]?.via;
    expect(await via()).toBe('old');
    flag.stage = 'complete';
    await clock.advance(23 * 3_600_000);
    expect(await via()).toBe('old');
    await clock.advance(3_600_001);
    expect(await via()).toBe('young');
  });

  test('goes a broadcast the same way', async () => {
    const { flag, read } = changing('off');
    const { chat, clock } = migratingVendors({ options: { stage: read } });
    const via = async () =>
      (await clock.finish(chat.broadcast({ ...keyed, audience: 'online' }))).results[0]?.via;
    expect(await via()).toBe('old');
    flag.stage = 'complete';
    expect(await via()).toBe('old');
  });

  test('that was refused takes no key', async () => {
    const { flag, read } = changing('off');
    const { chat, clock } = migratingVendors({ options: { stage: read } });
    const bad = { ...keyed, content: { type: 'text', text: '' } } as const;
    expect(await thrown(clock.finish(chat.sendDirect({ ...bad, to: 'bob' })))).toMatchObject({
      code: 'invalid_message',
    });
    flag.stage = 'complete';
    expect(shownReceipt(await clock.finish(chat.sendDirect({ ...keyed, to: 'bob' })))).toEqual([
      'bob accepted young',
    ]);
  });

  test('asks the store once for a list and once for a stream, before the first call', async () => {
    const asked: string[] = [];
    const store = createMemoryClaimStore();
    const claims = storeWith({
      claim(key, value, ttlMs) {
        asked.push(`${key} ${ttlMs / 3_600_000} h`);
        return store.claim(key, value, ttlMs);
      },
    });
    const { chat, clock, old } = migratingVendors({ options: { claims } });
    const to = crowd(1_200);
    await clock.finish(chat.sendDirect({ ...keyed, to }));
    await clock.finish(readAll(chat.deliver({ ...hello, idempotencyKey: 'another' }, to)));
    expect(asked).toEqual([
      '["polychat.migration","migration","send","order 17"] 24 h',
      '["polychat.migration","migration","send","another"] 24 h',
    ]);
    expect(old.delivered).toBe(2_400);
  });
});

describe('a store of claims', () => {
  const down = () => Promise.reject(new Error('ECONNREFUSED'));
  const never = () => new Promise<never>(() => {});
  const throwing = () => {
    throw new Error('not connected');
  };
  const nonsense = () =>
    Promise.resolve({ status: 'existing', value: 'something else', isComplete: false } as const);
  const nothing = () => Promise.resolve(undefined as never);

  test.each<[string, ClaimStore['claim'], object]>([
    ['is down', down, { code: 'network', effect: 'not_sent', retryable: true, field: 'claims' }],
    ['throws', throwing, { code: 'network', effect: 'not_sent', retryable: true, field: 'claims' }],
    ['hangs', never, { code: 'timeout', effect: 'not_sent', retryable: true, field: 'claims' }],
    ['holds something else', nonsense, { code: 'misconfigured', effect: 'not_sent', field: 'claims' }],
    ['answers nothing', nothing, { code: 'misconfigured', effect: 'not_sent', field: 'claims' }],
  ])('that %s stops sends with a key, and no others', async (_title, claim, problem) => {
    const { chat, clock, old, young } = migratingVendors({
      options: { stage: 'shadow', claims: storeWith({ claim }), claimTimeoutMs: 500 },
    });
    const startedAt = clock.monotonic();
    expect(await thrown(clock.finish(chat.sendDirect({ ...keyed, to: ['bob'] })))).toMatchObject(problem);
    expect(clock.monotonic() - startedAt).toBeLessThanOrEqual(500);
    const outcomes = await clock.finish(readAll(chat.deliver(keyed, ['bob', 'ann'])));
    expect(outcomes).toMatchObject([
      { userId: 'bob', status: 'failed', problem },
      { userId: 'ann', status: 'failed', problem },
    ]);
    expect(await thrown(clock.finish(chat.broadcast({ ...keyed, audience: 'online' })))).toMatchObject(
      problem,
    );
    expect(old.posted).toEqual([]);
    expect(shownReceipt(await clock.finish(chat.sendDirect({ ...hello, to: 'bob' })))).toEqual([
      'bob accepted old',
    ]);
    await clock.finish(chat.drain());
    expect(young.inbox('bob')).toEqual(['hello']);
  });
});

describe('the copy of a message with a key', () => {
  test('is written once for each recipient, however often the message is sent', async () => {
    const { chat, clock, old, young } = migratingVendors({ options: { stage: 'shadow' } });
    for (const to of [['ann', 'bob'], ['bob', 'carl'], ['ann']]) {
      await clock.finish(chat.sendDirect({ ...keyed, to }));
      await clock.finish(chat.drain());
    }
    await clock.finish(readAll(chat.deliver(keyed, ['ann', 'carl'])));
    await clock.finish(chat.drain());
    for (const userId of ['ann', 'bob', 'carl']) expect(young.inbox(userId)).toEqual(['hello']);
    // The old vendor of the tests discards no copies, so whoever sends again there sends twice.
    expect(old.inbox('ann')).toHaveLength(3);
    expect(chat.report().stages[0]?.other).toMatchObject({ accepted: 3, alreadyWritten: 4 });
    expect(await missingOf(chat)).toEqual([]);
  });

  test('of a broadcast is written once, too', async () => {
    const { chat, clock, young } = migratingVendors({ options: { stage: 'shadow' } });
    for (let at = 0; at < 2; at += 1) {
      await clock.finish(chat.broadcast({ ...keyed, audience: 'online' }));
      await clock.finish(chat.drain());
    }
    expect(young.posted).toHaveLength(1);
    expect(chat.report().stages[0]?.other).toMatchObject({ accepted: 1, alreadyWritten: 1 });
  });

  test('that was refused may be written by the next send; one that is unclear may not', async () => {
    let calls = 0;
    for (const [fate, expected] of [
      ['not_sent', 1],
      ['unknown', 1],
    ] as const) {
      calls = 0;
      const callFate = () => {
        calls += 1;
        return calls === 1 ? fate : 'answered';
      };
      const { chat, clock, young } = migratingVendors({ options: { stage: 'shadow' }, young: { callFate } });
      for (let at = 0; at < 2; at += 1) {
        await clock.finish(chat.sendDirect({ ...keyed, to: 'bob' }));
        await clock.finish(chat.drain());
      }
      expect(young.inbox('bob')).toHaveLength(expected);
    }
  });

  test('is not written where the store fails only now, and is reported', async () => {
    let claims = 0;
    const store = createMemoryClaimStore();
    const claim: ClaimStore['claim'] = (...given) => {
      claims += 1;
      return claims === 2 ? Promise.reject(new Error('down')) : store.claim(...given);
    };
    const { chat, clock, young } = migratingVendors({
      options: { stage: 'shadow', claims: { ...storeWith({}), claim } },
    });
    await clock.finish(chat.sendDirect({ ...keyed, to: ['ann', 'bob'] }));
    await clock.finish(chat.drain());
    expect(await missingOf(chat)).toEqual(['ann young not_written claims_failed']);
    expect([young.inbox('ann'), young.inbox('bob')]).toEqual([[], ['hello']]);
  });

  test('a claim that comes too late is given back, so that the copy can be written later', async () => {
    const store = createMemoryClaimStore();
    const { promise, resolve } = Promise.withResolvers<void>();
    let isSlow = true;
    const claim: ClaimStore['claim'] = async (...given) => {
      if (isSlow && given[0].includes('"copy"')) await promise;
      return store.claim(...given);
    };
    const claims: ClaimStore = {
      claim,
      complete: (...given) => store.complete(...given),
      release: (...given) => store.release(...given),
    };
    const { chat, clock, young } = migratingVendors({ options: { stage: 'shadow', claims } });
    await clock.finish(chat.sendDirect({ ...keyed, to: 'bob' }));
    await clock.finish(chat.drain());
    const [missing] = await Array.fromAsync(chat.takeMissing());
    expect(missing).toMatchObject({ status: 'not_written', reason: 'claims_failed' });
    isSlow = false;
    resolve();
    await clock.advance(1);
    if (!missing) throw new Error('nothing is missing');
    await clock.finish(chat.writeMissing(keyed, missing));
    expect(young.inbox('bob')).toEqual(['hello']);
  });

  test('two sends at once write it once', async () => {
    const { chat, clock, young } = migratingVendors({ options: { stage: 'live' }, old: {} });
    await clock.finish(
      Promise.all([1, 2, 3].map(() => receiptOfList(chat.sendDirect({ ...keyed, to: ['bob'] })))),
    );
    await clock.finish(chat.drain());
    expect(young.inbox('bob')).toHaveLength(3);
    expect(chat.report().stages[0]?.other).toMatchObject({ accepted: 1, alreadyWritten: 2 });
  });
});
