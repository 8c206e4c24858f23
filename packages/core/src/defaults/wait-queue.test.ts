import { describe, expect, test } from 'vitest';
import type { Cost } from '../ports/pacer.ts';
import { earliest, queueNameOf, type Waiter, WaitQueue } from './wait-queue.ts';

const cost = (name: string, units: number): Cost => ({
  limit: { name, capacity: 10, windowMs: 1_000, kind: 'rate', source: 'test' },
  units,
});
const waiter = (turn: number, ...costs: readonly Cost[]): Waiter => ({ turn, costs, end: () => {} });

describe('Lane', () => {
  test('keeps the order and counts the units', () => {
    const first = waiter(1, cost('calls', 1), cost('recipients', 100));
    const second = waiter(2, cost('calls', 1), cost('recipients', 30));
    const lane = new WaitQueue(first.costs);
    lane.add(first);
    lane.add(second);
    expect(lane.limits).toEqual(['calls', 'recipients']);
    expect(lane.first).toBe(first);
    expect(lane.unitsOf('recipients')).toBe(130);
    lane.delete(first);
    lane.delete(first);
    expect(lane.first).toBe(second);
    expect(lane.unitsOf('recipients')).toBe(30);
    expect(lane.unitsOf('other')).toBe(0);
    lane.delete(second);
    expect(lane.first).toBeUndefined();
    expect(lane.unitsOf('calls')).toBe(0);
  });
});

test('calls with the same limits share a lane', () => {
  expect(queueNameOf([cost('a', 1), cost('b', 2)])).toBe(queueNameOf([cost('a', 3), cost('b', 4)]));
  expect(queueNameOf([cost('a', 1)])).not.toBe(queueNameOf([cost('a', 1), cost('b', 1)]));
});

test('the earliest lane is the one whose first call came first', () => {
  const lanes = [5, 3, 4].map((turn) => {
    const lane = new WaitQueue([cost(`limit ${turn}`, 1)]);
    lane.add(waiter(turn, cost(`limit ${turn}`, 1)));
    return lane;
  });
  expect(earliest([new WaitQueue([]), ...lanes])).toBe(lanes[1]);
  expect(earliest([])).toBeUndefined();
});
