import * as z from 'zod';

/** How much the vendor takes in a stretch of time, from 1; `Infinity` lifts the limit. */
export const rateSchema = z.union([z.int().min(1), z.literal(Number.POSITIVE_INFINITY)], {
  error: 'must be a whole number of at least 1, or Infinity',
});
