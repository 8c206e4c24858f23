import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Clock, sleep } from '../ports/clock.ts';
import { collectAll, shortOutcomes as short, turns } from '../testing/outcomes.ts';
import { calls } from '../testing/pacing.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import {
  acceptAll,
  badGateway,
  jsonReply,
  recipientsOf,
  type ScriptStep,
  untilAborted,
} from '../testing/scripted-transport.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';
import { expectNoUnhandledRejections } from '../testing/unhandled.ts';
import { countListeners } from '../testing/watched-signal.ts';

expectNoUnhandledRejections();

describe('deliver', () => {
  /** A transport that keeps its requests open until they are released. */
  function held() {
    const open: (() => void)[] = [];
    let most = 0;
    const step: ScriptStep = async (request) => {
      await new Promise<void>((resolve) => {
        open.push(resolve);
        most = Math.max(most, open.length);
      });
      return jsonReply({ accepted: recipientsOf(request) });
    };
    return { open, step, most: () => most };
  }

  test('has no more calls under way than maxInFlight', async () => {
    const { open, step, most } = held();
    const { chat, clock, transport } = simulatedChat([step], { maxItems: 1 }, { maxInFlight: 3 });
    const reading = collectAll(chat.deliver(hello, ['a', 'b', 'c', 'd', 'e', 'f', 'g']));
    await clock.advance(0);
    expect(transport.requests).toHaveLength(3);
    open.shift()?.();
    await clock.advance(0);
    expect(transport.requests).toHaveLength(4);
    while (open.length > 0) {
      open.shift()?.();
      await clock.advance(0);
    }
    expect(await reading).toHaveLength(7);
    expect(most()).toBe(3);
  });

  test('outcomes come in the order in which the calls end', async () => {
    const { open, step } = held();
    const { chat, clock } = simulatedChat([step], { maxItems: 1 });
    const reading = collectAll(chat.deliver(hello, ['a', 'b']));
    await clock.advance(0);
    open[1]?.();
    await clock.advance(0);
    open[0]?.();
    expect((await reading).map(({ index }) => index)).toEqual([1, 0]);
  });

  test('a reader that stops reading stops the sending', async () => {
    const { chat, clock, transport } = simulatedChat([acceptAll], { maxItems: 1 }, { maxInFlight: 4 });
    let pulled = 0;
    const source = (function* () {
      for (; pulled < 1_000; pulled += 1) yield `user-${pulled}`;
    })();
    const stream = chat.deliver(hello, source)[Symbol.asyncIterator]();
    await stream.next();
    await clock.advance(60_000);
    expect(transport.requests.length).toBeLessThanOrEqual(6);
    expect(pulled).toBeLessThanOrEqual(7);
    for (let i = 0; i < 10; i += 1) await stream.next();
    await clock.advance(60_000);
    expect(transport.requests.length).toBeLessThanOrEqual(16);
    await clock.finish(Promise.resolve(stream.return?.()));
  });

  test('nothing starts before the stream is read', async () => {
    const { chat, clock, transport } = simulatedChat([acceptAll]);
    chat.deliver(hello, ['a']);
    await clock.advance(1_000);
    expect(transport.requests).toEqual([]);
  });

  test('more calls at once than a signal has listeners by default raise no warning', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => void warnings.push(warning);
    process.on('warning', onWarning);
    const { open, step } = held();
    const { chat, clock } = simulatedChat([step], { maxItems: 1 }, { maxInFlight: 64 });
    const { signal } = new AbortController();
    const reading = collectAll(
      chat.deliver(
        hello,
        Array.from({ length: 64 }, (_, i) => `user-${i}`),
        { signal },
      ),
    );
    await clock.advance(0);
    expect(open).toHaveLength(64);
    for (const release of open) release();
    await clock.finish(reading);
    await turns();
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });
});

describe('leaving the loop', () => {
  test('cancels what is under way and lets the source clean up', async () => {
    let cleanedUp = false;
    const signals: AbortSignal[] = [];
    const { chat, clock } = simulatedChat(
      [
        acceptAll,
        (_, { signal }) => {
          signals.push(signal);
          return untilAborted(signal);
        },
      ],
      { maxItems: 1 },
    );
    const source = (function* () {
      try {
        for (let i = 0; ; i += 1) yield `user-${i}`;
      } finally {
        cleanedUp = true;
      }
    })();
    const reading = (async () => {
      for await (const _ of chat.deliver(hello, source)) break;
    })();
    await clock.finish(reading);
    expect(cleanedUp).toBe(true);
    expect(signals.length).toBeGreaterThan(0);
    expect(signals.every((signal) => signal.aborted)).toBe(true);
    expect(clock.pending).toBe(0);
  });
});

describe('aborting', () => {
  test('what has left is unconfirmed, what was pulled and has not is failed, the rest is never pulled', async () => {
    const controller = new AbortController();
    const limit = { ...calls, capacity: 1, windowMs: 60_000 };
    const { chat, clock } = simulatedChat(['silence'], { maxItems: 2, limits: [limit] }, { maxInFlight: 2 });
    clock.schedule(() => controller.abort(), 500);
    const outcomes = await clock.finish(
      collectAll(chat.deliver(hello, ['a', 'b', 'c', 'd', 'e', 'f'], { signal: controller.signal })),
    );
    expect(short(outcomes)).toEqual(['0 a unconfirmed', '1 b unconfirmed', '2 c failed', '3 d failed']);
    expect(outcomes.map((outcome) => 'problem' in outcome && outcome.problem.code)).toEqual(
      Array(4).fill('aborted'),
    );
    expect(clock.pending).toBe(0);
  });

  test('before it begins pulls nothing', async () => {
    const { chat, clock, transport } = simulatedChat([acceptAll]);
    let pulled = 0;
    const source = (function* () {
      pulled += 1;
      yield 'a';
    })();
    const outcomes = await clock.finish(
      collectAll(chat.deliver(hello, source, { signal: AbortSignal.abort() })),
    );
    expect(outcomes).toEqual([]);
    expect(pulled).toBe(0);
    expect(transport.requests).toEqual([]);
  });

  test('does not wait for a source that is stuck', async () => {
    const controller = new AbortController();
    const { chat, clock } = simulatedChat([acceptAll], { maxItems: 2 });
    const source = (async function* () {
      yield 'a';
      await new Promise(() => {});
    })();
    clock.schedule(() => controller.abort(), 500);
    const outcomes = await clock.finish(
      collectAll(chat.deliver(hello, source, { signal: controller.signal })),
    );
    expect(short(outcomes)).toEqual(['0 a failed']);
  });

  test('leaves no listener on the caller’s signal, whatever became of the send', async () => {
    const { signal } = new AbortController();
    const listeners = countListeners(signal);
    const endings: (readonly ScriptStep[])[] = [
      [acceptAll],
      ['silence'],
      [{ fault: 'not_sent', reason: 'network' }],
      [jsonReply({ problem: plainProblems.tooFast })],
      [badGateway],
    ];
    for (const script of endings) {
      const { chat, clock } = simulatedChat(script, { maxItems: 1 });
      await clock.finish(collectAll(chat.deliver(hello, ['a', 'bad', 'c'], { signal })));
      expect([listeners.now, clock.pending]).toEqual([0, 0]);
    }
    const { chat, clock } = simulatedChat([acceptAll], { maxItems: 1 });
    const source = function* () {
      yield 'a';
      throw new Error('gone');
    };
    await clock.finish(collectAll(chat.deliver(hello, source(), { signal })).catch(() => {}));
    const leaving = (async () => {
      for await (const _ of chat.deliver(hello, ['a', 'b'], { signal })) break;
    })();
    await clock.finish(leaving);
    expect([listeners.now, clock.pending]).toEqual([0, 0]);
  });
});

/** A source that gives an id after each of these waits, by the simulated clock. */
async function* slowSource(clock: Clock, waits: readonly number[], given: string[] = []) {
  for (const [index, waitMs] of waits.entries()) {
    if (waitMs > 0) await sleep(clock, waitMs);
    const id = `user-${index}`;
    given.push(id);
    yield id;
  }
}

describe('a source that pauses', () => {
  test.each([
    ['for ever', [0, 0, 10_000_000]],
    ['between any two', [0, 2_000, 2_000]],
    ['after a slow start', [5_000, 100, 10_000_000]],
  ])('%s does not hold back what was pulled', async (_, waits) => {
    const { chat, clock } = simulatedChat([acceptAll], { maxItems: 50 });
    const seen: string[] = [];
    const controller = new AbortController();
    const reading = (async () => {
      const { signal } = controller;
      for await (const batch of chat.deliver(hello, slowSource(clock, waits), { signal })) {
        seen.push(...batch.map(({ userId }) => userId));
      }
    })();
    await clock.advance(8_000);
    expect(seen.slice(0, 2)).toEqual(['user-0', 'user-1']);
    controller.abort();
    await clock.finish(reading);
  });

  test('for 100 ms after each id has what it gave sent within two seconds', async () => {
    const { chat, clock } = simulatedChat([acceptAll], { maxItems: 1_000 });
    const waits = Array.from({ length: 200 }, () => 100);
    const stream = chat.deliver(hello, slowSource(clock, waits))[Symbol.asyncIterator]();
    const first = stream.next();
    await clock.advance(2_000);
    const { value } = await first;
    expect(value.length).toBeGreaterThan(5);
    await clock.finish(Promise.resolve(stream.return?.()));
  });

  test('for 5 ms after each id fills its calls', async () => {
    const { chat, clock, transport } = simulatedChat([acceptAll], { maxItems: 10 });
    const waits = Array.from({ length: 30 }, () => 5);
    await clock.finish(collectAll(chat.deliver(hello, slowSource(clock, waits))));
    expect(transport.requests).toHaveLength(3);
  });
});

describe('an id that a source gives away', () => {
  test('has one outcome, whenever the send is cancelled or stopped', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 1_500 }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom('abort', 'stop', 'close'),
        async (waits, endAt, maxItems, how) => {
          const { chat, clock } = simulatedChat([acceptAll], { maxItems });
          const controller = new AbortController();
          const given: string[] = [];
          const send = chat.sendBulk(hello, slowSource(clock, waits, given), { signal: controller.signal });
          const seen: string[] = [];
          clock.schedule(() => {
            if (how === 'abort') controller.abort();
            else if (how === 'stop') send.stop();
            else void chat.close();
          }, endAt);
          const reading = (async () => {
            for await (const batch of send) seen.push(...batch.map(({ userId }) => userId));
          })();
          await clock.finish(reading);
          expect(seen.toSorted()).toEqual(given.toSorted());
          const { pulled, accepted, failed, unconfirmed } = await clock.finish(send.summary());
          expect([pulled, accepted + failed + unconfirmed]).toEqual([given.length, given.length]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
