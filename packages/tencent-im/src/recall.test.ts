import { createProblem, type MessageRef } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import { attemptInfo, batchesOf, bodyOf, createAdapter, planContext, read } from './__fixtures__/support.ts';

const ref = (fields: Partial<MessageRef> = {}): MessageRef => ({
  version: 1,
  vendor: 'tencentIm',
  app: '1400000000',
  conversation: 'direct',
  from: 'u1',
  to: 'u2',
  messageId: '12_34_1751450000',
  sequence: '12',
  ...fields,
});
const inGroup = (
  sequence: string | undefined,
  to = 'grp-42',
  conversation: MessageRef['conversation'] = 'group',
) => ref({ conversation, to, sequence, messageId: undefined });
const plan = () => createAdapter().plan.recall?.(planContext()) ?? expect.unreachable();
const callsOf = (refs: readonly MessageRef[]) => batchesOf(plan(), refs).flatMap(({ call }) => call ?? []);
const callOf = (...refs: readonly MessageRef[]) => callsOf(refs)[0] ?? expect.unreachable();

describe('messages are taken back', () => {
  test('a direct one by its MsgKey and both users, at any time again', () => {
    const call = callOf(ref());
    expect(bodyOf(call)).toBe('{"From_Account":"u1","To_Account":"u2","MsgKey":"12_34_1751450000"}');
    expect(call).toMatchObject({
      endpoint: 'v4/openim/admin_msgwithdraw',
      count: 1,
      costs: [
        { limit: { name: 'v4/openim/admin_msgwithdraw calls', capacity: 200, windowMs: 1_000 }, units: 1 },
      ],
      dedupWindowMs: Number.POSITIVE_INFINITY,
      timeoutMs: 10_000,
    });
    expect(call.describe()).toEqual(JSON.parse(bodyOf(call)));
  });

  test('those of a batch each in a call of its own, though they share a MsgKey', () => {
    const calls = callsOf(['u2', 'u3', 'u4'].map((to) => ref({ to })));
    expect(calls.map((call) => JSON.parse(bodyOf(call)))).toEqual(
      ['u2', 'u3', 'u4'].map((To_Account) => ({
        From_Account: 'u1',
        To_Account,
        MsgKey: '12_34_1751450000',
      })),
    );
  });

  test('those of one group together, up to ten', () => {
    const refs = Array.from({ length: 12 }, (_, index) => inGroup(String(index + 1)));
    const calls = callsOf(refs);
    expect(calls.map(({ endpoint, count }) => [endpoint, count])).toEqual([
      ['v4/group_open_http_svc/group_msg_recall', 10],
      ['v4/group_open_http_svc/group_msg_recall', 2],
    ]);
    expect(bodyOf(callOf(inGroup('18'), inGroup('99')))).toBe(
      '{"GroupId":"grp-42","MsgSeqList":[{"MsgSeq":18},{"MsgSeq":99}]}',
    );
  });

  test('those of a topic by its group and itself: their numbers are the topic’s own', () => {
    expect(bodyOf(callOf(inGroup('18', '@TGS#_big@TOPIC#_a')))).toBe(
      '{"GroupId":"@TGS#_big","TopicId":"@TGS#_big@TOPIC#_a","MsgSeqList":[{"MsgSeq":18}]}',
    );
  });

  test('one that is named twice, as by another sender, in calls of its own', () => {
    const twice = [inGroup('5'), { ...inGroup('5'), from: 'u9' }, inGroup('6')];
    expect(batchesOf(plan(), twice).map(({ items }) => items.map(({ id }) => id))).toEqual([
      ['5'],
      ['5', '6'],
    ]);
  });

  test('those of several conversations in the order of the list', () => {
    const refs = [inGroup('1'), inGroup('2'), inGroup('1', 'grp-7'), ref(), inGroup('5', 'live', 'room')];
    expect(batchesOf(plan(), refs).map(({ taken, unlistedMeans }) => [taken, unlistedMeans])).toEqual([
      [2, 'unconfirmed'],
      [1, 'unconfirmed'],
      [1, 'accepted'],
      [1, 'unconfirmed'],
    ]);
  });

  test.each([
    ['a direct one without its MsgKey', ref({ messageId: undefined }), 'messageId'],
    ['a direct one by an id of another form', ref({ messageId: '144115233406643804' }), 'messageId'],
    ['a direct one by a MsgKey of 51 characters', ref({ messageId: `1_2_${'3'.repeat(47)}` }), 'messageId'],
    ['one of a group without its number', inGroup(undefined), 'sequence'],
    ['one of a group with digits that would get lost', inGroup('9033112000000000001'), 'sequence'],
  ])('never %s', (_what, bad, field) => {
    expect(plan().next([bad])).toMatchObject({
      taken: 1,
      refused: [{ index: 0, problem: { code: 'invalid_message', effect: 'not_sent', field } }],
      items: [],
    });
  });
});

const envelope = { ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 };
const refusal = (ErrorCode: number) => ({ ActionStatus: 'FAIL', ErrorInfo: '', ErrorCode });
const lines = ({
  value,
  problem,
}: ReturnType<
  typeof read<{
    accepted: readonly { id: string }[];
    failed: readonly { id: string; problem: { code: string; effect: string } }[];
    shared?: object;
  }>
>) => [
  ...(value?.accepted ?? []).map(({ id }) => `${id}: accepted`),
  ...(value?.failed ?? []).map(({ id, problem: own }) => `${id}: ${own.code} ${own.effect}`),
  ...(problem ? [`others: ${problem.code} ${problem.effect}`] : []),
];

describe('a reply to the recall of a direct message', () => {
  test.each([
    ['success', envelope, []],
    ['no such message', refusal(20022), ['others: not_found rejected']],
    ['taken back already', refusal(20023), ['others: conflict rejected']],
    ['a bad key', refusal(90054), ['others: invalid_message rejected']],
    ['no administrator', refusal(90009), ['others: permission_denied rejected']],
    ['an internal fault', refusal(91000), ['others: vendor_unavailable unknown']],
    ['too fast', refusal(60007), ['others: rate_limited rejected']],
    ['no envelope', '<html>', ['others: bad_reply unknown']],
  ])('that says "%s" is read as $2', (_what, reply, expected) => {
    expect(lines(read(callOf(ref()), reply))).toEqual(expected);
  });

  test.each([
    ['unknown', []],
    ['rejected', ['others: conflict rejected']],
  ] as const)(
    'that says "taken back already" after an attempt whose effect is %s is read as %j',
    (effect, expected) => {
      const earlier = [createProblem({ code: 'timeout', effect, transient: true, message: 'no answer' })];
      expect(lines(read(callOf(ref()), refusal(20023), attemptInfo({ earlier })))).toEqual(expected);
    },
  );

  test('asks for a new signature', () => {
    expect(read(callOf(ref()), refusal(70001)).refused).toBe('signature');
  });
});

describe('a reply to the recall of messages of a group', () => {
  const two = () => callOf(inGroup('18'), inGroup('99'));

  test.each([
    [
      'one is there and one is not',
      {
        ...envelope,
        RecallRetList: [
          { MsgSeq: 18, RetCode: 0 },
          { MsgSeq: 99, RetCode: 10030 },
        ],
      },
      ['18: accepted', '99: not_found rejected'],
    ],
    [
      'one is too old, one cannot be recalled',
      {
        ...envelope,
        RecallRetList: [
          { MsgSeq: 18, RetCode: 10031 },
          { MsgSeq: 99, RetCode: 10032 },
        ],
      },
      ['18: conflict rejected', '99: unsupported rejected'],
    ],
    [
      'a number as a string',
      { ...envelope, RecallRetList: [{ MsgSeq: '18', RetCode: '0' }] },
      ['18: accepted'],
    ],
    ['nothing of them', envelope, ['others: bad_reply unknown']],
    ['what cannot be read', { ...envelope, RecallRetList: [{ MsgSeq: 18 }] }, ['others: bad_reply unknown']],
    ['no such group', refusal(10010), ['others: not_found rejected']],
    ['switched off', refusal(10041), ['others: permission_denied rejected']],
  ])('that says "%s" is read as $2', (_what, reply, expected) => {
    expect(lines(read(two(), reply))).toEqual(expected);
  });

  test('that says "cannot be recalled" after an unclear attempt is no success: no code of a group means "already"', () => {
    const earlier = [
      createProblem({ code: 'timeout', effect: 'unknown', transient: true, message: 'no answer' }),
    ];
    const reply = { ...envelope, RecallRetList: [{ MsgSeq: 18, RetCode: 10032 }] };
    expect(lines(read(callOf(inGroup('18')), reply, attemptInfo({ earlier })))).toEqual([
      '18: unsupported rejected',
    ]);
  });
});
