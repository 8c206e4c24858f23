import { expect, test } from 'vitest';
import { EventClock } from './event-clock.ts';
import { randomFrom } from './random.ts';

test('runs timers in the order of their moments, and those of one moment in the order in which they were set', async () => {
  const clock = new EventClock();
  const random = randomFrom(1);
  const ran: string[] = [];
  const set = Array.from({ length: 500 }, (_, place) => ({ place, at: Math.floor(random() * 50) }));
  for (const { place, at } of set) clock.schedule(() => ran.push(`${at} ${place}`), at);
  await clock.runUntil(100);
  const inOrder = set.toSorted((one, other) => one.at - other.at || one.place - other.place);
  expect(ran).toEqual(inOrder.map(({ at, place }) => `${at} ${place}`));
});

test('runs no timer that was cancelled or that is due later, and stands at the end', async () => {
  const clock = new EventClock();
  const ran: string[] = [];
  const cancel = clock.schedule(() => ran.push('cancelled'), 5);
  clock.schedule(() => ran.push('later'), 11);
  clock.schedule(cancel, 1);
  await clock.runUntil(10);
  expect([ran, clock.monotonic()]).toEqual([[], 10]);
});

test('lets what follows from a timer happen before the next one', async () => {
  const clock = new EventClock();
  const ran: string[] = [];
  clock.schedule(async () => {
    for (let turn = 0; turn < 20; turn += 1) await null;
    ran.push(`first at ${clock.monotonic()}`);
  }, 1);
  clock.schedule(() => ran.push('second'), 2);
  await clock.runUntil(3);
  expect(ran).toEqual(['first at 1', 'second']);
});
