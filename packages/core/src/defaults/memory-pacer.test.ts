import { describe, expect, test } from 'vitest';
import type { Limit } from '../ports/pacer.ts';
import { calls, daily, leaseOf, of, recipients, requestOf, setUpPacing } from '../testing/pacing.ts';
import { SimulatedClock } from '../testing/simulated-clock.ts';
import { createMemoryPacer, processPacer } from './memory-pacer.ts';

describe('capacity', () => {
  test('calls beyond the limit wait until one window after those before them ended', async () => {
    const { clock, log, call } = setUpPacing();
    for (const name of ['a', 'b', 'c', 'd', 'e']) void call(name, [of(calls)], { lastsMs: 300 });
    await clock.advance(10_000);
    expect(log).toEqual(['a at 0', 'b at 0', 'c at 1300', 'd at 1300', 'e at 2600']);
  });

  test('a unit is free one window after the end, and not one millisecond before', async () => {
    const { clock, log, call } = setUpPacing();
    void call('a', [of(calls, 2)], { lastsMs: 50 });
    await clock.advance(100);
    void call('b', [of(calls)]);
    await clock.advance(949);
    expect(log).toEqual(['a at 0']);
    await clock.advance(1);
    expect(log).toEqual(['a at 0', 'b at 1050']);
  });

  test('a call goes when all its limits have capacity, and uses none of them before', async () => {
    const { clock, log, call } = setUpPacing();
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
    const { clock, log, call } = setUpPacing();
    void call('a', [of(recipients, 100)]);
    void call('waits', [of(recipients, 1)]);
    void call('other', [of(calls)]);
    await clock.advance(1);
    expect(log).toEqual(['a at 0', 'other at 0']);
  });

  test('a small call never overtakes a larger one that came first', async () => {
    const { clock, log, call } = setUpPacing();
    void call('a', [of(recipients, 60)], { lastsMs: 10 });
    void call('large', [of(recipients, 60)]);
    void call('small', [of(recipients, 1)]);
    await clock.advance(60_010);
    expect(log).toEqual(['a at 0', 'large at 60010', 'small at 60010']);
  });

  test('nor where they share one limit and the larger one waits in another', async () => {
    const { clock, log, call } = setUpPacing();
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
    const pacer = createMemoryPacer({ clock });
    const answers = ['app 1', 'app 2'].map((scope) => pacer.acquire(requestOf([of(calls, 2)], { scope })));
    for (const answer of await Promise.all(answers)) expect(answer).toHaveProperty('settle');
  });

  test('a call that is larger than the limit goes into an empty window, and takes as long as it is worth', async () => {
    const { clock, log, call } = setUpPacing();
    void call('a', [of(calls)]);
    void call('huge', [of(calls, 7)]);
    void call('next', [of(calls)]);
    await clock.advance(20_000);
    expect(log).toEqual(['a at 0', 'huge at 1000', 'next at 4500']);
  });

  test('a share is a smaller limit, counted together with the others', async () => {
    const { clock, log, call } = setUpPacing();
    const half = { ...calls, capacity: 1 };
    void call('a', [of(half)]);
    void call('b', [of(half)]);
    await clock.advance(500);
    void call('whole', [of(calls)]);
    await clock.advance(10_000);
    expect(log).toEqual(['a at 0', 'b at 1000', 'whole at 1000']);
  });

  test('less than one unit of a share still lets calls through, as often as it is worth', async () => {
    const { clock, log, call } = setUpPacing();
    const quarter = { ...calls, capacity: 0.25 };
    for (const name of ['a', 'b', 'c']) void call(name, [of(quarter)]);
    await clock.advance(10_000);
    expect(log).toEqual(['a at 0', 'b at 4000', 'c at 8000']);
  });

  test('a call without costs goes at once', async () => {
    const { log, call } = setUpPacing();
    await call('free', []);
    expect(log).toEqual(['free at 0']);
  });

  test('what is counted for another key or another host is counted apart', async () => {
    const { clock, log, call } = setUpPacing();
    void call('group 1', [of(calls, 2, 'group-1')]);
    void call('group 1 again', [of(calls, 1, 'group-1')]);
    void call('group 2', [of(calls, 2, 'group-2')]);
    void call('whole app', [of(calls, 2)]);
    await clock.advance(999);
    expect(log).toEqual(['group 1 at 0', 'group 2 at 0', 'whole app at 0']);
    await clock.advance(1);
    expect(log.at(-1)).toBe('group 1 again at 1000');
  });

  test('limits of two names with one counter are counted together', async () => {
    const { clock, log, call } = setUpPacing();
    const other = { ...of({ ...calls, name: 'other' }, 2), counter: of(calls).counter };
    void call('a', [other]);
    void call('b', [of(calls)]);
    await clock.advance(1_000);
    expect(log).toEqual(['a at 0', 'b at 1000']);
  });

  test.each([3_600_000, -3_600_000])('a wall clock that is set by %d ms changes no wait', async (byMs) => {
    const { clock, log, call } = setUpPacing();
    for (const name of ['a', 'b', 'c', 'd', 'e']) void call(name, [of(calls)], { lastsMs: 300 });
    await clock.advance(100);
    clock.set(byMs);
    await clock.advance(1_000);
    clock.set(-2 * byMs);
    await clock.advance(10_000);
    expect(log).toEqual(['a at 0', 'b at 0', 'c at 1300', 'd at 1300', 'e at 2600']);
  });
});

describe('settling', () => {
  test('what was not sent frees its room at once, for all that wait', async () => {
    const { clock, log, call } = setUpPacing();
    void call('a', [of(calls, 2)], { lastsMs: 100, end: { how: 'not_sent' } });
    void call('b', [of(calls)]);
    void call('c', [of(calls)]);
    await clock.advance(100);
    expect(log).toEqual(['a at 0', 'b at 100', 'c at 100']);
  });

  test('settling twice counts once', async () => {
    const { clock, pacer, log, call } = setUpPacing();
    const first = await leaseOf(pacer, of(calls));
    first.settle({ how: 'replied' });
    first.settle({ how: 'not_sent' });
    first.settle({ how: 'replied' });
    void call('second', [of(calls)]);
    void call('third', [of(calls)]);
    await clock.advance(1_000);
    expect(log).toEqual(['second at 0', 'third at 1000']);
  });

  test('a lease that is never settled holds its room, and no timer runs wild meanwhile', async () => {
    const { clock, pacer, log, call } = setUpPacing();
    const lost = await leaseOf(pacer, of(calls, 2));
    void call('a', [of(calls)]);
    await clock.advance(60_000);
    expect(log).toEqual([]);
    expect(clock.scheduled).toBeLessThanOrEqual(61);
    lost.settle({ how: 'replied' });
    await clock.advance(1_000);
    expect(log).toEqual(['a at 61000']);
  });

  test('too fast halves a rate for a while, and the rate recovers', async () => {
    const { clock, pacer, log, call } = setUpPacing();
    const rate = { ...calls, capacity: 8 };
    (await leaseOf(pacer, of(rate))).settle({ how: 'too_fast', counted: true });
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
    // Half of eight, and a second of recovery since: the full speed is back after two.
    expect([await perWindow(), await perWindow(), await perWindow()]).toEqual([5, 8, 8]);
  });

  test('too fast does not slow a quota down', async () => {
    const { clock, pacer, log, call } = setUpPacing();
    const quota = { ...daily, capacity: 4 };
    (await leaseOf(pacer, of(quota))).settle({ how: 'too_fast', counted: true });
    for (const name of ['a', 'b', 'c']) void call(name, [of(quota)]);
    await clock.advance(1);
    expect(log).toHaveLength(3);
  });

  test('what may still arrive holds its capacity until one window after it cannot any more', async () => {
    const { clock, log, call } = setUpPacing();
    void call('a', [of(calls, 2)], { lastsMs: 100, end: { how: 'may_arrive', withinMs: 5_000 } });
    void call('b', [of(calls)]);
    await clock.advance(6_099);
    expect(log).toEqual(['a at 0']);
    await clock.advance(1);
    expect(log).toEqual(['a at 0', 'b at 6100']);
  });

  test.each([
    [true, 'b at 1100'],
    [false, 'b at 100'],
  ])('a call that was too fast, counted %s, is followed by: %s', async (counted, expected) => {
    const { clock, log, call } = setUpPacing();
    const one = { ...calls, capacity: 1 };
    void call('a', [of(one)], { lastsMs: 100, end: { how: 'too_fast', counted } });
    void call('b', [of(one)]);
    await clock.advance(5_000);
    expect(log).toEqual(['a at 0', expected]);
  });

  test('too fast slows down only the limits that the vendor named', async () => {
    const { clock, pacer, log, call } = setUpPacing();
    const named = { ...calls, name: 'named', capacity: 8 };
    const other = { ...calls, name: 'other', capacity: 8 };
    const end = { how: 'too_fast', limits: ['named'], counted: false } as const;
    (await leaseOf(pacer, of(named), of(other))).settle(end);
    for (let i = 0; i < 8; i += 1) {
      void call('named', [of(named)]);
      void call('other', [of(other)]);
    }
    await clock.advance(0);
    expect(log.filter((line) => line === 'named at 0')).toHaveLength(4);
    expect(log.filter((line) => line === 'other at 0')).toHaveLength(8);
  });
});

describe('many at once', () => {
  test('ten thousand waiting calls cost work and timers in proportion, and all are served', async () => {
    const clock = new SimulatedClock();
    const pacer = createMemoryPacer({ clock });
    let looks = 0;
    const counted: Limit = {
      name: 'calls',
      windowMs: 1_000,
      kind: 'rate',
      countedBy: 'app',
      source: 'test',
      get capacity() {
        looks += 1;
        return 1_000;
      },
    };
    let served = 0;
    for (let i = 0; i < 10_000; i += 1) {
      void Promise.resolve(pacer.acquire(requestOf([of(counted)]))).then((answer) => {
        served += 1;
        if (answer !== 'aborted' && 'settle' in answer) answer.settle({ how: 'replied' });
      });
    }
    await clock.advance(9_000);
    expect(served).toBe(10_000);
    expect(looks / 10_000).toBeLessThan(20);
    expect(clock.scheduled).toBeLessThan(20);
  });

  test('an app that is idle is forgotten once there are very many, and starts afresh', async () => {
    const clock = new SimulatedClock();
    const pacer = createMemoryPacer({ clock });
    const take = async (scope: string) => {
      const answer = await pacer.acquire(requestOf([of(calls, 2)], { scope, maxWaitMs: 0 }));
      if (answer === 'aborted' || !('settle' in answer)) return 'refused';
      answer.settle({ how: 'replied' });
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

  test('a key that is idle is forgotten once there are very many, and one in use is not', async () => {
    const { clock, pacer } = setUpPacing();
    const take = async (key: string) => {
      const answer = await pacer.acquire(requestOf([of(calls, 2, key)], { maxWaitMs: 0 }));
      return answer === 'aborted' || !('settle' in answer) ? undefined : answer;
    };
    const held = await take('held');
    for (let key = 0; key < 5_000; key += 1) {
      (await take(`key ${key}`))?.settle({ how: 'replied' });
      if (key % 100 === 0) await clock.advance(1_000);
    }
    expect(held).toBeDefined();
    expect(await take('held')).toBeUndefined();
    expect(await take('key 4999')).toBeUndefined();
    await clock.advance(1_000);
    expect(await take('key 0')).toBeDefined();
  });
});

test('the process has one pacer, also for another copy of this package', () => {
  expect(processPacer()).toBe(processPacer());
  expect(Reflect.get(globalThis, Symbol.for('polychat.processPacer.v2'))).toBe(processPacer());
});
