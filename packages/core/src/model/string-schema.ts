import * as z from 'zod/mini';

/** A text that UTF-8 can carry. Half of a surrogate pair would reach the recipient as another character. */
export const stringSchema = z.string().check(
  z.refine((value: string) => value.isWellFormed(), {
    error: 'must be well-formed Unicode: it holds half of a surrogate pair',
  }),
);

/** A text with at least one character. */
export const filledStringSchema = stringSchema.check(z.minLength(1));
