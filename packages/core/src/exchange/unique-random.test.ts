import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createUniqueRandom, uniqueRandomUint32 } from './unique-random.ts';

test('no number of a process comes twice in a million draws, and all are unsigned 32-bit integers', () => {
  const seen = new Uint8Array(2 ** 29);
  let repeats = 0;
  let strange = 0;
  for (let draw = 0; draw < 1_000_000; draw += 1) {
    const value = uniqueRandomUint32();
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32) strange += 1;
    const byte = Math.floor(value / 8);
    const bit = 1 << (value % 8);
    if ((seen[byte] ?? 0) & bit) repeats += 1;
    seen[byte] = (seen[byte] ?? 0) | bit;
  }
  expect([repeats, strange]).toEqual([0, 0]);
});

test('whatever the keys, numbers do not repeat, and are spread over all 32 bits', () => {
  fc.assert(
    fc.property(fc.uint32Array({ minLength: 6, maxLength: 6 }), (keys) => {
      const random = createUniqueRandom(keys);
      const drawn = Array.from({ length: 5_000 }, random);
      expect(new Set(drawn).size).toBe(drawn.length);
      const above = drawn.filter((value) => value >= 2 ** 31).length;
      expect(Math.abs(above - 2_500)).toBeLessThan(500);
    }),
    { numRuns: 20 },
  );
});

test('the same keys give the same numbers, other keys others', () => {
  const firstOf = (key: number) =>
    Array.from({ length: 4 }, createUniqueRandom(new Uint32Array(6).fill(key)));
  expect(firstOf(1)).toEqual(firstOf(1));
  expect(firstOf(1)).not.toEqual(firstOf(2));
});
