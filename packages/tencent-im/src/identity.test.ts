import { describe, expect, test } from 'vitest';
import { createSequence, deriveIdentity } from './identity.ts';

describe('createSequence', () => {
  test('follows the clock, and rises also when the clock stands still or goes back', () => {
    const next = createSequence();
    expect([next(1_000), next(1_000), next(999), next(2_000.7), next(2_000)]).toEqual([
      1_000, 1_001, 1_002, 2_000, 2_001,
    ]);
  });

  test('has 32 bits, and begins again after them', () => {
    const next = createSequence();
    const end = 400 * 2 ** 32;
    expect([next(end - 2), next(end - 2)]).toEqual([2 ** 32 - 2, 2 ** 32 - 1]);
    // 0 might count as absent.
    expect(next(end - 2)).toBe(1);
    expect(next(end + 5)).toBe(5);
  });

  test('starts above 0', () => {
    expect(createSequence()(0)).toBe(1);
  });
});

describe('deriveIdentity', () => {
  test('gives two 32-bit numbers, the same for the same parts, in any process', () => {
    // printf '["direct","key"]' | sha256sum begins with e7cabf03 6901139a.
    expect(deriveIdentity('direct', 'key')).toEqual({ sequence: 0xe7cabf03, random: 0x6901139a });
    for (let part = 0; part < 100; part += 1) {
      for (const number of Object.values(deriveIdentity(String(part)))) {
        expect(Number.isInteger(number)).toBe(true);
        expect(number).toBeGreaterThanOrEqual(0);
        expect(number).toBeLessThan(2 ** 32);
      }
    }
  });

  test.each([
    [
      ['a', 'bc'],
      ['ab', 'c'],
    ],
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
    [['a'], ['a', '']],
    [['a","b'], ['a', 'b']],
  ])('%j and %j differ', (one, other) => {
    expect(deriveIdentity(...one)).not.toEqual(deriveIdentity(...other));
  });
});
