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
    window.end(limit, window.take(limit, units, at), at);
  }
  return window;
}

describe('the time until units are free', () => {
  test.each([
    ['an empty window is free', [], 10, start, 0],
    ['as many units as are left are free now', [[7, start]], 3, start, 0],
    ['one unit more waits for the end of the window', [[7, start]], 4, start, 1_000],
    ['one millisecond before the end of the window units are not free', [[10, start]], 1, start + 999, 1],
    ['one window after the end of the call its units are free', [[10, start]], 1, start + 1_000, 0],
    [
      'waits only for as many units as are needed',
      [
        [4, start],
        [6, start + 300],
      ],
      4,
      start + 400,
      600,
    ],
    [
      'waits for the second call where the units of the first are too few',
      [
        [4, start],
        [6, start + 300],
      ],
      5,
      start + 400,
      900,
    ],
    ['more than the capacity waits for an empty window', [[1, start]], 25, start + 100, 900],
    ['more than the capacity goes when the window is empty', [[1, start]], 25, start + 1_000, 0],
  ] as const)('%s', (_, ended, units, now, expected) => {
    expect(windowWith(...ended).waitMs(limit, units, now)).toBe(expected);
  });

  test('what is in flight comes free one window after its end, so at least one window from now', () => {
    const window = windowWith([4, start]);
    const held = window.take(limit, 6, start);
    expect(window.waitMs(limit, 4, start + 500)).toBe(500);
    expect(window.waitMs(limit, 5, start + 500)).toBe(1_000);
    window.end(limit, held, start + 700);
    expect(window.waitMs(limit, 5, start + 1_100)).toBe(600);
  });

  test('a refund frees the units at once', () => {
    const window = new SlidingWindow();
    window.refund(window.take(limit, 10, start));
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
    window.end(tenth, window.take(tenth, 5, start), start);
    window.end(limit, window.take(limit, 5, start), start + 100);
    expect(window.waitMs(limit, 5, start + 200)).toBe(900);
    expect(window.waitMs(limit, 5, start + 1_100)).toBe(0);
    expect(window.waitMs(limit, 10, start + 1_100)).toBe(3_900);
  });

  test('forgets what has expired, however much there was', () => {
    const window = new SlidingWindow();
    for (let call = 0; call < 10_000; call += 1) {
      const now = start + call * 100;
      expect(window.waitMs(limit, 1, now)).toBe(0);
      window.end(limit, window.take(limit, 1, now), now);
    }
    expect(window.isIdle(start + 10_000 * 100 + 1_000)).toBe(true);
  });
});

describe('the time until units are free behind calls that wait', () => {
  test.each([
    ['is 0 with nobody ahead', 1, 0, 0],
    ['is 0 where the units ahead and its own fit', 5, 5, 0],
    ['is one window where a call ahead takes all that is left', 1, 10, 1_000],
    ['is two windows behind two windows of calls', 1, 20, 2_000],
    ['is one window where the units ahead fill exactly the first', 10, 10, 1_000],
    ['is three windows behind a call that is worth three windows', 1, 30, 3_000],
    ['is one window for a call above the capacity, which needs one empty window and not many', 50, 1, 1_000],
  ] as const)('%s', (_, units, ahead, expected) => {
    expect(new SlidingWindow().waitBehindMs(limit, units, ahead, start)).toBe(expected);
  });

  test('counts the units that are in use', () => {
    expect(windowWith([8, start]).waitBehindMs(limit, 1, 2, start + 250)).toBe(750);
    expect(windowWith([8, start]).waitBehindMs(limit, 1, 12, start + 250)).toBe(1_750);
  });
});

describe('with a bound on the jitter of the network', () => {
  test('units come free one window and the bound after they were taken, whenever the call ends', () => {
    const window = new SlidingWindow(40);
    const held = window.take(limit, 10, start);
    expect(window.waitMs(limit, 1, start + 100)).toBe(940);
    window.end(limit, held, start + 600);
    expect(window.waitMs(limit, 1, start + 700)).toBe(340);
    expect(window.waitMs(limit, 10, start + 1_040)).toBe(0);
    expect(window.isIdle(start + 1_040)).toBe(true);
  });

  test('a refund frees the units at once, and nothing once they have come free', () => {
    const window = new SlidingWindow(40);
    const early = window.take(limit, 4, start);
    window.refund(early);
    expect(window.waitMs(limit, 10, start)).toBe(0);
    const late = window.take(limit, 4, start);
    expect(window.isIdle(start + 1_040)).toBe(true);
    window.refund(late);
    expect(window.isIdle(start + 1_040)).toBe(true);
    expect(window.waitMs(limit, 10, start + 1_040)).toBe(0);
  });
});

describe('a limit slowed down', () => {
  /** How many single units fit into an empty window now. */
  function capacityOf(window: SlidingWindow, now: number, of = limit): number {
    const held = [];
    while (held.length < 1_000 && window.waitMs(of, 1, now) === 0) held.push(window.take(of, 1, now));
    for (const units of held) window.refund(units);
    return held.length;
  }

  test('is halved at most once a second, down to a sixteenth', () => {
    const window = new SlidingWindow();
    const big = { ...limit, capacity: 160 };
    const capacities = [0, 1, 2, 3, 4, 20].map((step) => {
      const now = start + step * 1_000;
      window.slowDown(now);
      return capacityOf(window, now, big);
    });
    // Between two steps, one second, it recovers by the root of two; after sixteen seconds it had recovered.
    expect(capacities).toEqual([80, 56, 40, 28, 20, 80]);
    for (let step = 0; step < 30; step += 1) window.slowDown(start + 20_000 + step * 1_000);
    expect(capacityOf(window, start + 49_000, big)).toBe(10);
  });

  test('is halved once for a burst of refusals', () => {
    const window = new SlidingWindow();
    for (let refusal = 0; refusal < 10; refusal += 1) window.slowDown(start + refusal);
    expect(capacityOf(window, start + 10)).toBe(5);
  });

  test.each([1_000, 60_000])(
    'the full speed is back within ten seconds of the last refusal, also for a window of %d ms',
    (windowMs) => {
      const of = { ...limit, windowMs };
      const window = new SlidingWindow();
      const last = start + 100_000;
      for (let now = start; now <= last; now += 500) window.slowDown(now);
      expect(capacityOf(window, last, of)).toBeLessThan(3);
      expect(capacityOf(window, last + 10_000, of)).toBe(10);
    },
  );

  test('the wait for the next unit is as long as the recovery needs, not as long as the window', () => {
    const minute = { ...limit, windowMs: 60_000 };
    const window = new SlidingWindow();
    const held = window.take(minute, 5, start);
    window.end(minute, held, start);
    window.slowDown(start);
    // Half of ten is in use; six of ten are allowed again after 2 s * log2(0.6 / 0.5).
    expect(window.waitMs(minute, 1, start)).toBe(527);
    expect(window.waitMs(minute, 1, start + 527)).toBe(0);
    expect(window.waitMs(minute, 5, start)).toBe(2_000);
  });

  test('a call that is larger than the slowed capacity still goes into an empty window', () => {
    const window = new SlidingWindow();
    window.slowDown(start);
    expect(window.waitMs(limit, 10, start)).toBe(0);
    window.take(limit, 1, start);
    expect(window.waitMs(limit, 10, start)).toBe(1_000);
  });
});
