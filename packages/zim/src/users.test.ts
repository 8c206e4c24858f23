import { describe, expect, test } from 'vitest';
import { adapterWith, context, read, readFixture, summarize, usersCall } from './__fixtures__/support.ts';

const plan = () => adapterWith().planUsers(context);

describe('users in, request out', () => {
  test('with what was given of each', () => {
    const { call } = plan().next([
      { userId: 'ana' },
      { userId: 'bo', name: 'Bo' },
      { userId: 'cy', name: 'Cy', avatarUrl: 'https://cdn.example/cy.png' },
    ]);
    expect(call?.body()).toBe(
      '{"UserInfo":[{"UserId":"ana"},{"UserId":"bo","UserName":"Bo"},' +
        '{"UserId":"cy","UserName":"Cy","UserAvatar":"https://cdn.example/cy.png"}]}',
    );
  });

  test('in a call that may be repeated at any time', () => {
    expect(usersCall()).toMatchObject({
      endpoint: 'UserRegister',
      recipients: ['ana', 'bo'],
      costs: [{ limit: { name: 'UserRegister calls', capacity: 20, windowMs: 1_000 }, units: 1 }],
      dedupWindowMs: Number.POSITIVE_INFINITY,
      unlistedMeans: 'accepted',
    });
  });
});

describe('cutting a list into calls', () => {
  test.each([
    [1, 1],
    [100, 100],
    [101, 100],
  ])('%i pending: takes %i', (count, taken) => {
    const users = Array.from({ length: count }, (_, index) => ({ userId: `u${index}` }));
    const slice = plan().next(users);
    expect(plan().maxItems).toBe(100);
    expect(slice.taken).toBe(taken);
    expect(slice.call?.recipients).toHaveLength(taken);
  });

  test('bad profiles are refused alone', () => {
    const slice = plan().next([
      { userId: 'a*b' },
      { userId: 'bo' },
      { userId: 'cy', name: '名'.repeat(86) },
      { userId: 'di', avatarUrl: `https://a.example/${'x'.repeat(483)}` },
      { userId: 'ed', name: 'x'.repeat(256), avatarUrl: `https://a.example/${'x'.repeat(482)}` },
    ]);
    expect(slice.taken).toBe(5);
    expect(slice.call?.recipients).toEqual(['bo', 'ed']);
    expect(slice.refused).toMatchObject([
      { userId: 'a*b', problem: { code: 'invalid_message', field: 'userId' } },
      { userId: 'cy', problem: { field: 'name', limit: { max: 256, unit: 'bytes', actual: 258 } } },
      { userId: 'di', problem: { field: 'avatarUrl', limit: { max: 500, unit: 'bytes', actual: 501 } } },
    ]);
  });

  test('nobody left makes no call', () => {
    const slice = plan().next([{ userId: '' }]);
    expect(slice).toMatchObject({ taken: 1, refused: [{ userId: '', problem: { field: 'userId' } }] });
    expect(slice.call).toBeUndefined();
  });
});

describe('reply in, reading out', () => {
  test.each([
    ['user-register-all-exist.reply', ['ana: accepted', 'bo: accepted']],
    ['user-register-partial.reply', ['ana: accepted', 'bo: invalid_message rejected']],
  ])('%s', (fixture, expected) => {
    expect(summarize(read(usersCall(), readFixture(fixture)))).toEqual(expected);
  });

  const exists = { UserId: 'ana', SubCode: 660700002 };

  test.each([
    // The reply names failures only: whom it does not name is registered.
    ['all went well', { Code: 0, ErrorList: [] }, []],
    ['all went well, without a list', { Code: 0 }, []],
    ['too fast', { Code: 660700001 }, ['others: rate_limited rejected']],
    ['a fault inside', { Code: 660000001 }, ['others: vendor_unavailable unknown']],
    [
      'some exist, and the call as a whole failed',
      { Code: 660000001, ErrorList: [exists, { UserId: 'bo', SubCode: 660000012 }] },
      ['ana: accepted', 'bo: invalid_message rejected'],
    ],
    // The list is not full: the code speaks for the one it leaves out.
    [
      'one is left out',
      { Code: 660000001, ErrorList: [exists] },
      ['ana: accepted', 'others: vendor_unavailable unknown'],
    ],
    // Somebody exists, but who?
    ['the code alone says that users exist', { Code: 660700002 }, ['others: conflict rejected']],
    ['failed without a code', { Code: 0, ErrorList: [{ UserId: 'bo' }] }, ['bo: bad_reply unknown']],
    ['placeholder', { Code: 0, ErrorList: [{ UserId: 'bo', SubCode: 1 }] }, ['bo: vendor_error rejected']],
    ['a list that is none', { Code: 0, ErrorList: 'none' }, ['others: bad_reply unknown']],
  ])('%s', (_name, reply, expected) => {
    expect(summarize(read(usersCall(), reply))).toEqual(expected);
  });

  test('the code alone is clear where there is one user', () => {
    expect(summarize(read(usersCall(['ana']), { Code: 660700002 }))).toEqual(['ana: accepted']);
  });

  test('keeps the words of the vendor for each user', () => {
    expect(read(usersCall(), readFixture('user-register-partial.reply')).failed[0]?.problem.vendor).toEqual({
      name: 'zim',
      code: 660700006,
      message: 'user name too long',
      requestId: '512340098771203383',
    });
  });

  test.each([
    [{ Code: 100000004 }, true],
    [{ Code: 100000004, ErrorList: [exists] }, false],
    [{ Code: 660000001 }, false],
  ])('%j asks for a new signature: %s', (reply, expected) => {
    expect(read(usersCall(), reply).signatureRefused).toBe(expected);
  });
});

describe('a profile for a user that exists already', () => {
  const reply = { status: 200, text: '{"Code":0,"ErrorList":[{"UserId":"bo","SubCode":660700002}]}' };

  test.each([
    ['is not taken over, which is said', { userId: 'bo', name: 'Bo' }, ['profile_not_updated']],
    ['that is empty has nothing to lose', { userId: 'bo' }, []],
  ])('%s', (_title, user, codes) => {
    const { call } = plan().next([{ userId: 'ana', name: 'Ana' }, user]);
    expect(call?.read(reply).warnings?.map(({ code }) => code)).toEqual(codes);
  });
});
