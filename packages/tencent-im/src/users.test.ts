import { describe, expect, test } from 'vitest';
import { bodyOf, createAdapter, createContext, slicesOf, userCallsOf } from './__fixtures__/adapter.ts';
import { fixture, reply } from './__fixtures__/reply.ts';
import { commands } from './commands.ts';
import { readImportReply } from './users.ts';

const users = (count: number) => Array.from({ length: count }, (_, index) => ({ userId: `user${index}` }));

describe('imports', () => {
  test('one user', () => {
    const [call] = userCallsOf([{ userId: 'u3', name: 'Three', avatarUrl: 'https://x.example/3.png' }]);
    expect(call).toMatchObject({
      endpoint: 'v4/im_open_login_svc/account_import',
      recipients: ['u3'],
      unlistedMeans: 'accepted',
      dedupWindowMs: Number.POSITIVE_INFINITY,
      costs: [{ limit: { capacity: 200, windowMs: 1_000 }, units: 1 }],
    });
    expect(call?.body()).toBe('{"UserID":"u3","Nick":"Three","FaceUrl":"https://x.example/3.png"}');
  });

  test('several users', () => {
    const [call] = userCallsOf([{ userId: 'u4' }, { userId: 'u5', name: 'Five' }]);
    expect(call).toMatchObject({
      endpoint: 'v4/im_open_login_svc/multiaccount_import',
      recipients: ['u4', 'u5'],
      unlistedMeans: 'accepted',
      dedupWindowMs: Number.POSITIVE_INFINITY,
      costs: [{ limit: { capacity: 100, windowMs: 1_000 }, units: 1 }],
    });
    expect(call?.body()).toBe('{"AccountList":[{"UserID":"u4"},{"UserID":"u5","Nick":"Five"}]}');
  });

  test.each([
    [100, [100]],
    [101, [100, 1]],
    [250, [100, 100, 50]],
  ])('%i users, 100 a call', (count, sizes) => {
    const calls = userCallsOf(users(count));
    expect(calls.map(({ recipients }) => recipients.length)).toEqual(sizes);
    expect(calls.flatMap(({ recipients }) => recipients)).toEqual(users(count).map(({ userId }) => userId));
  });

  test('a bad profile is refused where it stands', () => {
    const plan = createAdapter().planUsers(createContext());
    expect(plan.warnings).toEqual([]);
    const [slice] = slicesOf(plan, [
      { userId: 'u1' },
      { userId: '名' },
      { userId: 'x'.repeat(33) },
      { userId: 'u2', name: '名'.repeat(167) },
      { userId: 'u3', avatarUrl: `https://x.example/${'x'.repeat(500)}` },
    ]);
    expect(slice?.taken).toBe(5);
    // One is left, so it goes alone.
    expect(slice?.call).toMatchObject({ endpoint: commands.importAccount, recipients: ['u1'] });
    expect(slice?.refused.map(({ userId, problem }) => [userId, problem.field, problem.limit])).toEqual([
      ['名', 'userId', undefined],
      ['x'.repeat(33), 'userId', { max: 32, unit: 'bytes', actual: 33 }],
      ['u2', 'name', { max: 500, unit: 'bytes', actual: 501 }],
      ['u3', 'avatarUrl', { max: 500, unit: 'bytes', actual: 518 }],
    ]);
  });

  test('nobody good makes no call', () => {
    const [slice] = slicesOf(createAdapter().planUsers(createContext()), [{ userId: '' }]);
    expect(slice).toMatchObject({ taken: 1, refused: [{ userId: '', problem: { field: 'userId' } }] });
    expect(slice).not.toHaveProperty('call');
  });

  test('an empty name is sent: it may be meant to take one away', () => {
    expect(bodyOf(userCallsOf([{ userId: 'u1', name: '' }])[0])).toEqual({ UserID: 'u1', Nick: '' });
  });
});

describe('the reply', () => {
  const many = commands.importAccounts;
  const unclear = expect.objectContaining({ code: 'bad_reply', effect: 'unknown', retryable: true });
  const noReason = {
    code: 'vendor_error',
    effect: 'rejected',
    retryable: false,
    message: `Tencent IM refused a user of ${many} and gave no reason`,
    vendor: { name: 'tencentIm' },
  };

  test('of a partial failure, which looks like success', () => {
    expect(readImportReply(fixture('multiaccount-import-partial'), many)).toEqual({
      accepted: [],
      failed: [{ userId: 'u5', problem: noReason }],
    });
  });

  test.each<[name: string, body: unknown, reading: unknown]>([
    ['success', { ActionStatus: 'OK', ErrorCode: 0 }, { accepted: [], failed: [] }],
    ['an empty list', { ErrorCode: 0, FailAccounts: [] }, { accepted: [], failed: [] }],
    ['a null list', { ErrorCode: 0, FailAccounts: null }, { accepted: [], failed: [] }],
    [
      'a name as a number',
      { ErrorCode: 0, FailAccounts: [5] },
      { accepted: [], failed: [{ userId: '5', problem: noReason }] },
    ],
    ['no list', { ErrorCode: 0, FailAccounts: 'u5' }, { problem: unclear, accepted: [], failed: [] }],
    // It may be anybody's.
    [
      'a name that is none',
      { ErrorCode: 0, FailAccounts: ['u5', {}] },
      { problem: unclear, accepted: [], failed: [{ userId: 'u5', problem: noReason }] },
    ],
    [
      'SomeError, which imports do not know',
      { ActionStatus: 'SomeError', ErrorCode: 0 },
      { problem: unclear, accepted: [], failed: [] },
    ],
    [
      'OK with a code',
      { ActionStatus: 'OK', ErrorCode: 70402 },
      { problem: unclear, accepted: [], failed: [] },
    ],
    ['an array', [], { problem: unclear, accepted: [], failed: [] }],
    [
      'no room for more accounts',
      { ActionStatus: 'FAIL', ErrorCode: 70398 },
      {
        problem: expect.objectContaining({ code: 'quota_exhausted', effect: 'rejected' }),
        accepted: [],
        failed: [],
      },
    ],
    [
      'deleted less than three months ago',
      { ActionStatus: 'FAIL', ErrorCode: 70399 },
      {
        problem: expect.objectContaining({ code: 'conflict', effect: 'rejected' }),
        accepted: [],
        failed: [],
      },
    ],
    [
      'a timeout inside',
      { ActionStatus: 'FAIL', ErrorCode: 70202 },
      { problem: expect.objectContaining({ effect: 'unknown', retryable: true }), accepted: [], failed: [] },
    ],
    [
      'a refused signature',
      { ActionStatus: 'FAIL', ErrorCode: 70009 },
      {
        problem: expect.objectContaining({ code: 'unauthenticated', effect: 'rejected' }),
        accepted: [],
        failed: [],
        signatureRefused: true,
      },
    ],
  ])('%s', (_name, body, reading) => {
    expect(readImportReply(reply(body), many)).toEqual(reading);
    const [call] = userCallsOf(users(2));
    expect(call?.read(reply(body))).toEqual(reading);
  });
});
