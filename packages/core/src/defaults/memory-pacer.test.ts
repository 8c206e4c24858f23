import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cost, Lease, Limit, Pacer, PacerRefusal } from '../ports/pacer.ts';
import { SimulatedClock } from '../testing/simulated-clock.ts';
import { countListeners } from '../testing/watched-signal.ts';
import { createMemoryPacer, processPacer } from './memory-pacer.ts';

const calls: Limit = { name: 'calls', capacity: 2, windowMs: 1_000, kind: 'rate', source: 'test' };
const recipients: Limit = {
  name: 'recipients',
  capacity: 100,
  windowMs: 60_000,
  kind: 'rate',
  source: 'test',
};
const daily: Limit = { name: 'daily', capacity: 1, windowMs: 86_400_000, kind: 'quota', source: 'test' };

const of = (limit: Limit, units = 1): Cost => ({ limit, units });

function setUp() {
  const clock = new SimulatedClock();
  const pacer = createMemoryPacer(clock);
  const start = clock.now();
  const log: string[] = [];
  /** Asks for room, notes when it came, and ends the call some time after. */
  const call = (
    name: string,
    costs: readonly Cost[],
    options: { holdMs?: number; deadline?: number; signal?: AbortSignal; how?: 'sent' | 'not_sent' } = {},
  ) =>
    pacer
      .acquire({ scope: 'app', costs, signal: options.signal, deadline: options.deadline })
      .then((answer) => {
        const at = clock.now() - start;
        if (answer === 'aborted') log.push(`${name} aborted at ${at}`);
        else if ('settle' in answer) {
          log.push(`${name} at ${at}`);
          const settle = () => answer.settle(options.how ?? 'sent');
          if (options.holdMs) clock.schedule(settle, options.holdMs);
          else settle();
        } else log.push(`${name} refused at ${at}: ${answer.limit.name} ${answer.waitMs}`);
      });
  return { clock, pacer, start, log, call };
}

async function lease(pacer: Pacer, ...costs: readonly Cost[]): Promise<Lease> {
  const answer = await pacer.acquire({ scope: 'app', costs });
  if (answer === 'aborted' || !('settle' in answer)) throw new Error('no room');
  return answer;
}

describe('room', () => {
  test('calls beyond the limit wait until one window after those before them ended', async () => {
    const { clock, log, call } = setUp();
    for (const name of ['a', 'b', 'c', 'd', 'e']) void call(name, [of(calls)], { holdMs: 300 });
    await clock.advance(10_000);
    expect(log).toEqual(['a at 0', 'b at 0', 'c at 1300', 'd at 1300', 'e at 2600']);
  });

  test('a unit is free one window after the end, and not one millisecond before', async () => {
    const { clock, log, call } = setUp();
    void call('a', [of(calls, 2)], { holdMs: 50 });
    await clock.advance(100);
    void call('b', [of(calls)]);
    await clock.advance(949);
    expect(log).toEqual(['a at 0']);
    await clock.advance(1);
    expect(log).toEqual(['a at 0', 'b at 1050']);
  });

  test('a call goes when all its limits have room, and uses none of them before', async () => {
    const { clock, log, call } = setUp();
    void call('fills recipients', [of(recipients, 100)]);
    void call('both', [of(calls), of(recipients, 10)]);
    await clock.advance(1);
    // Had "both" taken its call while it waits for recipients, one of these would have to wait.
    void call('second of calls', [of(calls)]);
    await clock.advance(59_998);
    expect(log).toEqual(['fills recipients at 0']);
    await clock.advance(2_000);
    expect(log).toEqual(['fills recipients at 0', 'both at 60000', 'second of calls at 60000']);
  });

  test('waiting in one limit does not hold up calls in others', async () => {
    const { clock, log, call } = setUp();
    void call('a', [of(recipients, 100)]);
    void call('waits', [of(recipients, 1)]);
    void call('other', [of(calls)]);
    await clock.advance(1);
    expect(log).toEqual(['a at 0', 'other at 0']);
  });

  test('a small call never overtakes a larger one that came first', async () => {
    const { clock, log, call } = setUp();
    void call('a', [of(recipients, 60)], { holdMs: 10 });
    void call('large', [of(recipients, 60)]);
    void call('small', [of(recipients, 1)]);
    await clock.advance(60_010);
    expect(log).toEqual(['a at 0', 'large at 60010', 'small at 60010']);
  });

  test('nor where they share one limit and the larger one waits in another', async () => {
    const { clock, log, call } = setUp();
    void call('a', [of(recipients, 100)]);
    void call('both', [of(calls), of(recipients, 1)]);
    void call('calls only', [of(calls)]);
    await clock.advance(59_999);
    expect(log).toEqual(['a at 0']);
    await clock.advance(1);
    expect(log).toEqual(['a at 0', 'both at 60000', 'calls only at 60000']);
  });

  test('limits of different scopes are counted apart', async () => {
    const clock = new SimulatedClock();
    const pacer = createMemoryPacer(clock);
    const answers = ['app 1', 'app 2'].map((scope) => pacer.acquire({ scope, costs: [of(calls, 2)] }));
    for (const answer of await Promise.all(answers)) expect(answer).toHaveProperty('settle');
  });

  test('a call that is larger than the limit goes into an empty window, and takes as long as it is worth', async () => {
    const { clock, log, call } = setUp();
    void call('a', [of(calls)]);
    void call('huge', [of(calls, 7)]);
    void call('next', [of(calls)]);
    await clock.advance(20_000);
    expect(log).toEqual(['a at 0', 'huge at 1000', 'next at 4500']);
  });

  test('a share is a smaller limit, counted together with the others', async () => {
    const { clock, log, call } = setUp();
    const half = { ...calls, capacity: 1 };
    void call('a', [of(half)]);
    void call('b', [of(half)]);
    await clock.advance(500);
    void call('whole', [of(calls)]);
    await clock.advance(10_000);
    expect(log).toEqual(['a at 0', 'b at 1000', 'whole at 1000']);
  });

  test('less than one unit of a share still lets calls through, as often as it is worth', async () => {
    const { clock, log, call } = setUp();
    const quarter = { ...calls, capacity: 0.25 };
    for (const name of ['a', 'b', 'c']) void call(name, [of(quarter)]);
    await clock.advance(10_000);
    expect(log).toEqual(['a at 0', 'b at 4000', 'c at 8000']);
  });

  test('a call without costs goes at once', async () => {
    const { log, call } = setUp();
    await call('free', []);
    expect(log).toEqual(['free at 0']);
  });
});

describe('settling', () => {
  test('what was not sent frees its room at once, for all that wait', async () => {
    const { clock, log, call } = setUp();
    void call('a', [of(calls, 2)], { holdMs: 100, how: 'not_sent' });
    void call('b', [of(calls)]);
    void call('c', [of(calls)]);
    await clock.advance(100);
    expect(log).toEqual(['a at 0', 'b at 100', 'c at 100']);
  });

  test('settling twice counts once', async () => {
    const { clock, pacer, log, call } = setUp();
    const first = await lease(pacer, of(calls));
    first.settle('sent');
    first.settle('not_sent');
    first.settle('sent');
    void call('second', [of(calls)]);
    void call('third', [of(calls)]);
    await clock.advance(1_000);
    expect(log).toEqual(['second at 0', 'third at 1000']);
  });

  test('a lease that is never settled holds its room, and no timer runs wild meanwhile', async () => {
    const { clock, pacer, log, call } = setUp();
    const lost = await lease(pacer, of(calls, 2));
    void call('a', [of(calls)]);
    await clock.advance(60_000);
    expect(log).toEqual([]);
    expect(clock.scheduled).toBeLessThanOrEqual(61);
    lost.settle('sent');
    await clock.advance(1_000);
    expect(log).toEqual(['a at 61000']);
  });

  test('too fast halves a rate for a while, and the rate recovers', async () => {
    const { clock, pacer, log, call } = setUp();
    const rate = { ...calls, capacity: 8 };
    (await lease(pacer, of(rate))).settle('too_fast');
    await clock.advance(1_000);
    const perWindow = async () => {
      log.length = 0;
      const controller = new AbortController();
      for (let i = 0; i < 20; i += 1) void call('call', [of(rate)], { signal: controller.signal });
      await clock.advance(0);
      const went = log.length;
      controller.abort();
      await clock.advance(1_000);
      return went;
    };
    // Half of eight, and one window of recovery since; then a quarter more each window.
    expect([await perWindow(), await perWindow(), await perWindow(), await perWindow()]).toEqual([
      5, 6, 7, 8,
    ]);
  });

  test('too fast does not slow a quota down', async () => {
    const { clock, pacer, log, call } = setUp();
    const quota = { ...daily, capacity: 4 };
    (await lease(pacer, of(quota))).settle('too_fast');
    for (const name of ['a', 'b', 'c']) void call(name, [of(quota)]);
    await clock.advance(1);
    expect(log).toHaveLength(3);
  });
});

describe('deadlines', () => {
  const refusal = (answer: Lease | PacerRefusal | 'aborted') =>
    answer !== 'aborted' && 'waitMs' in answer ? [answer.limit.name, answer.waitMs] : answer;

  test.each([
    ['the second in the next window', [of(calls)], 2, ['calls', 1_000]],
    ['behind two windows of calls', [of(calls)], 5, ['calls', 2_000]],
    ['the limit that takes longest is named', [of(calls), of(daily)], 2, ['daily', 86_400_000]],
  ] as const)('%s', async (_, costs, before, expected) => {
    const { clock, pacer, start } = setUp();
    await lease(pacer, of(daily)).then((taken) => taken.settle('sent'));
    for (let i = 0; i < before; i += 1) {
      void pacer.acquire({ scope: 'app', costs: [of(calls)] }).then((answer) => {
        if (answer !== 'aborted' && 'settle' in answer) answer.settle('sent');
      });
    }
    const answer = await pacer.acquire({ scope: 'app', costs, deadline: start + 999 });
    expect(refusal(answer)).toEqual(expected);
    expect(clock.now()).toBe(start);
  });

  test('a refusal uses nothing', async () => {
    const { clock, log, call, start } = setUp();
    void call('a', [of(calls, 2)]);
    void call('refused', [of(calls), of(recipients, 100)], { deadline: start + 500 });
    void call('b', [of(recipients, 100)]);
    await clock.advance(0);
    expect(log).toEqual(['a at 0', 'refused refused at 0: calls 1000', 'b at 0']);
  });

  test('a wait that ends exactly at the deadline is waited for', async () => {
    const { clock, log, call, start } = setUp();
    void call('a', [of(calls, 2)]);
    void call('b', [of(calls)], { deadline: start + 1_000 });
    await clock.advance(2_000);
    expect(log).toEqual(['a at 0', 'b at 1000']);
  });

  test('a wait that turns out longer than it looked is refused at the deadline', async () => {
    const { clock, log, call, start } = setUp();
    void call('slow', [of(calls, 2)], { holdMs: 5_000 });
    void call('a', [of(calls)], { deadline: start + 1_500 });
    await clock.advance(10_000);
    expect(log).toEqual(['slow at 0', 'a refused at 1500: calls 1000']);
  });

  test('one that waits behind a call in another limit is refused at once where that call waits too long', async () => {
    const { clock, log, call, start } = setUp();
    void call('a', [of(daily)]);
    void call('both', [of(calls), of(daily)]);
    void call('behind', [of(calls)], { deadline: start + 30_000 });
    await clock.advance(0);
    expect(log).toEqual(['a at 0', 'behind refused at 0: calls 86400000']);
  });

  test('and at its deadline where nobody could know, with timers that stand still', async () => {
    const { clock, log, call, start } = setUp();
    void call('slow', [of(recipients, 100)], { holdMs: 300_000 });
    void call('both', [of(calls), of(recipients)], {});
    void call('behind', [of(calls)], { deadline: start + 90_000 });
    await clock.advance(100_000);
    expect(log).toEqual(['slow at 0', 'behind refused at 90000: calls 60000']);
    expect(clock.scheduled).toBeLessThan(8);
  });

  test('when the first gives up, those behind it go', async () => {
    const { clock, log, call, start } = setUp();
    void call('a', [of(recipients, 60)], { holdMs: 200_000 });
    void call('large', [of(recipients, 60)], { deadline: start + 70_000 });
    void call('small', [of(recipients, 40)]);
    await clock.advance(70_000);
    expect(log).toEqual(['a at 0', 'large refused at 70000: recipients 60000', 'small at 70000']);
  });
});

describe('aborting', () => {
  test('before asking uses nothing', async () => {
    const { clock, pacer, log, call } = setUp();
    const answer = await pacer.acquire({
      scope: 'app',
      costs: [of(calls, 2)],
      signal: AbortSignal.abort(),
    });
    expect(answer).toBe('aborted');
    void call('a', [of(calls, 2)]);
    await clock.advance(0);
    expect(log).toEqual(['a at 0']);
  });

  test('while waiting uses nothing, and lets those behind go', async () => {
    const { clock, log, call } = setUp();
    const controller = new AbortController();
    void call('a', [of(recipients, 60)]);
    void call('large', [of(recipients, 60)], { signal: controller.signal });
    void call('small', [of(recipients, 40)]);
    await clock.advance(10);
    controller.abort();
    await clock.advance(0);
    expect(log).toEqual(['a at 0', 'large aborted at 10', 'small at 10']);
  });

  test('of the only one that waits leaves no timer behind', async () => {
    const { clock, log, call } = setUp();
    const controller = new AbortController();
    void call('a', [of(daily)]);
    void call('b', [of(daily)], { signal: controller.signal });
    await clock.advance(10);
    controller.abort();
    await clock.advance(0);
    expect(log).toEqual(['a at 0', 'b aborted at 10']);
    expect(clock.pending).toBe(0);
  });

  test('leaves no timer and no listener behind', async () => {
    const { clock, log, call, start } = setUp();
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    void call('a', [of(calls, 2)]);
    for (let i = 0; i < 50; i += 1) {
      void call('waits', [of(calls)], { signal: controller.signal, deadline: start + 900_000 });
    }
    await clock.advance(5_500);
    expect(listeners.now).toBe(50 - 10);
    controller.abort();
    await clock.advance(0);
    expect(log.filter((line) => line.includes('aborted'))).toHaveLength(40);
    expect(listeners.now).toBe(0);
    expect(clock.pending).toBe(0);
  });
});

describe('many at once', () => {
  test('ten thousand waiting calls cost work and timers in proportion, and all are served', async () => {
    const clock = new SimulatedClock();
    const pacer = createMemoryPacer(clock);
    let looks = 0;
    const counted: Limit = {
      name: 'calls',
      windowMs: 1_000,
      kind: 'rate',
      source: 'test',
      get capacity() {
        looks += 1;
        return 1_000;
      },
    };
    let served = 0;
    for (let i = 0; i < 10_000; i += 1) {
      void pacer.acquire({ scope: 'app', costs: [of(counted)] }).then((answer) => {
        served += 1;
        if (answer !== 'aborted' && 'settle' in answer) answer.settle('sent');
      });
    }
    await clock.advance(9_000);
    expect(served).toBe(10_000);
    expect(looks / 10_000).toBeLessThan(20);
    expect(clock.scheduled).toBeLessThan(20);
  });

  test('an app that is idle is forgotten once there are very many, and starts afresh', async () => {
    const clock = new SimulatedClock();
    const pacer = createMemoryPacer(clock);
    const take = async (scope: string) => {
      const answer = await pacer.acquire({ scope, costs: [of(calls, 2)], deadline: clock.now() });
      if (answer === 'aborted' || !('settle' in answer)) return 'refused';
      answer.settle('sent');
      return 'lease';
    };
    for (let app = 0; app < 1_024; app += 1) expect(await take(`app ${app}`)).toBe('lease');
    // Nobody is idle yet, so nobody is forgotten.
    expect(await take('one more')).toBe('lease');
    expect(await take('app 0')).toBe('refused');
    await clock.advance(1_000);
    expect(await take('yet another')).toBe('lease');
    expect(await take('app 0')).toBe('lease');
  });
});

test('the process has one pacer, also for another copy of this package', () => {
  expect(processPacer()).toBe(processPacer());
  expect(Reflect.get(globalThis, Symbol.for('polychat.processPacer.v1'))).toBe(processPacer());
});

describe('as the vendor sees it', () => {
  const limits: readonly Limit[] = [
    { name: 'a', capacity: 3, windowMs: 1_000, kind: 'rate', source: 'test' },
    { name: 'b', capacity: 10, windowMs: 2_500, kind: 'rate', source: 'test' },
    { name: 'c', capacity: 5, windowMs: 7_000, kind: 'quota', source: 'test' },
  ];
  const callArbitrary = fc.record({
    afterMs: fc.integer({ min: 0, max: 900 }),
    durationMs: fc.integer({ min: 0, max: 3_000 }),
    /** Where between its start and its end the vendor sees it. */
    seenAt: fc.double({ min: 0, max: 1, noNaN: true }),
    units: fc.tuple(
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 0, max: 10 }),
      fc.integer({ min: 0, max: 5 }),
    ),
    how: fc.constantFrom('sent' as const, 'sent' as const, 'too_fast' as const, 'not_sent' as const),
    abortAfterMs: fc.option(fc.integer({ min: 1, max: 2_000 }), { freq: 6 }),
  });

  test('no window holds more than its capacity, everybody is served, in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(callArbitrary, { minLength: 1, maxLength: 40 }), async (plan) => {
        const clock = new SimulatedClock();
        const pacer = createMemoryPacer(clock);
        const seen: { at: number; costs: readonly Cost[] }[] = [];
        const order: { index: number; limit: string }[] = [];
        let open = plan.length;
        for (const [index, call] of plan.entries()) {
          await clock.advance(call.afterMs);
          const costs = limits.flatMap((limit, i) => {
            const units = call.units[i] ?? 0;
            return units > 0 ? [of(limit, units)] : [];
          });
          const controller = new AbortController();
          if (call.abortAfterMs) clock.schedule(() => controller.abort(), call.abortAfterMs);
          void pacer.acquire({ scope: 'app', costs, signal: controller.signal }).then((answer) => {
            open -= 1;
            if (answer === 'aborted') return;
            if (!('settle' in answer)) throw new Error('refused without a deadline');
            for (const { limit } of costs) order.push({ index, limit: limit.name });
            if (call.how !== 'not_sent')
              seen.push({ at: clock.now() + call.seenAt * call.durationMs, costs });
            clock.schedule(() => answer.settle(call.how), call.durationMs);
          });
        }
        await clock.advance(40 * 7_000 * 3);
        expect(open).toBe(0);
        for (const limit of limits) {
          const turns = order.filter((entry) => entry.limit === limit.name).map(({ index }) => index);
          expect(turns).toEqual(turns.toSorted((a, b) => a - b));
          const uses = seen
            .flatMap(({ at, costs }) =>
              costs.filter((cost) => cost.limit === limit).map(({ units }) => ({ at, units })),
            )
            .toSorted((a, b) => a.at - b.at);
          for (const first of uses) {
            const inWindow = uses.filter(({ at }) => at >= first.at && at < first.at + limit.windowMs);
            const units = inWindow.reduce((sum, use) => sum + use.units, 0);
            expect(units).toBeLessThanOrEqual(limit.capacity);
          }
        }
        expect(clock.pending).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});
