import { describe, expect, test } from 'vitest';
import { read, readText, summarize, usersCall } from './__fixtures__/support.ts';

describe('a reply to a registration', () => {
  test.each([
    ['user-register-all-exist.reply', ['ana: accepted', 'bo: accepted']],
    ['user-register-partial.reply', ['ana: accepted', 'bo: invalid_message rejected']],
  ])('of the vendor is read exactly: %s', (fixture, expected) => {
    expect(summarize(read(usersCall(), readText(fixture)))).toEqual(expected);
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
  ])('that says "%s" is read as $2', (_name, reply, expected) => {
    expect(summarize(read(usersCall(), reply))).toEqual(expected);
  });

  test('is clear by its code alone where there is one user', () => {
    expect(summarize(read(usersCall([{ userId: 'ana' }]), { Code: 660700002 }))).toEqual(['ana: accepted']);
  });

  test('keeps the words of the vendor for each user', () => {
    expect(
      read(usersCall(), readText('user-register-partial.reply')).value?.failed[0]?.problem.vendor,
    ).toEqual({
      name: 'zim',
      code: 660700006,
      message: 'user name too long',
      requestId: '512340098771203383',
    });
  });

  test.each([
    [{ Code: 100000004 }, 'signature'],
    [{ Code: 100000004, ErrorList: [exists] }, undefined],
    [{ Code: 660000001 }, undefined],
  ])('of %j says that this was refused: %s', (reply, expected) => {
    expect(read(usersCall(), reply).refused).toBe(expected);
  });

  const tooFast = { limits: ['UserRegister calls'], counted: true };

  test.each([
    ['the call', { Code: 660700001 }, tooFast],
    ['one user', { Code: 0, ErrorList: [{ UserId: 'bo', SubCode: 660300005 }] }, tooFast],
    ['nobody', { Code: 0, ErrorList: [exists] }, undefined],
  ])('that refuses %s says whether that is for speed', (_who, reply, expected) => {
    expect(read(usersCall(), reply).tooFast).toEqual(expected);
  });
});

describe('a profile for a user that exists already', () => {
  const reply = { Code: 0, ErrorList: [{ UserId: 'bo', SubCode: 660700002 }] };

  test.each([
    ['is not taken over, which is said', { userId: 'bo', name: 'Bo' }, ['profile_not_updated']],
    ['that is empty has nothing to lose', { userId: 'bo' }, []],
  ])('%s', (_title, user, codes) => {
    const call = usersCall([{ userId: 'ana', name: 'Ana' }, user]);
    expect(read(call, reply).warnings?.map(({ code }) => code)).toEqual(codes);
  });

  test('is not taken over where the code alone says that the user exists', () => {
    const call = usersCall([{ userId: 'bo', avatarUrl: 'https://cdn.example/bo.png' }]);
    expect(read(call, { Code: 660700002 }).warnings?.map(({ code }) => code)).toEqual([
      'profile_not_updated',
    ]);
  });
});
