import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EmulatorClock } from './emulator-clock.ts';

let clock: EmulatorClock;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  clock = new EmulatorClock();
});
afterEach(() => {
  clock.close();
  vi.useRealTimers();
});

test('runs with the machine, ahead by what was added', () => {
  clock.advance(5000);
  vi.advanceTimersByTime(10);
  expect(clock.now()).toBe(1_005_010);
  expect(clock.seconds()).toBe(1005);
  clock.reset();
  expect(clock.now()).toBe(1_000_010);
});

test.each([Number.NaN, -1, Number.POSITIVE_INFINITY])('cannot be moved by %d', (milliseconds) => {
  expect(() => clock.advance(milliseconds)).toThrow(RangeError);
});

test('runs timers when their time has passed or was skipped, in their order', () => {
  const fired: [string, number][] = [];
  clock.schedule(300, () => fired.push(['late', clock.now()]));
  clock.schedule(100, () => {
    fired.push(['early', clock.now()]);
    clock.schedule(50, () => fired.push(['started on the way', clock.now()]));
  });
  clock.schedule(900, () => fired.push(['later still', clock.now()]));
  clock.advance(500);
  expect(fired).toEqual([
    ['early', 1_000_100],
    ['started on the way', 1_000_150],
    ['late', 1_000_300],
  ]);
  vi.advanceTimersByTime(399);
  expect(fired).toHaveLength(3);
  vi.advanceTimersByTime(1);
  expect(fired).toHaveLength(4);
});

test('a timer that was cancelled never runs', () => {
  const run = vi.fn();
  clock.schedule(100, run).cancel();
  clock.advance(200);
  vi.advanceTimersByTime(200);
  expect(run).not.toHaveBeenCalled();
});

test('stands still when frozen, and its timers with it', () => {
  const run = vi.fn();
  clock.schedule(100, run);
  clock.freeze();
  vi.advanceTimersByTime(1000);
  expect(clock.now()).toBe(1_000_000);
  expect(run).not.toHaveBeenCalled();
  clock.advance(60);
  clock.reset();
  expect(clock.now()).toBe(1_001_000);
  vi.advanceTimersByTime(39);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledOnce();
});
