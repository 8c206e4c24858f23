import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

describe('backoffMs', () => {
  const policy = { baseDelayMs: 200, maxDelayMs: 5_000 };
  const largest = 2 ** 32 - 1;

  test.each([
    [1, 200],
    [2, 400],
    [3, 800],
    [5, 3_200],
    [6, 5_000],
    [60, 5_000],
  ])('before repeat %i at most %i ms', (attempt, longest) => {
    expect(backoffMs(policy, attempt, largest, undefined)).toBe(longest);
    expect(backoffMs(policy, attempt, 2 ** 31, undefined)).toBe(longest / 2);
    expect(backoffMs(policy, attempt, 0, undefined)).toBe(0);
  });

  test('is never less than the vendor asked for', () => {
    const arguments_ = fc.tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 0, max: largest }));
    fc.assert(
      fc.property(arguments_, fc.nat(10_000), ([attempt, random], retryAfterMs) => {
        expect(backoffMs(policy, attempt, random, retryAfterMs)).toBeGreaterThanOrEqual(retryAfterMs);
      }),
    );
  });
});
