import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEmulator } from '../create-emulator.ts';
import type { Emulator } from '../emulator.ts';
import { callZim, getZim } from './__fixtures__/zim-client.ts';
import type { ZimReadings } from './options.ts';

let emulator: Emulator;

beforeEach(async () => {
  emulator = await createEmulator({
    zim: {
      users: [
        { userId: 'ana', name: 'Ana', avatarUrl: 'https://example.com/a.png' },
        'bo',
        'cy',
        { userId: 'live', presence: 'online' },
        { userId: 'phone', presence: 'offline' },
      ],
      sizes: { blocklist: 25 },
    },
  });
});
afterEach(() => emulator.close());

const many = (count: number) => Array.from({ length: count }, (_, index) => `user${index}`);

describe('UserRegister', () => {
  const register = (UserInfo: unknown) => callZim(emulator, 'UserRegister', { UserInfo });

  test('makes users who can be sent to, and who never logged in', async () => {
    const { json } = await register([{ UserId: 'new', UserName: 'N', UserAvatar: 'https://example.com/n' }]);
    expect(json).toMatchObject({ Code: 0, ErrorList: [] });
    expect(emulator.zim.users.get('new')).toMatchObject({ name: 'N', presence: 'never' });
  });

  test('lists who exists already, and leaves them as they are', async () => {
    const { json } = await register([{ UserId: 'ana', UserName: 'Other' }, { UserId: 'new' }]);
    expect(json).toMatchObject({
      Code: 0,
      ErrorList: [{ UserId: 'ana', SubCode: 660700002, SubMessage: expect.any(String) }],
    });
    expect(emulator.zim.users.get('ana')?.name).toBe('Ana');
  });

  test('answers with the code when all exist', async () => {
    const { json } = await register([{ UserId: 'ana' }, { UserId: 'bo' }]);
    expect(json).toMatchObject({ Code: 660700002, ErrorList: [{ UserId: 'ana' }, { UserId: 'bo' }] });
  });

  test('answers with the code for mixed reasons', async () => {
    const { json } = await register([{ UserId: 'ana' }, { UserId: 'x'.repeat(33) }]);
    expect(json.Code).toBe(660000001);
  });

  test.each<[string, unknown, number]>([
    ['100 users', many(100).map((UserId) => ({ UserId })), 0],
    ['a bot', [{ UserId: '@RBT#one' }], 0],
    ['a name of 256 bytes', [{ UserId: 'n', UserName: 'é'.repeat(128) }], 0],
    ['101 users', many(101).map((UserId) => ({ UserId })), 660000011],
    ['nobody', [], 660000002],
    ['no list', undefined, 660000002],
    ['ids alone', ['n'], 660000002],
    ['a user without an id', [{}], 660000002],
    ['an empty id', [{ UserId: '' }], 660000002],
    ['an id of 33 bytes', [{ UserId: 'x'.repeat(33) }], 660000012],
    ['an id with a slash', [{ UserId: 'a/b' }], 660000002],
    ['a name of 257 bytes', [{ UserId: 'n', UserName: `${'é'.repeat(128)}x` }], 660700006],
    ['an avatar of 501 bytes', [{ UserId: 'n', UserAvatar: 'x'.repeat(501) }], 660700007],
    ['a name that is a number', [{ UserId: 'n', UserName: 7 }], 660000002],
    ['one user twice', [{ UserId: 'n' }, { UserId: 'n' }], 0],
  ])('of %s is answered with code $2', async (_name, list, code) => {
    expect((await register(list)).json.Code).toBe(code);
  });

  test('takes 20 calls a second', async () => {
    emulator.freeze();
    const codes = await Promise.all(
      Array.from({ length: 21 }, async (_, index) => (await register([{ UserId: `r${index}` }])).json.Code),
    );
    expect(codes.filter((code) => code === 660700001)).toHaveLength(1);
  });
});

describe('QueryUserInfos', () => {
  const query = (UserIds: unknown) => callZim(emulator, 'QueryUserInfos', { UserIds });

  test('gives what is known, and lists the unknown', async () => {
    expect((await query(['ana', 'ghost'])).json).toMatchObject({
      Code: 0,
      Result: [{ UserId: 'ana', UserName: 'Ana', UserAvatar: 'https://example.com/a.png', Extra: '' }],
      ErrorList: [{ UserId: 'ghost', SubCode: 660700015 }],
    });
  });

  test.each<[string, unknown, number]>([
    ['only the unknown', ['ghost'], 660700015],
    ['101 users', many(101), 660000011],
    ['nobody', [], 660000002],
    ['no list', 'ana', 660000002],
    ['an id of 64 bytes', ['x'.repeat(64)], 660700015],
    ['an id of 65 bytes', ['x'.repeat(65)], 660000012],
  ])('of %s is answered with code $2', async (_name, list, code) => {
    expect((await query(list)).json.Code).toBe(code);
  });
});

async function withReadings(readings: ZimReadings) {
  const other = await createEmulator({
    zim: { users: [{ userId: 'live', presence: 'online' }], readings },
  });
  return { emulator: other, close: () => other.close() };
}

describe('QueryUserOnlineState', () => {
  const query = (userIds: readonly string[]) =>
    getZim(
      emulator,
      'QueryUserOnlineState',
      userIds.map((userId): [string, string] => ['UserId[]', userId]),
    );

  test('tells online from offline, and refuses who never logged in', async () => {
    expect((await query(['live', 'phone', 'ana', 'ghost'])).json).toMatchObject({
      Code: 0,
      Result: [
        { UserId: 'live', Status: 'Online' },
        { UserId: 'phone', Status: 'Offline' },
      ],
      ErrorList: [
        { UserId: 'ana', SubCode: 660200001 },
        { UserId: 'ghost', SubCode: 660200001 },
      ],
    });
  });

  test('follows the presence that a test sets', async () => {
    emulator.setPresence('ana', 'online');
    expect((await query(['ana'])).json.Result).toEqual([{ UserId: 'ana', Status: 'Online' }]);
    expect(() => emulator.setPresence('ghost', 'online')).toThrow(RangeError);
  });

  test.each<[string, string[], number]>([
    ['only who never logged in', ['ana'], 660200001],
    ['101 users', many(101), 660000011],
    ['nobody', [], 660000002],
  ])('of %s is answered with code $2', async (_name, list, code) => {
    expect((await query(list)).json.Code).toBe(code);
  });

  test('wants brackets around a list, unless the option takes it without them too', async () => {
    const bare: [string, string][] = [
      ['UserId', 'live'],
      ['UserId', 'phone'],
    ];
    expect((await getZim(emulator, 'QueryUserOnlineState', bare)).json.Code).toBe(660000002);
    const { emulator: lenient, close } = await withReadings({ queryLists: 'both' });
    for (const name of ['UserId', 'UserId[]']) {
      const { json } = await getZim(lenient, 'QueryUserOnlineState', [[name, 'live']]);
      expect(json.Result).toEqual([{ UserId: 'live', Status: 'Online' }]);
    }
    await close();
  });

  test('says the states in small letters where the option says so', async () => {
    const { emulator: other, close } = await withReadings({ onlineStatus: 'lower' });
    const { json } = await getZim(other, 'QueryUserOnlineState', [['UserId[]', 'live']]);
    expect(json.Result).toEqual([{ UserId: 'live', Status: 'online' }]);
    await close();
  });

  test('is a GET: a POST is refused', async () => {
    expect((await callZim(emulator, 'QueryUserOnlineState', {})).json.Code).toBe(660000002);
  });
});

describe('blocklists', () => {
  const call = async (action: string, UserIds: unknown, FromUserId: unknown = 'ana') =>
    (await callZim(emulator, action, { FromUserId, UserIds })).json;

  test('block, check and unblock', async () => {
    expect(await call('AddUsersToBlacklist', ['bo', 'cy'])).toMatchObject({ Code: 0, ErrList: [] });
    expect(await call('CheckUsersIsInBlacklist', ['bo', 'live'])).toMatchObject({
      Code: 0,
      Succ: [
        { UserId: 'bo', Result: 1 },
        { UserId: 'live', Result: 0 },
      ],
    });
    expect(await call('RemoveUsersFromBlacklist', ['bo'])).toMatchObject({ Code: 0, ErrList: [] });
    expect((await call('CheckUsersIsInBlacklist', ['bo'])).Succ).toEqual([{ UserId: 'bo', Result: 0 }]);
  });

  test('stay through a reset', async () => {
    await call('AddUsersToBlacklist', ['bo']);
    emulator.reset();
    expect((await call('CheckUsersIsInBlacklist', ['bo'])).Succ).toEqual([{ UserId: 'bo', Result: 1 }]);
  });

  test.each<[string, string, unknown, number, number | undefined]>([
    ['blocking oneself', 'AddUsersToBlacklist', ['ana'], 660800041, 660800038],
    ['blocking a stranger', 'AddUsersToBlacklist', ['ghost'], 660800041, 660700015],
    ['blocking oneself and another', 'AddUsersToBlacklist', ['ana', 'bo'], 0, 660800038],
    ['blocking twice in a call', 'AddUsersToBlacklist', ['bo', 'bo'], 0, 660800037],
    ['unblocking oneself', 'RemoveUsersFromBlacklist', ['ana'], 660800042, 660800038],
    ['unblocking who is not blocked', 'RemoveUsersFromBlacklist', ['bo'], 660800042, 660800044],
    ['checking a stranger', 'CheckUsersIsInBlacklist', ['ghost'], 660700015, 660700015],
    ['blocking 21 users', 'AddUsersToBlacklist', many(21), 660800039, undefined],
    ['unblocking 21 users', 'RemoveUsersFromBlacklist', many(21), 660800039, undefined],
    ['checking 21 users', 'CheckUsersIsInBlacklist', many(21), 660800039, undefined],
    ['blocking nobody', 'AddUsersToBlacklist', [], 660000002, undefined],
    ['blocking no list', 'AddUsersToBlacklist', 'bo', 660000002, undefined],
    ['blocking a bad id', 'AddUsersToBlacklist', ['a*b'], 660000002, undefined],
  ])('%s is answered with code $3', async (_name, action, users, code, subCode) => {
    const json = await call(action, users);
    expect(json.Code).toBe(code);
    if (subCode === undefined) expect(json).not.toHaveProperty('ErrList');
    else expect(json.ErrList).toMatchObject([{ SubCode: subCode }]);
  });

  test.each(['AddUsersToBlacklist', 'RemoveUsersFromBlacklist', 'CheckUsersIsInBlacklist'])(
    'are refused to somebody unknown by %s',
    async (action) => {
      expect((await call(action, ['bo'], 'ghost')).Code).toBe(660800001);
      expect((await call(action, ['bo'], 7)).Code).toBe(660000002);
    },
  );

  test('are full at their limit', async () => {
    for (const userId of many(26)) emulator.zim.users.put(userId);
    await call('AddUsersToBlacklist', many(20));
    const json = await call('AddUsersToBlacklist', many(26).slice(20));
    expect(json).toMatchObject({ Code: 0, ErrList: [{ UserId: 'user25', SubCode: 660800040 }] });
  });
});

describe('CreateGroup', () => {
  const create = async (changes: Record<string, unknown> = {}) =>
    (await callZim(emulator, 'CreateGroup', { GroupOwner: 'ana', GroupId: 'g', UserId: ['bo'], ...changes }))
      .json;

  test('makes a group of its owner and its members', async () => {
    expect(await create({ UserId: ['bo', 'ghost'], GroupName: 'G' })).toMatchObject({
      Code: 0,
      GroupId: 'g',
      Members: [
        { UserId: 'ana', UserName: 'Ana' },
        { UserId: 'bo', UserName: '' },
      ],
      ErrorUsers: [{ UserId: 'ghost', SubCode: 660700015 }],
    });
    expect([...(emulator.zim.groups.get('g')?.members.keys() ?? [])]).toEqual(['ana', 'bo']);
  });

  test('makes up an id that begins with #', async () => {
    expect((await create({ GroupId: undefined })).GroupId).toMatch(/^#/);
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['a name of 50 characters', { GroupName: '😀'.repeat(50) }, 0],
    ['ten attributes', { Attributes: many(10).map((Key) => ({ Key, Value: 'v' })) }, 0],
    ['an id that begins with #', { GroupId: '#g' }, 660000002],
    ['an id of 33 bytes', { GroupId: 'x'.repeat(33) }, 660000002],
    ['no owner', { GroupOwner: undefined }, 660000002],
    ['an unknown owner', { GroupOwner: 'ghost' }, 660600013],
    ['a name of 51 characters', { GroupName: 'x'.repeat(51) }, 660000002],
    ['a notice of 301 bytes', { GroupNotice: 'x'.repeat(301) }, 660000002],
    ['an avatar of 501 bytes', { GroupAvatar: 'x'.repeat(501) }, 660000002],
    ['101 members', { UserId: many(101) }, 660600016],
    ['members that are no list', { UserId: 'bo' }, 660000002],
    ['eleven attributes', { Attributes: many(11).map((Key) => ({ Key, Value: 'v' })) }, 660600019],
    ['a key of 17 bytes', { Attributes: [{ Key: 'x'.repeat(17), Value: 'v' }] }, 660600020],
    ['a value of 1025 bytes', { Attributes: [{ Key: 'k', Value: 'x'.repeat(1025) }] }, 660600020],
  ])('with %s is answered with code $2', async (_name, changes, code) => {
    expect((await create(changes)).Code).toBe(code);
  });

  test('refuses an id in use', async () => {
    await create();
    expect((await create()).Code).toBe(660600011);
  });

  test('takes 20 calls a second', async () => {
    emulator.freeze();
    const codes = await Promise.all(
      Array.from({ length: 21 }, async (_, index) => (await create({ GroupId: `g${index}` })).Code),
    );
    expect(codes.filter((code) => code === 660600010)).toHaveLength(1);
  });

  test('stops at 20 groups on the free plan', async () => {
    const other = await createEmulator({ zim: { users: ['ana'], plan: 'free' } });
    const codes: unknown[] = [];
    for (let index = 0; index < 21; index += 1) {
      const { json } = await callZim(other, 'CreateGroup', { GroupOwner: 'ana' });
      codes.push(json.Code);
      if (index === 10) other.advance(1000);
    }
    expect(codes.filter((code) => code !== 0)).toEqual([660600012]);
    await other.close();
  });
});
