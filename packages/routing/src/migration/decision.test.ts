import { changedChat } from '@polychat/conformance/chats';
import type { Chat } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { crowd } from '../testing/crowd.ts';
import { readAll } from '../testing/failing-vendors.ts';
import { hello } from '../testing/inbox-vendor.ts';
import {
  migratingVendors,
  receiptOfList,
  shownOutcomes,
  shownReceipt,
} from '../testing/migrating-vendors.ts';
import { thrown } from '../testing/thrown.ts';
import type { SourceFaultEvent } from './migration-options.ts';

/** A function that answers these in turn, the last one for ever, and counts how often it was asked. */
function inTurn<Value>(...answers: readonly (() => Value)[]) {
  const ask = () => {
    const answer = answers[Math.min(ask.count, answers.length - 1)];
    ask.count += 1;
    return answer?.() as Value;
  };
  ask.count = 0;
  return ask;
}

const never = () => new Promise<string>(() => {});
const thrower = (): string => {
  throw new Error('no flags yet');
};
const fails = () => Promise.reject(new Error('the flag service is down'));

describe('when it is made', () => {
  test.each([['LIVE'], [''], [undefined], [null], [3], ['dual-write'], [{}]])(
    'the stage %j is refused',
    (stage) => {
      expect(() => migratingVendors({ options: { stage: stage as 'live' } })).toThrow(
        'migration: stage: must be one of off, dualwrite, shadow, live, rampdown, complete',
      );
    },
  );

  test.each([[1.5], [-0.1], [Number.NaN], ['0.5'], [null], [Number.POSITIVE_INFINITY]])(
    'the rollout %j is refused',
    (rollout) => {
      expect(() => migratingVendors({ options: { rollout: rollout as number } })).toThrow(
        'migration: rollout: must be a number from 0 to 1',
      );
    },
  );

  test('a function that says at once what is no stage is refused', () => {
    expect(() => migratingVendors({ options: { stage: () => 'LIVE' } })).toThrow('stage: must be one of');
    expect(() => migratingVendors({ options: { rollout: () => 1.5 } })).toThrow('rollout: must be a number');
  });
});

describe('the stage', () => {
  test.each([
    ['throws', () => thrower()],
    ['rejects', () => fails()],
  ])(
    'of a function that %s when the chat is made is asked for again, and nothing is sent before',
    async (_title, first) => {
      const events: SourceFaultEvent[] = [];
      const stage = inTurn<string | Promise<string>>(first, first, () => 'live');
      const { chat, clock } = migratingVendors({
        options: { stage, hooks: { sourceFault: (event) => events.push(event) } },
      });
      const error = await thrown(clock.finish(chat.sendDirect({ ...hello, to: 'bob' })));
      expect(error).toMatchObject({ code: 'network', effect: 'not_sent', field: 'stage' });
      expect(events).toEqual([
        { chat: 'migration', option: 'stage', reason: 'threw' },
        { chat: 'migration', option: 'stage', reason: 'threw' },
      ]);
      const receipt = await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }));
      expect(shownReceipt(receipt)).toEqual(['bob accepted young']);
    },
  );

  test('is asked for once when the chat is made, and once for a list', async () => {
    const stage = inTurn(() => 'live');
    const { chat, clock } = migratingVendors({ options: { stage } });
    expect(stage.count).toBe(1);
    await clock.finish(chat.sendDirect({ ...hello, to: crowd(100) }));
    await clock.finish(chat.drain());
    expect(stage.count).toBe(2);
  });

  test('is asked for once for each batch of a stream, which goes by it', async () => {
    const stage = inTurn(
      (): string | Promise<string> => 'off',
      () => 'off',
      () => Promise.resolve('live'),
      () => 'complete',
    );
    const { chat, clock, old, young } = migratingVendors({ options: { stage }, old: { maxItems: 100 } });
    const outcomes = await clock.finish(readAll(chat.deliver(hello, crowd(1_500))));
    await clock.finish(chat.drain());
    expect(stage.count).toBe(4);
    expect(outcomes).toHaveLength(1_500);
    const at = (userId: string) => [old.inbox(userId).length, young.inbox(userId).length];
    expect([at('u0'), at('u499')]).toEqual([
      [1, 0],
      [1, 0],
    ]);
    expect([at('u500'), at('u999')]).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect([at('u1000'), at('u1499')]).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect(
      chat.report().stages.map(({ stage: of, authority }) => [of, authority.via, authority.accepted]),
    ).toEqual([
      ['off', 'old', 500],
      ['live', 'young', 500],
      ['complete', 'young', 500],
    ]);
  });

  test.each<[string, () => string | Promise<string>, string]>([
    ['is unknown', () => 'LIVE', 'unknown_value'],
    ['is unknown, later', () => Promise.resolve('LIVE'), 'unknown_value'],
    [
      'throws',
      () => {
        throw new Error('no');
      },
      'threw',
    ],
    ['rejects', fails, 'threw'],
    ['hangs', never, 'timed_out'],
  ])('that %s keeps the last good one, with an event', async (_title, bad, reason) => {
    const events: SourceFaultEvent[] = [];
    const stage = inTurn<string | Promise<string>>(
      () => 'complete',
      bad,
      () => 'off',
    );
    const { chat, clock } = migratingVendors({
      options: { stage, hooks: { sourceFault: (event) => events.push(event) } },
    });
    const first = await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }));
    expect(shownReceipt(first)).toEqual(['bob accepted young']);
    expect(events).toEqual([{ chat: 'migration', option: 'stage', reason, kept: 'complete' }]);
    const second = await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }));
    expect(shownReceipt(second)).toEqual(['bob accepted old']);
    expect(events).toHaveLength(1);
  });

  test('that answers too late holds for the sends after that', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const stage = inTurn<string | Promise<string>>(
      () => 'off',
      () => promise,
      never,
    );
    const { chat, clock } = migratingVendors({ options: { stage } });
    await clock.finish(chat.sendDirect({ ...hello, to: 'ann' }));
    resolve('complete');
    expect(shownReceipt(await clock.finish(chat.sendDirect({ ...hello, to: 'bob' })))).toEqual([
      'bob accepted young',
    ]);
  });

  test.each<[string, () => Promise<string>, object]>([
    [
      'is unknown',
      () => Promise.resolve('LIVE'),
      { code: 'misconfigured', effect: 'not_sent', field: 'stage' },
    ],
    ['rejects', fails, { code: 'network', effect: 'not_sent', field: 'stage', retryable: true }],
    ['hangs', never, { code: 'timeout', effect: 'not_sent', field: 'stage', retryable: true }],
  ])('that %s from the first on sends nothing', async (_title, stage, problem) => {
    const { chat, clock, old, young } = migratingVendors({ options: { stage } });
    expect(await thrown(clock.finish(chat.sendDirect({ ...hello, to: ['ann', 'bob'] })))).toMatchObject(
      problem,
    );
    const outcomes = await clock.finish(readAll(chat.deliver(hello, ['ann'])));
    expect(outcomes).toMatchObject([
      { userId: 'ann', index: 0, status: 'failed', via: 'migration', problem },
    ]);
    expect(await thrown(clock.finish(chat.broadcast({ ...hello, audience: 'online' })))).toMatchObject(
      problem,
    );
    expect(await thrown(clock.finish(chat.registerUsers([{ userId: 'bob' }])))).toMatchObject(problem);
    expect(
      await thrown(clock.finish(Array.fromAsync(chat.preview({ ...hello, to: 'bob' })) as Promise<never>)),
    ).toMatchObject(problem);
    expect([...old.posted, ...young.posted]).toEqual([]);
    expect(chat.report().stage).toBeUndefined();
  });

  test('that hangs does not hold up a caller who cancels', async () => {
    const { chat, clock, old } = migratingVendors({ options: { stage: never, stageTimeoutMs: 100_000 } });
    const stopping = new AbortController();
    const sending = chat.sendDirect({ ...hello, to: 'bob' }, { signal: stopping.signal });
    stopping.abort(new Error('enough'));
    expect(await thrown(sending)).toMatchObject({
      code: 'aborted',
      effect: 'not_sent',
      cause: { message: 'enough' },
    });
    expect(clock.monotonic()).toBe(migratingVendors().clock.monotonic());
    expect(old.posted).toEqual([]);
  });
});

describe('a rollout', () => {
  test('may change between two sends, and keeps the last good one', async () => {
    const events: SourceFaultEvent[] = [];
    const rollout = inTurn(
      () => 0,
      () => 1,
      () => Number.NaN,
      () => 0,
    );
    const { chat, clock } = migratingVendors({
      options: { stage: 'complete', rollout, hooks: { sourceFault: (event) => events.push(event) } },
    });
    const vias: string[] = [];
    for (let at = 0; at < 3; at += 1) {
      const { accepted } = await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }));
      vias.push(...accepted.map(({ via }) => via));
    }
    expect(vias).toEqual(['young', 'young', 'young']);
    await clock.finish(chat.drain());
    expect(chat.report().stages.map(({ stage, authority }) => [stage, authority.accepted])).toEqual([
      ['rampdown', 1],
      ['complete', 2],
    ]);
    expect(events).toEqual([{ chat: 'migration', option: 'rollout', reason: 'unknown_value', kept: 1 }]);
  });

  test('splits a list: everybody through their own authority, in one receipt in the order of the input', async () => {
    const { chat, clock, old, young } = migratingVendors({ options: { stage: 'live', rollout: 0.5 } });
    const to = crowd(40);
    const { accepted } = await clock.finish(chat.sendDirect({ ...hello, to }));
    expect(accepted.map(({ userId }) => userId)).toEqual(to);
    expect(new Set(accepted.map(({ via }) => via))).toEqual(new Set(['old', 'young']));
    await clock.finish(chat.drain());
    for (const userId of to) expect([old.inbox(userId), young.inbox(userId)]).toEqual([['hello'], ['hello']]);
  });

  test('names the place of the input where one of two authorities refused an id', async () => {
    const { chat, clock } = migratingVendors({
      options: { stage: 'live', rollout: 0.5 },
      old: { maxUserId: 5 },
      young: { maxUserId: 5 },
    });
    const to = [...crowd(10), 'far too long', 'too long as well'];
    const receipt = await clock.finish(receiptOfList(chat.sendDirect({ ...hello, to })));
    expect(receipt.failed.map(({ problem }) => problem.field)).toEqual(['to[10]', 'to[11]']);
  });

  test('wants a sender: of the message, or the option', async () => {
    const message = { content: hello.content };
    const { chat, old } = migratingVendors({ options: { rollout: 1 } });
    const refusal = {
      code: 'invalid_message',
      field: 'from',
      message: expect.stringContaining('logicalSender'),
    };
    expect(await thrown(chat.sendDirect({ ...message, to: 'bob' }))).toMatchObject(refusal);
    expect(() => chat.deliver(message, ['bob'])).toThrow('from: is required');
    expect(() => chat.sendBulk(message, ['bob'])).toThrow('from: is required');
    expect(chat.check({ ...message, to: 'bob' })).toContainEqual(expect.objectContaining(refusal));
    expect(old.posted).toEqual([]);
  });

  test('goes by the logical sender, and leaves the message as it is', async () => {
    const ways = async (options: object, from?: string) => {
      // The chat of the tests wants a sender.
      const wrap = (chat: Chat) =>
        changedChat(chat, {
          sendDirect: (message, given) => chat.sendDirect({ from: 'ops', ...message }, given),
          deliver: (message, ids, given) => chat.deliver({ from: 'ops', ...message }, ids, given),
        });
      const { chat, clock } = migratingVendors({
        options: { stage: 'live', rollout: 0.5, ...options },
        wrap,
      });
      const { accepted } = await clock.finish(
        chat.sendDirect({ content: hello.content, ...(from && { from }), to: crowd(30) }),
      );
      return accepted.map(({ via }) => via).join();
    };
    expect(await ways({ logicalSender: 'ops' })).toBe(await ways({}, 'ops'));
    expect(await ways({ logicalSender: 'support' })).not.toBe(await ways({}, 'ops'));
  });

  test('which is not given asks for no sender', async () => {
    const { chat } = migratingVendors();
    // The chat itself wants one here; a vendor with a sender by default would not.
    expect(await thrown(chat.sendDirect({ content: hello.content, to: 'bob' }))).toMatchObject({
      field: 'from',
      message: 'from: is required',
    });
  });
});

test('outcomes of a stream by two authorities keep their places', async () => {
  const { chat, clock } = migratingVendors({
    options: { stage: 'live', rollout: 0.5 },
    young: { maxItems: 3 },
  });
  const outcomes = await clock.finish(readAll(chat.deliver(hello, crowd(20))));
  expect(shownOutcomes(outcomes).map((line) => line.split(' ')[0])).toEqual(crowd(20));
});
