import { filledStringSchema, once, schema, utf8Length } from '@polychat/core/adapter';
import type { output } from 'zod/mini';
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
    schema.refine((value: string) => utf8Length(value) <= maxTagBytes, {
      error: `must be at most ${maxTagBytes} bytes long`,
    }),
  );
const tags = () =>
  schema.optional(schema.array(short()).check(schema.minLength(1), schema.maxLength(maxTags)));
const attributes = () =>
  schema.optional(
    schema.record(short(), short()).check(
      schema.refine((record: object) => Object.keys(record).length > 0, { error: 'must not be empty' }),
      // An app has ten attributes.
      schema.refine((record: object) => Object.keys(record).length <= maxTags, {
        error: `must hold at most ${maxTags} attributes`,
      }),
    ),
  );

export const conditionSchema = once(() =>
  schema
    .strictObject({ tagsOr: tags(), tagsAnd: tags(), attrsOr: attributes(), attrsAnd: attributes() })
    .check(
      schema.refine((condition) => Object.values(condition).some((list) => list !== undefined), {
        error: 'must hold tags or attributes',
      }),
      schema.refine(
        ({ tagsOr, tagsAnd, attrsOr, attrsAnd }) => !((tagsOr || tagsAnd) && (attrsOr || attrsAnd)),
        {
          error: 'must not hold tags and attributes together',
        },
      ),
      schema.refine(({ tagsOr = [], tagsAnd = [] }) => !tagsOr.some((tag) => tagsAnd.includes(tag)), {
        error: 'must not hold the same tag in tagsOr and tagsAnd',
      }),
    ),
);

/** `Condition` of a request. */
export function conditionToWire(
  condition: output<ReturnType<typeof conditionSchema>>,
): Record<string, unknown> {
  return {
    TagsOr: condition.tagsOr,
    TagsAnd: condition.tagsAnd,
    AttrsOr: condition.attrsOr,
    AttrsAnd: condition.attrsAnd,
  };
}
