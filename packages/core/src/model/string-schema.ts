import * as z from 'zod/mini';

/** A text that UTF-8 can carry. Half of a surrogate pair would reach the recipient as another character. */
export const stringSchema = /* @__PURE__ */ wellFormed();

/** A text with at least one character. */
export const filledStringSchema = /* @__PURE__ */ filled();

function wellFormed() {
  return z.string().check(
    z.refine((value: string) => value.isWellFormed(), {
      error: 'must be well-formed Unicode: it holds half of a surrogate pair',
    }),
  );
}

function filled() {
  return wellFormed().check(z.minLength(1));
}
