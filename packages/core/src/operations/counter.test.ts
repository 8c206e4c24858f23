import { expect, test } from 'vitest';
import { SimulatedClock } from '../testing/simulated-clock.ts';
import { counterOf } from './counter.ts';

test('numbers grow with the clock, by one within a millisecond, and not back with it', async () => {
  const clock = new SimulatedClock();
  const counter = counterOf(clock);
  const first = counter();
  expect(first).toBe(clock.now());
  expect(counter()).toBe(first + 1);
  await clock.advance(1_000);
  expect(counter()).toBe(first + 1_000);
  clock.set(-5_000);
  expect(counter()).toBe(first + 1_001);
});

test('chats that share a clock count together, others apart', () => {
  const clock = new SimulatedClock();
  const first = counterOf(clock)();
  expect(counterOf(clock)()).toBe(first + 1);
  expect(counterOf(new SimulatedClock())()).toBe(first);
});
