import type { CallResult, VendorCall } from '@polychat/core/adapter';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callsOf, planBroadcast, userCallsOf } from './__fixtures__/adapter.ts';

const content = { type: 'text', text: 'Hello' } as const;
const to = ['alice', 'bob', 'ghost'];
const calls: readonly VendorCall[] = [
  ...callsOf({ content }, ['alice']),
  ...callsOf({ content }, to),
  planBroadcast({ content, audience: 'online' }).call(),
  ...userCallsOf([{ userId: 'alice' }]),
  ...userCallsOf(to.map((userId) => ({ userId }))),
];

/** JSON that looks like a reply more often than chance would have it. */
const code = fc.oneof(
  fc.constantFrom<unknown>(0, '0', 70001, 70107, 90012, 91000, false, null, -1, 2 ** 60),
  fc.jsonValue(),
);
const name = fc.oneof(fc.constantFrom<unknown>(...to, 'stranger', 5), fc.jsonValue());
const status = fc.oneof(fc.constantFrom<unknown>('OK', 'FAIL', 'SomeError', '', null), fc.jsonValue());
const list = fc.oneof(
  fc.array(fc.oneof(fc.record({ To_Account: name, ErrorCode: code }, { requiredKeys: [] }), name)),
  fc.jsonValue(),
);
const likeReplies = fc.record(
  {
    ActionStatus: status,
    ErrorCode: code,
    ErrorInfo: fc.jsonValue(),
    ErrorList: list,
    FailAccounts: list,
    MsgKey: fc.oneof(fc.constant<unknown>('1_2_1751500001'), fc.jsonValue()),
    MsgTime: fc.jsonValue(),
    TaskId: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const texts = fc.oneof(
  likeReplies.map((body) => JSON.stringify(body)),
  fc.json(),
  fc.string(),
  fc.uint8Array().map((bytes) => new TextDecoder().decode(bytes)),
);
const statuses = fc.oneof({ weight: 9, arbitrary: fc.constant(200) }, { weight: 1, arbitrary: fc.integer() });

test('whatever comes back, every reader gives a sane reading and never throws', () => {
  fc.assert(
    fc.property(statuses, texts, fc.constantFrom(...calls), (httpStatus, text, call) => {
      const reading = call.read({ status: httpStatus, text });
      expectSane(reading);
      const saysZero = codeIn(text) === 0;
      // Nobody is accepted without the code of success, at status 200.
      if (!reading.problem) expect([httpStatus, saysZero]).toEqual([200, true]);
      // Nobody certainly failed by a reply that says success.
      if (reading.problem && saysZero) expect(reading.problem.effect).toBe('unknown');
      if (reading.signatureRefused) {
        expect(reading.failed).toEqual([]);
        expect(reading.problem).toMatchObject({ code: 'unauthenticated', effect: 'rejected' });
      }
    }),
    { numRuns: 3_000 },
  );
});

function codeIn(text: string): number | undefined {
  try {
    const { ErrorCode } = JSON.parse(text);
    return ErrorCode === 0 || (typeof ErrorCode === 'string' && /^-?0+$/.test(ErrorCode)) ? 0 : undefined;
  } catch {
    return undefined;
  }
}

function expectSane({ problem, accepted, failed, shared }: CallResult): void {
  expect(accepted).toEqual([]);
  for (const one of [...failed.map((refused) => refused.problem), ...(problem ? [problem] : [])]) {
    expect(one.effect).not.toBe('not_sent');
    expect(Object.isFrozen(one)).toBe(true);
    expect(JSON.parse(JSON.stringify(one))).toEqual(one);
  }
  for (const { userId } of failed) expect(typeof userId).toBe('string');
  const { messageId, sequence, sentAt, taskId } = shared ?? {};
  for (const text of [messageId, sequence, taskId]) expect(text === undefined || text !== '').toBe(true);
  expect(sentAt === undefined || (Number.isSafeInteger(sentAt) && sentAt > 0)).toBe(true);
}
