import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { readEnvelope } from './wire.ts';

// The same rules as schemas, which is how they were written first: slower, and nothing else may differ.
const integer = z.pipe(
  z.union([z.int(), z.string().check(z.regex(/^-?\d{1,15}$/))]),
  z.transform((value) => Number(value)),
);
const name = z.pipe(
  z.union([z.string(), z.int()]),
  z.transform((value) => String(value)),
);

function detail<Schema extends z.ZodMiniType>(schema: Schema) {
  return z.catch(z.optional(schema), undefined);
}

const schema = z.object({
  ErrorCode: integer,
  ActionStatus: z.nullish(z.string()),
  ErrorInfo: detail(z.string()),
  MsgKey: detail(name),
  MsgTime: detail(integer),
  MsgSeq: detail(name),
  MsgDropReason: z.optional(z.unknown()),
  ErrorList: z.optional(z.unknown()),
  TaskId: detail(name),
  FailAccounts: z.optional(z.unknown()),
});

const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('', '0', '-7', '1234567890123456', 0, 1.5, null, undefined),
);

test('whatever JSON comes, it is read as a schema with the same rules reads it', () => {
  const reply = fc.record(
    {
      ErrorCode: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(0, '0', 90012, -3) }, odd),
      ActionStatus: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('OK', 'FAIL', '') }, odd),
      ErrorInfo: odd,
      MsgKey: odd,
      MsgTime: odd,
      MsgSeq: odd,
      MsgDropReason: odd,
      ErrorList: odd,
      TaskId: odd,
      FailAccounts: odd,
    },
    { requiredKeys: ['ErrorCode'] },
  );
  fc.assert(
    fc.property(fc.oneof({ weight: 9, arbitrary: reply }, odd), (json) => {
      const { data } = schema.safeParse(json);
      expect(readEnvelope(json)).toEqual(data && { ...data, ActionStatus: data.ActionStatus ?? undefined });
    }),
    { numRuns: 3_000 },
  );
});
