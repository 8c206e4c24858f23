import { filledStringSchema, once, utf8Length } from '@polychat/core/adapter';
import * as z from 'zod/mini';
import { maxTagBytes, maxTags } from './limits.ts';

/**
 * Whom of all users a broadcast reaches: by tags or by attributes, not by both. Where both lists of a kind are
 * given, a user must satisfy both.
 */
export type BroadcastCondition =
  | { readonly tagsOr?: readonly string[]; readonly tagsAnd?: readonly string[] }
  | {
      readonly attrsOr?: Readonly<Record<string, string>>;
      readonly attrsAnd?: Readonly<Record<string, string>>;
    };

const short = () =>
  filledStringSchema.check(
    z.refine((value: string) => utf8Length(value) <= maxTagBytes, {
      error: `must be at most ${maxTagBytes} bytes long`,
    }),
  );
const tags = () => z.optional(z.array(short()).check(z.minLength(1), z.maxLength(maxTags)));
const attributes = () =>
  z.optional(
    z.record(short(), short()).check(
      z.refine((record: object) => Object.keys(record).length > 0, { error: 'must not be empty' }),
      // An app has ten attributes.
      z.refine((record: object) => Object.keys(record).length <= maxTags, {
        error: `must hold at most ${maxTags} attributes`,
      }),
    ),
  );

export const conditionSchema = once(() =>
  z.strictObject({ tagsOr: tags(), tagsAnd: tags(), attrsOr: attributes(), attrsAnd: attributes() }).check(
    z.refine((condition) => Object.values(condition).some((list) => list !== undefined), {
      error: 'must hold tags or attributes',
    }),
    z.refine(({ tagsOr, tagsAnd, attrsOr, attrsAnd }) => !((tagsOr || tagsAnd) && (attrsOr || attrsAnd)), {
      error: 'must not hold tags and attributes together',
    }),
    z.refine(({ tagsOr = [], tagsAnd = [] }) => !tagsOr.some((tag) => tagsAnd.includes(tag)), {
      error: 'must not hold the same tag in tagsOr and tagsAnd',
    }),
  ),
);

/** `Condition` of a request. */
export function conditionToWire(
  condition: z.output<ReturnType<typeof conditionSchema>>,
): Record<string, unknown> {
  return {
    TagsOr: condition.tagsOr,
    TagsAnd: condition.tagsAnd,
    AttrsOr: condition.attrsOr,
    AttrsAnd: condition.attrsAnd,
  };
}
