import type { Clock } from '../ports/clock.ts';

/**
 * Counts upwards along the clock in milliseconds, so that the numbers of several processes order well too. Two calls in
 * one millisecond get two numbers, and a clock that is set back does not bring an old one back.
 */
export function createCounter(clock: Clock): () => number {
  let last = -1;
  return () => {
    last = Math.max(last + 1, Math.floor(clock.now()));
    return last;
  };
}
