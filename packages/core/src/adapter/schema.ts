import * as z from 'zod/mini';

/**
 * What an adapter checks its options, its own fields and its replies with: functions of zod (`zod/mini`) under their
 * own names, but for `withDefault` (`_default`). An adapter may as well use a zod of its own. These are there with core already, so that nothing
 * of zod is loaded or bundled twice.
 */
export const schema = {
  array: z.array,
  boolean: z.boolean,
  discriminatedUnion: z.discriminatedUnion,
  enum: z.enum,
  int: z.int,
  literal: z.literal,
  looseObject: z.looseObject,
  nullish: z.nullish,
  number: z.number,
  object: z.object,
  optional: z.optional,
  record: z.record,
  strictObject: z.strictObject,
  string: z.string,
  union: z.union,
  unknown: z.unknown,
  withDefault: z._default,
  // Checks.
  maximum: z.maximum,
  maxLength: z.maxLength,
  minimum: z.minimum,
  minLength: z.minLength,
  refine: z.refine,
} as const;
