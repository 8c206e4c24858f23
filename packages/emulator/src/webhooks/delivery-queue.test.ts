import { afterEach, expect, test } from 'vitest';
import { EmulatorClock } from '../world/emulator-clock.ts';
import { DeliveryQueue } from './delivery-queue.ts';

const clock = new EmulatorClock();
afterEach(() => clock.reset());

/** Deliveries that end when the test says so. */
function deliveries() {
  const log: string[] = [];
  const ends: (() => void)[] = [];
  const make = (name: string, bytes = 1) => ({
    bytes,
    run: () =>
      new Promise<void>((resolve) => {
        log.push(name);
        ends.push(resolve);
      }),
    drop: () => log.push(`${name} dropped`),
  });
  return { log, make, endOne: () => ends.shift()?.() };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('runs so many at once, and the others in their order', async () => {
  const { log, make, endOne } = deliveries();
  const queue = new DeliveryQueue(clock, 2);
  for (const name of ['a', 'b', 'c', 'd']) queue.add(make(name));
  expect([log, queue.waiting]).toEqual([['a', 'b'], 2]);
  let settled = false;
  const end = queue.settled().then(() => {
    settled = true;
  });
  for (const expected of ['c', 'd']) {
    endOne();
    await turn();
    expect(log.at(-1)).toBe(expected);
  }
  endOne();
  await turn();
  expect(settled).toBe(false);
  endOne();
  await end;
  expect(log).toEqual(['a', 'b', 'c', 'd']);
});

test('lets a repeat wait for its time, and settles without it', async () => {
  clock.freeze();
  const { log, make, endOne } = deliveries();
  const queue = new DeliveryQueue(clock);
  queue.add(make('later'), clock.now() + 2000);
  await queue.settled();
  clock.advance(1999);
  expect([log, queue.waiting]).toEqual([[], 1]);
  clock.advance(1);
  expect([log, queue.waiting]).toEqual([['later'], 0]);
  endOne();
  await queue.settled();
});

test('drops repeats first, and then what stands longest in line', () => {
  clock.freeze();
  const { log, make } = deliveries();
  const queue = new DeliveryQueue(clock, 1, 2);
  queue.add(make('running'));
  queue.add(make('repeat'), clock.now() + 2000);
  for (const name of ['a', 'b', 'c']) queue.add(make(name));
  expect([log, queue.waiting]).toEqual([['running', 'repeat dropped', 'a dropped'], 2]);
  clock.advance(10_000);
  expect(log).not.toContain('repeat');
});

test('drops the oldest of what waits when it holds too many bytes, but never the only one', () => {
  clock.freeze();
  const { log, make } = deliveries();
  const queue = new DeliveryQueue(clock, 1, 100, 1000);
  queue.add(make('running', 5000));
  queue.add(make('only one', 5000));
  expect([log, queue.waiting]).toEqual([['running'], 1]);
  queue.add(make('a', 600));
  queue.add(make('b', 400));
  expect([log, queue.waiting]).toEqual([['running', 'only one dropped'], 2]);
  queue.add(make('c', 1));
  expect([log.at(-1), queue.waiting]).toEqual(['a dropped', 2]);
});

test('forgets what waits', () => {
  clock.freeze();
  const { log, make } = deliveries();
  const queue = new DeliveryQueue(clock, 1);
  queue.add(make('running'));
  queue.add(make('in line'));
  queue.add(make('later'), clock.now() + 1);
  queue.clear();
  clock.advance(10);
  expect([log, queue.waiting]).toEqual([['running'], 0]);
});
