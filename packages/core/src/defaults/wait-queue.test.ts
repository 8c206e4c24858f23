import { describe, expect, test } from 'vitest';
import type { PacedCost } from '../ports/pacer.ts';
import { calls, of } from '../testing/pacing.ts';
import { earliest, queueNameOf, type Waiter, WaitQueue } from './wait-queue.ts';

const cost = (name: string, units: number): PacedCost => ({
  ...of({ ...calls, name }, units),
  counter: name,
});
const waiter = (turn: number, ...costs: readonly PacedCost[]): Waiter => ({ turn, costs, end: () => {} });

describe('a wait queue', () => {
  test('keeps the order and counts the units', () => {
    const first = waiter(1, cost('calls', 1), cost('recipients', 100));
    const second = waiter(2, cost('calls', 1), cost('recipients', 30));
    const queue = new WaitQueue(first.costs);
    queue.add(first);
    queue.add(second);
    expect(queue.counters).toEqual(['calls', 'recipients']);
    expect(queue.first).toBe(first);
    expect(queue.unitsOf('recipients')).toBe(130);
    queue.delete(first);
    queue.delete(first);
    expect(queue.first).toBe(second);
    expect(queue.unitsOf('recipients')).toBe(30);
    expect(queue.unitsOf('other')).toBe(0);
    queue.delete(second);
    expect(queue.first).toBeUndefined();
    expect(queue.unitsOf('calls')).toBe(0);
  });
});

test('calls with the same counters share a queue', () => {
  expect(queueNameOf([cost('a', 1), cost('b', 2)])).toBe(queueNameOf([cost('a', 3), cost('b', 4)]));
  expect(queueNameOf([cost('a', 1)])).not.toBe(queueNameOf([cost('a', 1), cost('b', 1)]));
});

test('the earliest queue is the one whose first call came first', () => {
  const queues = [5, 3, 4].map((turn) => {
    const queue = new WaitQueue([cost(`counter ${turn}`, 1)]);
    queue.add(waiter(turn, cost(`counter ${turn}`, 1)));
    return queue;
  });
  expect(earliest([new WaitQueue([]), ...queues])).toBe(queues[1]);
  expect(earliest([])).toBeUndefined();
});
