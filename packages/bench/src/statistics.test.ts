import { expect, test } from 'vitest';
import { estimate, median, ratios } from './statistics.ts';

test.each([
  { values: [3], middle: 3 },
  { values: [9, 1, 5], middle: 5 },
  { values: [4, 1, 2, 3], middle: 2.5 },
  { values: [10, 9, 100], middle: 10 },
])('the median of $values is $middle', ({ values, middle }) => {
  expect(median(values)).toBe(middle);
});

test('an estimate bounds the middle half', () => {
  expect(estimate([50, 10, 40, 20, 30])).toEqual({ median: 30, low: 20, high: 40 });
});

test('no measurement has no median', () => {
  expect(median([])).toBeNaN();
});

test('each value is divided by the one of its own turn', () => {
  expect(ratios([2, 9], [4, 3])).toEqual([0.5, 3]);
});
