import { createProblem, type MessageRef } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import { attemptInfo, bodyOf, createAdapter, read, summarize } from './__fixtures__/support.ts';

const context = { now: () => 0, random: () => 1, counter: () => 1, items: 1 };
const ref = (fields: Partial<MessageRef> = {}): MessageRef => ({
  version: 1,
  vendor: 'zim',
  app: '2000000001',
  conversation: 'direct',
  from: 'ana',
  to: 'bo',
  messageId: '9033112000000000001',
  sequence: '17',
  ...fields,
});
const plan = () => createAdapter().plan.recall?.(context) ?? expect.unreachable();
const batchOf = (...refs: readonly MessageRef[]) => plan().next(refs);
const callOf = (fields: Partial<MessageRef> = {}) => batchOf(ref(fields)).call ?? expect.unreachable();

describe('a message is taken back', () => {
  test.each([
    ['direct', 'RevokePeerMessage', '{"FromUserId":"ana","MsgSeq":17,"ToUserId":"bo"}'],
    ['group', 'RevokeGroupMessage', '{"FromUserId":"ana","MsgSeq":17,"GroupId":"bo"}'],
    ['room', 'RevokeRoomMessage', '{"FromUserId":"ana","MsgSeq":17,"RoomId":"bo"}'],
  ] as const)('in a conversation of the kind %s by %s', (conversation, endpoint, body) => {
    const call = callOf({ conversation });
    expect(bodyOf(call)).toBe(body);
    expect(call).toMatchObject({
      endpoint,
      purpose: 'send',
      count: 1,
      costs: [
        { limit: { name: `${endpoint} calls`, capacity: 20, windowMs: 1_000, countedBy: 'app' }, units: 1 },
      ],
      dedupWindowMs: Number.POSITIVE_INFINITY,
    });
    expect(call.describe()).toEqual(JSON.parse(body));
  });

  test('each in a call of its own', () => {
    expect(plan()).toMatchObject({ maxItems: 1, problems: [], unsupported: [], warnings: [] });
    expect(batchOf(ref(), ref({ sequence: '18' }))).toMatchObject({
      taken: 1,
      refused: [],
      items: [{ index: 0, id: '17' }],
      unlistedMeans: 'accepted',
    });
  });

  test.each([
    ['without a sequence', undefined],
    ['with a sequence that is no number', 'x'],
    ['with a sequence of 0', '0'],
    ['with digits that would get lost', '9033112000000000001'],
  ])('never %s: ZIM knows it by nothing else', (_what, sequence) => {
    const batch = batchOf(ref({ sequence }));
    expect(batch.call).toBeUndefined();
    expect(batch.refused).toMatchObject([
      { index: 0, problem: { code: 'invalid_message', field: 'sequence' } },
    ]);
  });
});

describe('a reply to a recall', () => {
  test.each([
    ['success', { Code: 0, Message: 'success', RequestId: '512340098771203383' }, []],
    ['no such message', { Code: 660000022 }, ['others: not_found rejected']],
    ['taken back already', { Code: 660000023 }, ['others: conflict rejected']],
    ['too late', { Code: 660000024 }, ['others: conflict rejected']],
    ['not the sender', { Code: 660000026 }, ['others: permission_denied rejected']],
    ['rooms are not stored', { Code: 660000027 }, ['others: permission_denied rejected']],
    ['no such group', { Code: 660600001 }, ['others: not_found rejected']],
    ['too fast', { Code: 660300005 }, ['others: rate_limited rejected']],
    ['a wrong parameter', { Code: 660000002 }, ['others: invalid_message rejected']],
    ['a signature that has ended', { Code: 100000004 }, ['others: unauthenticated rejected']],
    ['no envelope', '<html>', ['others: bad_reply unknown']],
  ])('that says "%s" is read as $2', (_what, reply, expected) => {
    expect(summarize(read(callOf(), reply))).toEqual(expected);
  });

  test('keeps the id of the request', () => {
    const reply = { Code: 0, Message: 'success', RequestId: '512340098771203383' };
    expect(read(callOf(), reply).value).toEqual({
      accepted: [],
      failed: [],
      shared: { requestId: '512340098771203383' },
    });
  });

  const after = (effect: 'unknown' | 'rejected') =>
    attemptInfo({
      earlier: [createProblem({ code: 'timeout', effect, transient: true, message: 'no answer' })],
    });

  test.each([
    ['unknown', []],
    ['rejected', ['others: conflict rejected']],
  ] as const)(
    'that says "taken back already" after an attempt whose effect is %s is read as %j',
    (effect, expected) => {
      expect(summarize(read(callOf(), { Code: 660000023 }, after(effect)))).toEqual(expected);
    },
  );

  test('asks for a new signature, or for less speed of this action', () => {
    expect(read(callOf(), { Code: 100000004 }).refused).toBe('signature');
    expect(read(callOf(), { Code: 660300005 }).tooFast).toEqual({
      limits: ['RevokePeerMessage calls'],
      counted: true,
    });
  });
});
