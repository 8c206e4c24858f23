import { describe, expect, test } from 'vitest';
import type { Lease, PacerRefusal } from '../ports/pacer.ts';
import { calls, daily, leaseOf, of, recipients, requestOf, setUpPacing } from '../testing/pacing.ts';
import { countListeners } from '../testing/watched-signal.ts';

describe('the longest wait', () => {
  const refusal = (answer: Lease | PacerRefusal | 'aborted') =>
    answer !== 'aborted' && 'waitMs' in answer ? [answer.limit.name, answer.waitMs] : answer;

  test.each([
    ['refuses a call that must wait for the next window', [of(calls)], 2, ['calls', 1_000]],
    ['refuses a call behind two windows of calls', [of(calls)], 5, ['calls', 2_000]],
    ['names in its refusal the limit that takes longest', [of(calls), of(daily)], 2, ['daily', 86_400_000]],
  ] as const)('%s', async (_, costs, before, expected) => {
    const { clock, pacer } = setUpPacing();
    const start = clock.monotonic();
    await leaseOf(pacer, of(daily)).then((taken) => taken.settle({ how: 'replied' }));
    for (let i = 0; i < before; i += 1) {
      void Promise.resolve(pacer.acquire(requestOf([of(calls)]))).then((answer) => {
        if (answer !== 'aborted' && 'settle' in answer) answer.settle({ how: 'replied' });
      });
    }
    const answer = await pacer.acquire(requestOf(costs, { maxWaitMs: 999 }));
    expect(refusal(answer)).toEqual(expected);
    expect(clock.monotonic()).toBe(start);
  });

  test('a refusal uses nothing', async () => {
    const { clock, log, call } = setUpPacing();
    void call('a', [of(calls, 2)]);
    void call('refused', [of(calls), of(recipients, 100)], { maxWaitMs: 500 });
    void call('b', [of(recipients, 100)]);
    await clock.advance(0);
    expect(log).toEqual(['a at 0', 'refused refused at 0: calls 1000', 'b at 0']);
  });

  test('a wait that ends exactly then is waited for', async () => {
    const { clock, log, call } = setUpPacing();
    void call('a', [of(calls, 2)]);
    void call('b', [of(calls)], { maxWaitMs: 1_000 });
    await clock.advance(2_000);
    expect(log).toEqual(['a at 0', 'b at 1000']);
  });

  test('a wait that turns out longer than it looked is refused after its longest wait', async () => {
    const { clock, log, call } = setUpPacing();
    void call('slow', [of(calls, 2)], { lastsMs: 5_000 });
    void call('a', [of(calls)], { maxWaitMs: 1_500 });
    await clock.advance(10_000);
    expect(log).toEqual(['slow at 0', 'a refused at 1500: calls 1000']);
  });

  test('one that waits behind a call in another limit is refused at once where that call waits too long', async () => {
    const { clock, log, call } = setUpPacing();
    void call('a', [of(daily)]);
    void call('both', [of(calls), of(daily)]);
    void call('behind', [of(calls)], { maxWaitMs: 30_000 });
    await clock.advance(0);
    expect(log).toEqual(['a at 0', 'behind refused at 0: calls 86400000']);
  });

  test('one that waits where nobody could know how long is refused after its longest wait, with timers that stand still', async () => {
    const { clock, log, call } = setUpPacing();
    void call('slow', [of(recipients, 100)], { lastsMs: 300_000 });
    void call('both', [of(calls), of(recipients)], {});
    void call('behind', [of(calls)], { maxWaitMs: 90_000 });
    await clock.advance(100_000);
    expect(log).toEqual(['slow at 0', 'behind refused at 90000: calls 60000']);
    expect(clock.scheduled).toBeLessThan(8);
  });

  test('when the first gives up, those behind it go', async () => {
    const { clock, log, call } = setUpPacing();
    void call('a', [of(recipients, 60)], { lastsMs: 200_000 });
    void call('large', [of(recipients, 60)], { maxWaitMs: 70_000 });
    void call('small', [of(recipients, 40)]);
    await clock.advance(70_000);
    expect(log).toEqual(['a at 0', 'large refused at 70000: recipients 60000', 'small at 70000']);
  });

  test('a wait of nothing at most is refused where there is none left, and granted where there is', async () => {
    const { clock, log, call } = setUpPacing();
    void call('a', [of(calls, 2)], { maxWaitMs: 0 });
    void call('b', [of(calls)], { maxWaitMs: 0 });
    await clock.advance(0);
    expect(log).toEqual(['a at 0', 'b refused at 0: calls 1000']);
  });

  test.each([3_600_000, -3_600_000])('is not changed by a wall clock that is set by %d ms', async (byMs) => {
    const { clock, log, call } = setUpPacing();
    void call('slow', [of(calls, 2)], { lastsMs: 5_000 });
    void call('a', [of(calls)], { maxWaitMs: 1_500 });
    await clock.advance(100);
    clock.set(byMs);
    await clock.advance(10_000);
    expect(log).toEqual(['slow at 0', 'a refused at 1500: calls 1000']);
  });
});

describe('the beginning of a wait', () => {
  test('is said once, before the wait', async () => {
    const { clock, log, call } = setUpPacing();
    void call('a', [of(calls, 2)]);
    void call('b', [of(calls)], { onWait: () => log.push('b waits') });
    await clock.advance(5_000);
    expect(log).toEqual(['b waits', 'a at 0', 'b at 1000']);
  });

  test('is not said of a call that goes at once, that is refused, or that was aborted before', async () => {
    const { clock, log, call } = setUpPacing();
    const onWait = () => log.push('waits');
    void call('a', [of(calls, 2)], { onWait });
    void call('b', [of(calls)], { onWait, maxWaitMs: 10 });
    void call('c', [of(calls)], { onWait, signal: AbortSignal.abort() });
    await clock.advance(5_000);
    expect(log).not.toContain('waits');
  });
});

describe('aborting', () => {
  test('before asking uses nothing', async () => {
    const { clock, pacer, log, call } = setUpPacing();
    const answer = await pacer.acquire(requestOf([of(calls, 2)], { signal: AbortSignal.abort() }));
    expect(answer).toBe('aborted');
    void call('a', [of(calls, 2)]);
    await clock.advance(0);
    expect(log).toEqual(['a at 0']);
  });

  test('while waiting uses nothing, and lets those behind go', async () => {
    const { clock, log, call } = setUpPacing();
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
    const { clock, log, call } = setUpPacing();
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
    const { clock, log, call } = setUpPacing();
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    void call('a', [of(calls, 2)]);
    for (let i = 0; i < 50; i += 1) {
      void call('waits', [of(calls)], { signal: controller.signal, maxWaitMs: 900_000 });
    }
    await clock.advance(5_500);
    // One for all that still wait.
    expect(listeners.now).toBe(1);
    controller.abort();
    await clock.advance(0);
    expect(log.filter((line) => line.includes('aborted'))).toHaveLength(40);
    expect(listeners.now).toBe(0);
    expect(clock.pending).toBe(0);
  });
});
