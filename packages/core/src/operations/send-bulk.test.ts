import { describe, expect, test } from 'vitest';
import type { RecipientOutcome } from '../model/outcome.ts';
import { calls } from '../testing/pacing.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import { acceptAll, jsonReply, recipientsOf } from '../testing/scripted-transport.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';

describe('sendBulk', () => {
  test('streams outcomes, and counts as they come', async () => {
    const { chat, clock } = simulatedChat([acceptAll], { maxItems: 2 }, { maxInFlight: 1 });
    const bulk = chat.sendBulk(hello, ['a', 'b', 'b', 'bad-c', 'd']);
    expect(bulk.progress).toEqual({ pulled: 0, duplicates: 0, accepted: 0, failed: 0, unconfirmed: 0 });
    const seen: RecipientOutcome[] = [];
    const reading = (async () => {
      for await (const batch of bulk) {
        seen.push(...batch);
        expect(bulk.progress.accepted + bulk.progress.failed).toBeGreaterThanOrEqual(seen.length);
      }
    })();
    await clock.finish(reading);
    expect(seen.map(({ userId, index, status }) => [userId, index, status])).toEqual([
      ['a', 0, 'accepted'],
      ['b', 1, 'accepted'],
      ['bad-c', 3, 'failed'],
      ['b', 2, 'accepted'],
      ['d', 4, 'accepted'],
    ]);
    expect(await bulk.summary()).toEqual({
      pulled: 5,
      duplicates: 0,
      accepted: 4,
      failed: 1,
      unconfirmed: 0,
      completed: true,
      warnings: [],
    });
  });

  test.each([
    ['call', { pulled: 6, duplicates: 1, accepted: 5 }],
    ['exact', { pulled: 6, duplicates: 3, accepted: 3 }],
  ] as const)('duplicates: %s', async (duplicates, expected) => {
    const { chat, clock } = simulatedChat([acceptAll], { maxItems: 2 });
    const bulk = chat.sendBulk(hello, ['a', 'a', 'b', 'a', 'b', 'c'], { duplicates });
    expect(await clock.finish(bulk.summary())).toMatchObject(expected);
  });

  test('the summary alone sends, and asking for it twice sends once', async () => {
    const { chat, clock, transport } = simulatedChat([acceptAll]);
    const bulk = chat.sendBulk(hello, ['a', 'b', 'c', 'd']);
    const [first, second] = await clock.finish(Promise.all([bulk.summary(), bulk.summary()]));
    expect(first).toEqual(second);
    expect(first.accepted).toBe(4);
    expect(transport.requests).toHaveLength(2);
  });

  test('leaving the loop cancels the rest, and the summary still counts every id that was pulled', async () => {
    const { chat, clock } = simulatedChat([acceptAll, 'silence'], { maxItems: 2 }, { maxInFlight: 3 });
    const source = (function* () {
      for (let i = 0; ; i += 1) yield `user-${i}`;
    })();
    const bulk = chat.sendBulk(hello, source);
    const reading = (async () => {
      for await (const _ of bulk) break;
    })();
    await clock.finish(reading);
    const summary = await clock.finish(bulk.summary());
    expect(summary).toMatchObject({ completed: false, accepted: 2 });
    expect(summary.unconfirmed).toBeGreaterThan(0);
    expect(summary.accepted + summary.failed + summary.unconfirmed).toBe(summary.pulled);
  });

  test('a reader who leaves before the first outcome has sent nothing, and the summary says so', async () => {
    const { chat, clock, transport } = simulatedChat([acceptAll]);
    const bulk = chat.sendBulk(hello, ['a']);
    await bulk[Symbol.asyncIterator]().return?.();
    expect(await clock.finish(bulk.summary())).toMatchObject({ pulled: 0, completed: false });
    expect(transport.requests).toEqual([]);
  });

  test('an abort ends it, and the summary is not complete', async () => {
    const controller = new AbortController();
    const { chat, clock } = simulatedChat(['silence'], { maxItems: 1 }, { maxInFlight: 2 });
    clock.schedule(() => controller.abort(), 100);
    const bulk = chat.sendBulk(hello, ['a', 'b', 'c'], { signal: controller.signal });
    expect(await clock.finish(bulk.summary())).toMatchObject({ pulled: 2, unconfirmed: 2, completed: false });
  });

  test('a source that throws ends it; the summary does not reject', async () => {
    const { chat, clock } = simulatedChat([acceptAll], { maxItems: 2 });
    const source = function* () {
      yield* ['a', 'b', 'c'];
      throw new Error('the database is gone');
    };
    expect(await clock.finish(chat.sendBulk(hello, source()).summary())).toMatchObject({
      pulled: 3,
      accepted: 2,
      failed: 1,
      completed: false,
    });
    const bulk = chat.sendBulk(hello, source());
    const reading = (async () => {
      for await (const _ of bulk);
    })();
    await expect(clock.finish(reading)).rejects.toThrow('the database is gone');
    expect(await clock.finish(bulk.summary())).toMatchObject({ pulled: 3, completed: false });
  });

  test('warnings are there once, however many calls there were', async () => {
    const { chat, clock } = simulatedChat([jsonReply({ accepted: ['a', 'ghost'] })], {
      maxItems: 1,
      unlistedMeans: 'accepted',
    });
    const bulk = chat.sendBulk(hello, ['a', 'b', 'c']);
    expect((await clock.finish(bulk.summary())).warnings).toMatchObject([{ code: 'unasked_recipient' }]);
  });

  test('waiting for capacity does not count for the deadline', async () => {
    const limit = { ...calls, capacity: 1, windowMs: 60_000 };
    const { chat, clock } = simulatedChat([acceptAll], { maxItems: 1, limits: [limit] });
    const bulk = chat.sendBulk(hello, ['a', 'b', 'c', 'd', 'e'], { deadlineMs: 1_000 });
    expect(await clock.finish(bulk.summary())).toMatchObject({ accepted: 5, completed: true });
  });

  test('a bulk send has a beginning and an end for its hooks, with its counts', async () => {
    const { chat, clock, events } = simulatedChat([acceptAll], { maxItems: 1 });
    const bulk = chat.sendBulk(hello, ['a', 'bad-b', 'c'], { correlationId: 'night-7' });
    expect(events).toEqual([]);
    await clock.finish(bulk.summary());
    const send = {
      chat: 'plain',
      vendor: 'plain',
      operation: 'direct',
      sendId: events[0]?.sendId,
      correlationId: 'night-7',
    };
    expect(events[0]).toEqual({ name: 'sendStart', ...send });
    expect(events.at(-1)).toEqual({
      name: 'sendEnd',
      ...send,
      durationMs: 0,
      accepted: 2,
      failed: 1,
      unconfirmed: 0,
    });
  });

  test('a message that breaks a rule throws at once', () => {
    const { chat } = simulatedChat([acceptAll]);
    for (const start of [chat.sendBulk, chat.deliver]) {
      expect(() => start.call(chat, { ...hello, to: 'bob' } as never, ['a'])).toThrow(
        expect.objectContaining({ code: 'invalid_message', field: 'to' }),
      );
    }
    expect(() => chat.sendBulk(hello, ['a'], { duplicates: 'none' as never })).toThrow(
      expect.objectContaining({ code: 'misconfigured', field: 'duplicates' }),
    );
    expect(() => chat.sendBulk(hello, ['a'], { duplicate: 'exact' } as never)).toThrow(
      expect.objectContaining({ code: 'misconfigured', field: 'duplicate' }),
    );
  });

  test('duplicates is an option of bulk sends alone: elsewhere it would be dropped in silence', async () => {
    const { chat } = simulatedChat([acceptAll]);
    const options = { duplicates: 'exact' } as never;
    const refused = { code: 'misconfigured', field: 'duplicates' };
    expect(() => chat.deliver(hello, ['a'], options)).toThrow(expect.objectContaining(refused));
    await expect(chat.sendDirect({ ...hello, to: 'a' }, options)).rejects.toMatchObject(refused);
    await expect(chat.registerUsers([{ userId: 'a' }], options)).rejects.toMatchObject(refused);
    await expect(chat.broadcast({ ...hello, audience: 'online' }, options)).rejects.toMatchObject(refused);
  });
});

describe('a hundred thousand recipients', () => {
  test('leave nothing behind per recipient', async () => {
    const { chat, clock } = simulatedChat(
      [
        (request) => {
          const [first, ...others] = recipientsOf(request);
          const failed = first === undefined ? {} : { [first]: plainProblems.refused };
          return Promise.resolve(jsonReply({ accepted: others, failed }));
        },
      ],
      { maxItems: 100 },
      { hooks: {} },
    );
    const held = new Set<WeakRef<readonly RecipientOutcome[]>>();
    const source = function* () {
      for (let i = 0; i < 100_000; i += 1) yield `user-${i}`;
    };
    const bulk = chat.sendBulk(hello, source());
    let batches = 0;
    let mostHeld = 0;
    for await (const batch of bulk) {
      held.add(new WeakRef(batch));
      batches += 1;
      if (batches % 250 === 0) {
        await collectGarbage();
        mostHeld = Math.max(mostHeld, [...held].filter((ref) => ref.deref()).length);
      }
    }
    expect(await clock.finish(bulk.summary())).toMatchObject({
      pulled: 100_000,
      accepted: 99_000,
      failed: 1_000,
      completed: true,
    });
    // What is under way and what is unread, at most; never what was read.
    expect(mostHeld).toBeLessThanOrEqual(40);
    expect(clock.pending).toBe(0);
  });
});

async function collectGarbage(): Promise<void> {
  const { setFlagsFromString } = await import('node:v8');
  const { runInNewContext } = await import('node:vm');
  setFlagsFromString('--expose-gc');
  const gc: () => void = runInNewContext('gc');
  await new Promise((resolve) => setImmediate(resolve));
  gc();
}
