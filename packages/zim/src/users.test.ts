import type { UserProfile } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import { bodyOf, planUsers, usersCall } from './__fixtures__/support.ts';

describe('users are registered', () => {
  test('with the fields that were given of each', () => {
    const call = usersCall([
      { userId: 'ana' },
      { userId: 'bo', name: 'Bo' },
      { userId: 'cy', name: 'Cy', avatarUrl: 'https://cdn.example/cy.png' },
    ]);
    expect(bodyOf(call)).toBe(
      '{"UserInfo":[{"UserId":"ana"},{"UserId":"bo","UserName":"Bo"},' +
        '{"UserId":"cy","UserName":"Cy","UserAvatar":"https://cdn.example/cy.png"}]}',
    );
  });

  test('in a call that may be repeated at any time', () => {
    expect(usersCall()).toMatchObject({
      endpoint: 'UserRegister',
      purpose: 'send',
      count: 2,
      costs: [
        { limit: { name: 'UserRegister calls', capacity: 20, windowMs: 1_000, countedBy: 'app' }, units: 1 },
      ],
      dedupWindowMs: Number.POSITIVE_INFINITY,
    });
    expect(usersCall()).not.toHaveProperty('timeoutMs');
  });

  test('and a preview shows their ids alone', () => {
    expect(usersCall([{ userId: 'bo', name: 'Bo' }]).describe()).toEqual({
      UserInfo: [{ UserId: 'bo', UserName: '(2 bytes)' }],
    });
  });
});

describe('a list of users is cut into calls:', () => {
  test.each([
    [1, 1],
    [100, 100],
    [101, 100],
  ])('%i pending: takes %i', (count, taken) => {
    const users = Array.from({ length: count }, (_, index) => ({ userId: `u${index}` }));
    const batch = planUsers().next(users);
    expect(planUsers()).toMatchObject({ maxItems: 100, problems: [], unsupported: [], warnings: [] });
    expect(batch).toMatchObject({ taken, refused: [], unlistedMeans: 'accepted' });
    expect(batch.items).toEqual(users.slice(0, taken).map(({ userId }, index) => ({ index, id: userId })));
    expect(batch.call?.count).toBe(taken);
  });

  test('bad profiles are refused alone', () => {
    const batch = planUsers().next([
      { userId: 'a*b' },
      { userId: 'bo' },
      { userId: 'cy', name: '名'.repeat(86) },
      { userId: 'di', avatarUrl: `https://a.example/${'x'.repeat(483)}` },
      { userId: 'ed', name: 'x'.repeat(256), avatarUrl: `https://a.example/${'x'.repeat(482)}` },
    ]);
    expect(batch.taken).toBe(5);
    expect(batch.items).toEqual([
      { index: 1, id: 'bo' },
      { index: 4, id: 'ed' },
    ]);
    expect(batch.refused).toMatchObject([
      { index: 0, problem: { code: 'invalid_message', field: 'userId' } },
      { index: 2, problem: { field: 'name', limit: { max: 256, unit: 'bytes', actual: 258 } } },
      { index: 3, problem: { field: 'avatarUrl', limit: { max: 500, unit: 'bytes', actual: 501 } } },
    ]);
  });

  test.each([
    ['a member, which ZIM has none of', { zim: { password: 'x' } }, 'vendor.zim.password', 'no such field'],
    ['what is no object', { zim: 'x' }, 'vendor.zim', 'must be an object'],
    ['null', { zim: null }, 'vendor.zim', 'must be an object'],
  ])('a user with %s under vendor.zim is refused', (_title, vendor, field, why) => {
    // What a caller without types may write.
    const user = { userId: 'ana', vendor } as UserProfile;
    expect(planUsers().next([user])).toMatchObject({
      taken: 1,
      items: [],
      refused: [{ index: 0, problem: { code: 'invalid_message', field, message: `${field}: ${why}` } }],
    });
  });

  test.each([
    ['nothing of its own', { zim: {} }],
    ["another vendor's fields", { pigeon: { loft: 'north' } }],
    ['undefined', { zim: undefined }],
  ])('a user with %s under vendor is registered', (_title, vendor) => {
    expect(planUsers().next([{ userId: 'ana', vendor } as UserProfile]).refused).toEqual([]);
  });

  test('nobody left makes no call', () => {
    const batch = planUsers().next([{ userId: '' }]);
    expect(batch).toMatchObject({ taken: 1, refused: [{ index: 0, problem: { field: 'userId' } }] });
    expect(batch.call).toBeUndefined();
  });
});
