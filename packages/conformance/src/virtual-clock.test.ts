import { expect, test } from 'vitest';
import { VirtualClock } from './virtual-clock.ts';

const pause = (clock: VirtualClock, delayMs: number) =>
  new Promise<number>((resolve) => {
    clock.schedule(() => resolve(clock.now()), delayMs);
  });

test('jumps from timer to timer, in their order', async () => {
  const clock = new VirtualClock(1_000);
  const order: number[] = [];
  const both = Promise.all([
    pause(clock, 86_400_000).then((at) => order.push(at)),
    pause(clock, 5).then((at) => order.push(at)),
  ]);
  await clock.run(both);
  expect(order).toEqual([1_005, 86_401_000]);
  expect(clock.now()).toBe(86_401_000);
  expect(clock.monotonic()).toBe(86_401_000);
});

test('does not run what was cancelled, nor more than the promise needs', async () => {
  const clock = new VirtualClock(0);
  clock.schedule(() => {
    throw new Error('cancelled');
  }, 1)();
  clock.schedule(() => {
    throw new Error('too late to matter');
  }, 100);
  await clock.run(pause(clock, 10));
  expect(clock.now()).toBe(10);
});

test('hands on what the promise rejects with', async () => {
  await expect(new VirtualClock(0).run(Promise.reject(new Error('no')))).rejects.toThrow('no');
});
