import type { Clock } from '../ports/clock.ts';

/** The counters of all chats that share a clock: two chats of one app order their messages together. */
const counters = new WeakMap<Clock, () => number>();

/**
 * Counts upwards along the clock in milliseconds, so that the numbers of several processes order well too. Two calls in
 * one millisecond get two numbers, and a clock that is set back does not bring an old one back.
 */
export function counterOf(clock: Clock): () => number {
  const counter = counters.get(clock) ?? createCounter(clock);
  counters.set(clock, counter);
  return counter;
}

function createCounter(clock: Clock): () => number {
  let last = -1;
  return () => {
    last = Math.max(last + 1, Math.floor(clock.now()));
    return last;
  };
}
