import { median } from '../statistics.ts';

/** The vendors' window, in milliseconds. */
export const windowMs = 1_000;

/**
 * Calls a second. Calls come in bursts, one for each window; so what counts is how long it takes until as many came as fit
 * into one.
 *
 * @param arrivals when calls came, in milliseconds, in order
 */
export function rateOf(arrivals: readonly number[], capacity: number): number {
  const windows = Math.floor(arrivals.length / capacity) - 1;
  const spans = Array.from({ length: arrivals.length - windows * capacity }, (_, index) => {
    return (arrivals[index + windows * capacity] ?? Number.NaN) - (arrivals[index] ?? Number.NaN);
  });
  return (windows * capacity * 1_000) / median(spans);
}

/** The most calls that came within any window. @param arrivals when calls came, in milliseconds, in order */
export function mostWithin(arrivals: readonly number[]): number {
  let [most, first] = [0, 0];
  for (const [index, at] of arrivals.entries()) {
    while ((arrivals[first] ?? at) <= at - windowMs) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
