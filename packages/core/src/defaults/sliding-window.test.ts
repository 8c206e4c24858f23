import { describe, expect, test } from 'vitest';
import type { Limit } from '../ports/pacer.ts';
import { SlidingWindow } from './sliding-window.ts';

const limit: Limit = {
  name: 'calls',
  capacity: 10,
  windowMs: 1_000,
  kind: 'rate',
  countedBy: 'app',
  source: 'test',
};
const start = 5_000;

function windowWith(...ended: readonly (readonly [units: number, at: number])[]): SlidingWindow {
  const window = new SlidingWindow();
  for (const [units, at] of ended) {
    window.take(units);
    window.end(limit, units, at);
  }
  return window;
}

describe('waitMs', () => {
  test.each([
    ['an empty window is free', [], 10, start, 0],
    ['as many as are left fit', [[7, start]], 3, start, 0],
    ['one more waits for the end of the window', [[7, start]], 4, start, 1_000],
    ['one millisecond before, they are not free', [[10, start]], 1, start + 999, 1],
    ['one window after the end they are', [[10, start]], 1, start + 1_000, 0],
    [
      'waits only for as many as are needed',
      [
        [4, start],
        [6, start + 300],
      ],
      4,
      start + 400,
      600,
    ],
    [
      'waits for the second where the first is too little',
      [
        [4, start],
        [6, start + 300],
      ],
      5,
      start + 400,
      900,
    ],
    ['more than the capacity waits for an empty window', [[1, start]], 25, start + 100, 900],
    ['and goes when it is empty', [[1, start]], 25, start + 1_000, 0],
  ] as const)('%s', (_, ended, units, now, expected) => {
    expect(windowWith(...ended).waitMs(limit, units, now)).toBe(expected);
  });

  test('what is in flight comes free one window after its end, so at least one window from now', () => {
    const window = windowWith([4, start]);
    window.take(6);
    expect(window.waitMs(limit, 4, start + 500)).toBe(500);
    expect(window.waitMs(limit, 5, start + 500)).toBe(1_000);
    window.end(limit, 6, start + 700);
    expect(window.waitMs(limit, 5, start + 1_100)).toBe(600);
  });

  test('a refund frees the units at once', () => {
    const window = new SlidingWindow();
    window.take(10);
    window.refund(10);
    expect(window.waitMs(limit, 10, start)).toBe(0);
    expect(window.isIdle(start)).toBe(true);
  });

  test('a call worth five windows keeps the limit busy for five windows', () => {
    const window = windowWith([50, start]);
    expect(window.waitMs(limit, 1, start + 1)).toBe(4_999);
    expect(window.isIdle(start + 4_999)).toBe(false);
    expect(window.isIdle(start + 5_000)).toBe(true);
  });

  test('what a smaller share holds for longer does not hold back what another share used later', () => {
    const tenth = { ...limit, capacity: 1 };
    const window = new SlidingWindow();
    window.take(5);
    window.end(tenth, 5, start);
    window.take(5);
    window.end(limit, 5, start + 100);
    expect(window.waitMs(limit, 5, start + 200)).toBe(900);
    expect(window.waitMs(limit, 5, start + 1_100)).toBe(0);
    expect(window.waitMs(limit, 10, start + 1_100)).toBe(3_900);
  });

  test('forgets what has expired, however much there was', () => {
    const window = new SlidingWindow();
    for (let call = 0; call < 10_000; call += 1) {
      const now = start + call * 100;
      expect(window.waitMs(limit, 1, now)).toBe(0);
      window.take(1);
      window.end(limit, 1, now);
    }
    expect(window.isIdle(start + 10_000 * 100 + 1_000)).toBe(true);
  });
});

describe('waitBehindMs', () => {
  test.each([
    ['nobody ahead', 1, 0, 0],
    ['both fit', 5, 5, 0],
    ['one call ahead takes all that is left', 1, 10, 1_000],
    ['two windows of calls ahead', 1, 20, 2_000],
    ['exactly two windows with it', 10, 10, 1_000],
    ['one that is worth three windows ahead', 1, 30, 3_000],
    ['one that is larger than the capacity needs one empty window, not many', 50, 1, 1_000],
  ] as const)('%s', (_, units, ahead, expected) => {
    expect(new SlidingWindow().waitBehindMs(limit, units, ahead, start)).toBe(expected);
  });

  test('counts what is in use', () => {
    expect(windowWith([8, start]).waitBehindMs(limit, 1, 2, start + 250)).toBe(750);
    expect(windowWith([8, start]).waitBehindMs(limit, 1, 12, start + 250)).toBe(1_750);
  });
});

describe('slowDown', () => {
  /** How many single units fit into an empty window now. */
  function capacityOf(window: SlidingWindow, now: number): number {
    let units = 0;
    while (units < 1_000 && window.waitMs(limit, 1, now) === 0) {
      window.take(1);
      units += 1;
    }
    for (let taken = 0; taken < units; taken += 1) window.refund(1);
    return units;
  }

  test('halves, down to a sixteenth', () => {
    const window = new SlidingWindow();
    const capacities = [];
    for (let refusals = 0; refusals < 6; refusals += 1) {
      window.slowDown({ ...limit, capacity: 160 }, start);
      const big = { ...limit, capacity: 160 };
      let units = 0;
      while (window.waitMs(big, 1, start) === 0) {
        window.take(1);
        units += 1;
      }
      capacities.push(units);
      for (let taken = 0; taken < units; taken += 1) window.refund(1);
    }
    expect(capacities).toEqual([80, 40, 20, 10, 10, 10]);
  });

  test('recovers by a quarter each window, and no further than the capacity', () => {
    const window = new SlidingWindow();
    window.slowDown(limit, start);
    expect([0, 1_000, 2_000, 3_000, 4_000, 60_000].map((later) => capacityOf(window, start + later))).toEqual(
      [5, 6, 7, 9, 10, 10],
    );
  });

  test('a call that is larger than the slowed capacity still goes into an empty window', () => {
    const window = new SlidingWindow();
    window.slowDown(limit, start);
    expect(window.waitMs(limit, 10, start)).toBe(0);
    window.take(1);
    expect(window.waitMs(limit, 10, start)).toBe(1_000);
  });
});
