import { expect, test } from 'vitest';
import { randomUint32 } from './random.ts';

test('draws unsigned 32-bit integers that use all their bits and do not come again', () => {
  const drawn = Array.from({ length: 2_000 }, randomUint32);
  expect(drawn.every((value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32)).toBe(true);
  expect(new Set(drawn).size).toBeGreaterThan(1_990);
  expect(drawn.reduce((bits, value) => (bits | value) >>> 0, 0)).toBe(2 ** 32 - 1);
});
