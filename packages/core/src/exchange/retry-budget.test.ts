import { describe, expect, test } from 'vitest';
import { createRetryBudget, type RetryBudget } from './retry-budget.ts';

/** How many repeats a budget allows in a row, a thousand at most. */
function drawAll(budget: RetryBudget): number {
  let repeats = 0;
  while (repeats < 1_000 && budget.draw()) repeats += 1;
  return repeats;
}

describe('a retry budget', () => {
  test.each([
    [undefined, 500],
    [{ repeats: 3 }, 3],
    [{ repeats: 0 }, 0],
    [{ repeats: 2.5 }, 2],
    [{ repeats: Number.NaN }, 0],
  ])('with the options %j holds %d repeats when it is full, which it is at first', (options, expected) => {
    expect(drawAll(createRetryBudget(options))).toBe(expected);
  });

  test.each([
    [undefined, 5],
    [0.5, 2],
    [1, 1],
    [0, Number.POSITIVE_INFINITY],
  ])('with refill %d allows one repeat more after %d calls that went well', (refill, calls) => {
    const budget = createRetryBudget({ repeats: 10, refill });
    drawAll(budget);
    let wentWell = 0;
    while (wentWell < 100 && !budget.draw()) {
      budget.refill();
      wentWell += 1;
    }
    expect(wentWell).toBe(Math.min(calls, 100));
  });

  test('holds no more than when it was full, however many calls go well', () => {
    const budget = createRetryBudget({ repeats: 3 });
    for (let call = 0; call < 1_000; call += 1) budget.refill();
    expect(drawAll(budget)).toBe(3);
  });

  test('that was refused a repeat loses nothing by it', () => {
    const budget = createRetryBudget({ repeats: 1, refill: 0.5 });
    drawAll(budget);
    budget.refill();
    expect(budget.draw()).toBe(false);
    budget.refill();
    expect(budget.draw()).toBe(true);
  });
});
