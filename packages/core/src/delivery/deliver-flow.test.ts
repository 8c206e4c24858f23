import { describe, expect, test } from 'vitest';
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

describe('at once', () => {
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

  test('no more calls than maxInFlight', async () => {
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
