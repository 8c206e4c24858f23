import { SimulatedClock } from '@polychat/core/testing';
import { expect, test } from 'vitest';

const pause = (clock: SimulatedClock, delayMs: number) =>
  new Promise<number>((resolve) => {
    clock.schedule(() => resolve(clock.now()), delayMs);
  });

test('begins where it is told, and stands still', () => {
  expect(new SimulatedClock(1_000).now()).toBe(1_000);
  expect(new SimulatedClock().now()).toBe(1_750_000_000_000);
});

test('moves from timer to timer in their order, and each sees its own time', async () => {
  const clock = new SimulatedClock(0);
  const later = pause(clock, 20);
  const sooner = pause(clock, 5);
  await clock.advance(100);
  expect([await later, await sooner, clock.now()]).toEqual([20, 5, 100]);
});

test('goes no further than the promise needs, and runs nothing that was cancelled', async () => {
  const clock = new SimulatedClock(0);
  const run: string[] = [];
  clock.schedule(() => run.push('cancelled'), 1)();
  clock.schedule(() => run.push('too late'), 100);
  await clock.finish(pause(clock, 10));
  expect(clock.now()).toBe(10);
  expect(run).toEqual([]);
});

test('waits a while for what has no timer, such as a socket', async () => {
  const clock = new SimulatedClock();
  const real = new Promise((resolve) => setTimeout(() => resolve('came'), 20));
  expect(await clock.finish(real)).toBe('came');
});

test('says so when a promise settles no more within the time', async () => {
  const clock = new SimulatedClock();
  await expect(clock.finish(pause(clock, 3_600_001))).rejects.toThrow(
    'nothing is scheduled within 3600000 ms',
  );
  expect(await clock.finish(pause(clock, 86_400_000), 86_400_000)).toBe(clock.now());
});

test('hands on what the promise rejects with', async () => {
  await expect(new SimulatedClock().finish(Promise.reject(new Error('no')))).rejects.toThrow('no');
});

test('a wall clock that is set, or a machine that slept, runs no timer', async () => {
  const clock = new SimulatedClock(0);
  const before = clock.monotonic();
  const waiting = pause(clock, 10);
  clock.set(-5);
  expect([clock.now(), clock.monotonic() - before]).toEqual([-5, 0]);
  clock.stall(50);
  expect([clock.now(), clock.monotonic() - before, clock.pending]).toEqual([45, 50, 1]);
  await clock.advance(0);
  // The timer that is late runs now, and time does not go back to it.
  expect(await waiting).toBe(45);
});
