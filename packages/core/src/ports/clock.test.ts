import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SimulatedClock } from '../testing/simulated-clock.ts';
import { countListeners } from '../testing/watched-signal.ts';
import { sleep, systemClock } from './clock.ts';

describe('sleep', () => {
  test('ends after its time', async () => {
    const clock = new SimulatedClock();
    const start = clock.now();
    expect(await clock.finish(sleep(clock, 1_500))).toBe(true);
    expect(clock.now() - start).toBe(1_500);
  });

  test('ends early when it is aborted, and leaves no timer and no listener', async () => {
    const clock = new SimulatedClock();
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    clock.schedule(() => controller.abort(), 100);
    const start = clock.now();
    expect(await clock.finish(sleep(clock, 1_500, controller.signal))).toBe(false);
    expect(clock.now() - start).toBe(100);
    expect(clock.pending).toBe(0);
    expect(await clock.finish(sleep(clock, 1_500, new AbortController().signal))).toBe(true);
    const calm = new AbortController().signal;
    const calmListeners = countListeners(calm);
    await clock.finish(sleep(clock, 10, calm));
    expect([listeners.now <= 1, calmListeners.now]).toEqual([true, 0]);
  });

  test('does not begin where it is aborted already', async () => {
    const clock = new SimulatedClock();
    expect(await sleep(clock, 1_500, AbortSignal.abort())).toBe(false);
    expect(clock.scheduled).toBe(0);
  });
});

describe('systemClock', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1_750_000_000_000 }));
  afterEach(() => void vi.useRealTimers());

  test('tells the time and calls back after it', () => {
    const called: number[] = [];
    systemClock.schedule(() => called.push(systemClock.now()), 250);
    vi.advanceTimersByTime(249);
    expect(called).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(called).toEqual([1_750_000_000_250]);
  });

  test('calls back no more once it is cancelled', () => {
    const cancel = systemClock.schedule(() => expect.unreachable(), 250);
    cancel();
    cancel();
    vi.advanceTimersByTime(1_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([
    [-5, 0],
    [2 ** 31, 2 ** 31 - 1],
    [Number.POSITIVE_INFINITY, 2 ** 31 - 1],
  ])('a delay of %d becomes one that a timer can hold', (delayMs, expected) => {
    const called = vi.fn();
    systemClock.schedule(called, delayMs);
    if (expected > 0) vi.advanceTimersByTime(expected - 1);
    expect(called).not.toHaveBeenCalled();
    vi.advanceTimersByTime(Math.min(1, expected));
    expect(called).toHaveBeenCalledOnce();
  });
});
