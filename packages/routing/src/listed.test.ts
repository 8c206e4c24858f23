import { expect, test } from 'vitest';
import { listed } from './listed.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `c${index + 1}`);

test.each([
  [1, 'c1'],
  [3, 'c1, c2, c3'],
  [10, 'c1, c2, c3, c4, c5, c6, c7, c8, c9, c10'],
  [11, 'c1, c2, c3, c4, c5, c6, c7, c8, c9, c10 and 1 more'],
  [200, 'c1, c2, c3, c4, c5, c6, c7, c8, c9, c10 and 190 more'],
])('of %i names the first ten are told, and how many more there are', (count, expected) => {
  expect(listed(names(count))).toBe(expected);
});
