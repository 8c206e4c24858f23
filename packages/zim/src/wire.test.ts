import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { readEnvelope } from './wire.ts';

// The same rules as a schema, which is how they were written first: slower, and nothing else may differ.
const anything = z.optional(z.unknown());
const code = z.union([z.int(), z.string().check(z.regex(/^-?\d{1,15}$/))]);
const userId = z.nullish(z.union([z.string().check(z.minLength(1)), z.int()]));
const entry = z
  .object({
    UserId: userId,
    UserID: userId,
    SubCode: z.optional(z.catch(z.nullish(code), undefined)),
    SubMessage: anything,
    MsgId: anything,
    MsgSeq: anything,
  })
  .check(z.refine(({ UserId, UserID }) => (UserId ?? UserID ?? undefined) !== undefined));
const list = z.nullish(z.array(entry));
const audits = z.array(z.object({ Index: anything, Reason: anything }));
const schema = z.object({
  Code: code,
  Message: anything,
  RequestId: anything,
  ErrorList: list,
  SuccList: list,
  SuccessList: list,
  AuditInfos: z.optional(z.catch(z.nullish(audits), undefined)),
  MsgId: anything,
  MsgSeq: anything,
});

function bySchema(json: unknown): unknown {
  const { data } = schema.safeParse(json);
  if (!data) return undefined;
  const { Code, Message, RequestId, AuditInfos, MsgId, MsgSeq } = data;
  const entriesOf = (entries: typeof data.ErrorList) =>
    (entries ?? []).map(({ UserId, UserID, SubCode, SubMessage, MsgId, MsgSeq }) => ({
      userId: String(UserId ?? UserID),
      SubCode: SubCode === undefined || SubCode === null ? undefined : Number(SubCode),
      SubMessage,
      MsgId,
      MsgSeq,
    }));
  return {
    Code: Number(Code),
    Message,
    RequestId,
    ErrorList: entriesOf(data.ErrorList),
    SuccList: entriesOf(data.SuccList),
    SuccessList: entriesOf(data.SuccessList),
    AuditInfos: AuditInfos ?? [],
    MsgId,
    MsgSeq,
  };
}

test('whatever JSON comes, it is read as a schema with the same rules reads it', () => {
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('', '0', '-7', '1234567890123456', 0, 1.5, null, undefined),
  );
  const member = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record(
        { UserId: fc.oneof(fc.string({ minLength: 1 }), odd), UserID: odd, SubCode: odd, MsgId: odd },
        { requiredKeys: ['UserId'] },
      ),
    },
    odd,
  );
  const members = fc.oneof({ weight: 6, arbitrary: fc.array(member, { maxLength: 3 }) }, odd);
  const auditList = fc.oneof(
    fc.array(fc.oneof(fc.record({ Index: odd, Reason: odd }, { requiredKeys: [] }), odd), { maxLength: 2 }),
    odd,
  );
  const reply = fc.record(
    {
      Code: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(0, '0', 7, -3) }, odd),
      Message: odd,
      RequestId: odd,
      ErrorList: members,
      SuccList: members,
      SuccessList: members,
      AuditInfos: auditList,
      MsgId: odd,
      MsgSeq: odd,
    },
    { requiredKeys: ['Code'] },
  );
  fc.assert(
    fc.property(fc.oneof({ weight: 9, arbitrary: reply }, odd), (json) => {
      const read = readEnvelope(json) as Record<string, unknown> | undefined;
      const expected = bySchema(json) as typeof read;
      // The audits that are read keep what else stands in them, which nobody looks at.
      const known = read && { ...read, AuditInfos: schema.shape.AuditInfos.parse(read.AuditInfos) };
      expect(known).toEqual(expected);
    }),
    { numRuns: 3_000 },
  );
});
