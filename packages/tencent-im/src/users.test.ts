import { describe, expect, test } from 'vitest';
import { batchesOf, bodyOf, planUsers, requestOf, usersCall } from './__fixtures__/support.ts';
import { commands } from './commands.ts';

const users = (count: number) => Array.from({ length: count }, (_, index) => ({ userId: `user${index}` }));

describe('imports of users', () => {
  test('are one account_import for one user', () => {
    const call = usersCall([{ userId: 'u3', name: 'Three', avatarUrl: 'https://x.example/3.png' }]);
    expect(call).toMatchObject({
      endpoint: 'v4/im_open_login_svc/account_import',
      count: 1,
      dedupWindowMs: Number.POSITIVE_INFINITY,
      timeoutMs: 10_000,
      costs: [{ limit: { capacity: 200, windowMs: 1_000 }, units: 1 }],
    });
    expect(bodyOf(call)).toBe('{"UserID":"u3","Nick":"Three","FaceUrl":"https://x.example/3.png"}');
  });

  test('are one multiaccount_import for several users', () => {
    const call = usersCall([{ userId: 'u4' }, { userId: 'u5', name: 'Five' }]);
    expect(call).toMatchObject({
      endpoint: 'v4/im_open_login_svc/multiaccount_import',
      count: 2,
      dedupWindowMs: Number.POSITIVE_INFINITY,
      timeoutMs: 10_000,
      costs: [{ limit: { capacity: 100, windowMs: 1_000 }, units: 1 }],
    });
    expect(bodyOf(call)).toBe('{"AccountList":[{"UserID":"u4"},{"UserID":"u5","Nick":"Five"}]}');
  });

  test.each([
    [100, [100]],
    [101, [100, 1]],
    [250, [100, 100, 50]],
  ])('are cut into calls of 100: %i users make %j', (count, sizes) => {
    const batches = batchesOf(planUsers(), users(count));
    expect(batches.map(({ call }) => call?.count)).toEqual(sizes);
    expect(batches.flatMap(({ items }) => items.map(({ id }) => id))).toEqual(
      users(count).map(({ userId }) => userId),
    );
    for (const { unlistedMeans } of batches) expect(unlistedMeans).toBe('accepted');
  });

  test('are shown by a preview without names and pictures', () => {
    expect(usersCall([{ userId: 'u4' }, { userId: 'u5', name: 'Five' }]).describe()).toEqual({
      AccountList: [{ UserID: 'u4' }, { UserID: 'u5', Nick: '(4 bytes)' }],
    });
  });

  test('refuse a bad profile where it stands', () => {
    const plan = planUsers();
    expect(plan).toMatchObject({ problems: [], unsupported: [], warnings: [], maxItems: 100 });
    const [planned] = batchesOf(plan, [
      { userId: 'u1' },
      { userId: '名' },
      { userId: 'x'.repeat(33) },
      { userId: 'u2', name: '名'.repeat(167) },
      { userId: 'u3', avatarUrl: `https://x.example/${'x'.repeat(500)}` },
    ]);
    expect(planned?.taken).toBe(5);
    // One is left, so it goes alone.
    expect(planned?.items).toEqual([{ index: 0, id: 'u1' }]);
    expect(planned?.call?.endpoint).toBe(commands.importAccount);
    expect(planned?.refused.map(({ index, problem }) => [index, problem.field, problem.limit])).toEqual([
      [1, 'userId', undefined],
      [2, 'userId', { max: 32, unit: 'bytes', actual: 33 }],
      [3, 'name', { max: 500, unit: 'bytes', actual: 501 }],
      [4, 'avatarUrl', { max: 500, unit: 'bytes', actual: 518 }],
    ]);
  });

  test('make no call where nobody is good', () => {
    const [planned] = batchesOf(planUsers(), [{ userId: '' }]);
    expect(planned).toMatchObject({ taken: 1, refused: [{ index: 0, problem: { field: 'userId' } }] });
    expect(planned).not.toHaveProperty('call');
  });

  test.each([
    [{ tencentIm: { level: 3, role: 1 } }, 'vendor.tencentIm.level'],
    [{ tencentIm: 'x' }, 'vendor.tencentIm'],
    [{ tencentIm: null }, 'vendor.tencentIm'],
    [{ tencentIm: {} }, undefined],
    [{ pigeon: { loft: 'north' } }, undefined],
    [undefined, undefined],
  ])('Tencent IM has no fields of its own for users: with %j, %s is at fault', (vendor, field) => {
    const [planned] = batchesOf(planUsers(), [{ userId: 'u1', vendor }]);
    expect(planned?.refused.map(({ problem }) => [problem.code, problem.field])).toEqual(
      field === undefined ? [] : [['invalid_message', field]],
    );
  });

  test('send an empty name, which may be meant to take one away', () => {
    expect(requestOf(usersCall([{ userId: 'u1', name: '' }]))).toEqual({ UserID: 'u1', Nick: '' });
  });
});
