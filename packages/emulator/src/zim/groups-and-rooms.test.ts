import { beforeEach, describe, expect, test } from 'vitest';
import { emulatorForFile } from '../__fixtures__/running-emulator.ts';
import { createEmulator } from '../create-emulator.ts';
import { callZim, getZim } from './__fixtures__/zim-client.ts';

const emulator = await emulatorForFile(
  {
    zim: {
      users: [
        { userId: 'ana', name: 'Ana', presence: 'online' },
        { userId: 'bo', presence: 'online' },
        'cy',
        'dee',
      ],
      rates: { calls: Number.POSITIVE_INFINITY },
    },
  },
  'frozen',
);

beforeEach(() => {
  emulator.zim.groups.put({ groupId: 'g', owner: 'ana', members: ['bo', 'cy'], name: 'Crew' });
  for (const { roomId } of [...emulator.zim.rooms.values()]) emulator.zim.rooms.destroy(roomId);
  for (const userId of ['ana', 'bo', 'cy']) emulator.zim.rooms.enter('r', userId);
});

type Query = readonly (readonly [string, string])[];
const post = async (action: string, body: unknown) => (await callZim(emulator, action, body)).json;
const get = async (action: string, query: Query) =>
  (await getZim(emulator, action, query as [string, string][])).json;

/** A GET's query from what a POST would have as its body. */
const queryOf = (body: Record<string, unknown>): Query =>
  Object.entries(body).flatMap(([name, value]) =>
    value === undefined
      ? []
      : Array.isArray(value)
        ? value.map((item) => [`${name}[]`, String(item)] as const)
        : [[name, String(value)] as const],
  );

const gets = new Set([
  'TransferGroupOwner',
  'DismissGroup',
  'MuteGroup',
  'MuteGroupMembers',
  'DestroyRoom',
  'QueryRoomUserList',
  'KickoutRoomUser',
]);
const call = (action: string, body: Record<string, unknown>) =>
  gets.has(action) ? get(action, queryOf(body)) : post(action, body);

const many = (count: number) => Array.from({ length: count }, (_, index) => `u${index}`);
const members = () => [...(emulator.zim.groups.get('g')?.members.keys() ?? [])];
const inside = () => [...(emulator.zim.rooms.get('r')?.members ?? [])];
const ok = { Code: 0, Message: 'success', RequestId: expect.any(String) };

const good: Readonly<Record<string, Record<string, unknown>>> = {
  InviteUsersIntoGroup: { FromUserId: 'ana', GroupId: 'g', UserIds: ['dee'] },
  KickoutGroupUser: { FromUserId: 'ana', GroupId: 'g', UserId: ['bo'] },
  TransferGroupOwner: { FromUserId: 'ana', GroupId: 'g', NewOwner: 'bo' },
  DismissGroup: { FromUserId: 'dee', GroupId: 'g' },
  QueryGroupMemberList: { GroupId: 'g' },
  QueryGroupInfo: { FromUserId: 'dee', GroupId: 'g' },
  MuteGroup: { FromUserId: 'ana', GroupId: 'g' },
  MuteGroupMembers: { FromUserId: 'ana', GroupId: 'g', UserIds: ['bo'] },
  CreateRoom: { FromUserId: 'ana', RoomId: 'new' },
  DestroyRoom: { RoomId: 'r' },
  QueryRoomUserList: { RoomId: 'r' },
  KickoutRoomUser: { RoomId: 'r', UserId: ['bo'] },
};

test.each(Object.entries(good))('%s takes %j', async (action, body) => {
  expect(await call(action, body)).toMatchObject({ Code: 0 });
});

test.each<[string, string, Record<string, unknown>, number]>([
  ['InviteUsersIntoGroup', 'an operator who is not registered', { FromUserId: 'ghost' }, 660500002],
  ['InviteUsersIntoGroup', 'no such group', { GroupId: 'gone' }, 660600001],
  ['InviteUsersIntoGroup', 'nobody', { UserIds: undefined }, 660000002],
  ['InviteUsersIntoGroup', '101 users', { UserIds: many(101) }, 660000011],
  ['InviteUsersIntoGroup', 'a malformed id', { UserIds: ['a/b'] }, 660000002],
  ['InviteUsersIntoGroup', 'only users who do not exist', { UserIds: ['ghost'] }, 660700015],
  ['KickoutGroupUser', 'no such group', { GroupId: 'gone' }, 660600001],
  ['KickoutGroupUser', '51 users', { UserId: many(51) }, 660000011],
  ['KickoutGroupUser', 'nobody', { UserId: [] }, 660000002],
  ['KickoutGroupUser', 'a reason over 32 bytes', { CustomReason: 'x'.repeat(33) }, 660000002],
  ['KickoutGroupUser', 'only users outside', { UserId: ['dee'] }, 660600008],
  ['TransferGroupOwner', 'no such group', { GroupId: 'gone' }, 660600001],
  ['TransferGroupOwner', 'an operator who is not registered', { FromUserId: 'ghost' }, 660500002],
  ['TransferGroupOwner', 'one outside', { NewOwner: 'dee' }, 660600024],
  ['TransferGroupOwner', 'no NewOwner', { NewOwner: undefined }, 660000002],
  ['DismissGroup', 'no such group', { GroupId: 'gone' }, 660600001],
  ['DismissGroup', 'an operator who is not registered', { FromUserId: 'ghost' }, 660500002],
  ['QueryGroupMemberList', 'no such group', { GroupId: 'gone' }, 660600001],
  ['QueryGroupMemberList', 'a Limit as a string', { Limit: '10' }, 660000002],
  ['QueryGroupInfo', 'an operator who is not registered', { FromUserId: 'ghost' }, 660500002],
  ['QueryGroupInfo', 'no such group', { GroupId: 'gone' }, 660600001],
  ['MuteGroup', 'no such group', { GroupId: 'gone' }, 660600001],
  ['MuteGroup', 'an operator outside', { FromUserId: 'dee' }, 660600024],
  ['MuteGroup', 'an operator without the right', { FromUserId: 'bo' }, 660600032],
  ['MuteGroup', 'more than 30 days', { Duration: 2_592_001 }, 660000002],
  ['MuteGroup', '21 roles', { MuteRoleList: Array.from({ length: 21 }, () => 3) }, 660000002],
  ['MuteGroup', 'IsAllMuted as a number', { IsAllMuted: 1 }, 660000002],
  ['MuteGroupMembers', 'an operator without the right', { FromUserId: 'bo' }, 660600032],
  ['MuteGroupMembers', '21 users', { UserIds: many(21) }, 660000002],
  ['MuteGroupMembers', 'nobody', { UserIds: undefined }, 660000002],
  ['MuteGroupMembers', 'only users outside', { UserIds: ['dee'] }, 660600033],
  ['CreateRoom', 'an operator who is not registered', { FromUserId: 'ghost' }, 660000002],
  ['CreateRoom', 'a room that exists', { RoomId: 'r' }, 660300014],
  ['CreateRoom', 'a name over 64 bytes', { RoomName: 'x'.repeat(65) }, 660000002],
  ['CreateRoom', 'a delay over three hours', { DestroyDelayTime: 10_801 }, 660000002],
  ['CreateRoom', '17 attributes', { Attributes: many(17).map((Key) => ({ Key, Value: '' })) }, 660000002],
  ['DestroyRoom', 'no such room', { RoomId: 'gone' }, 660300001],
  ['QueryRoomUserList', 'no such room', { RoomId: 'gone' }, 660300001],
  ['QueryRoomUserList', 'a Mode that does not exist', { Mode: 2 }, 660000002],
  ['QueryRoomUserList', 'a Limit below 0', { Limit: -1 }, 660000002],
  ['KickoutRoomUser', 'no such room', { RoomId: 'gone' }, 660300001],
  ['KickoutRoomUser', 'one outside', { UserId: ['bo', 'dee'] }, 660300002],
  ['KickoutRoomUser', '51 users', { UserId: many(51) }, 660000011],
])('%s with %s is refused', async (action, _name, changes, code) => {
  expect((await call(action, { ...good[action], ...changes })).Code).toBe(code);
  expect([members(), inside()]).toEqual([
    ['ana', 'bo', 'cy'],
    ['ana', 'bo', 'cy'],
  ]);
});

describe('InviteUsersIntoGroup', () => {
  test('lists who could not join; a member may be named again', async () => {
    const reply = await call('InviteUsersIntoGroup', {
      ...good.InviteUsersIntoGroup,
      UserIds: ['dee', 'ghost', 'bo'],
    });
    expect(reply).toEqual({ ...ok, ErrorUsers: [{ UserId: 'ghost', SubCode: 660700015 }] });
    expect(members()).toEqual(['ana', 'bo', 'cy', 'dee']);
  });

  test('takes GroupMemberInfos before UserIds, and the time of joining', async () => {
    await call('InviteUsersIntoGroup', {
      ...good.InviteUsersIntoGroup,
      UserIds: ['ghost'],
      GroupMemberInfos: [{ UserId: 'dee', EnterGroupTime: 1_700_000_000_000, IsInvite: 0 }],
    });
    expect(emulator.zim.groups.get('g')?.members.get('dee')?.joinedAt).toBe(1_700_000_000_000);
  });

  test('is limited for each group by itself', async () => {
    emulator.zim.groups.put({ groupId: 'h', owner: 'ana' });
    const invite = async (GroupId: string) =>
      (await call('InviteUsersIntoGroup', { ...good.InviteUsersIntoGroup, GroupId })).Code;
    expect([await invite('g'), await invite('h'), await invite('g')]).toEqual([0, 0, 660300006]);
  });
});

test('KickoutGroupUser: the first member takes the place of an owner who is put out', async () => {
  const reply = await call('KickoutGroupUser', { ...good.KickoutGroupUser, UserId: ['ana', 'dee'] });
  expect(reply).toEqual({ ...ok, ErrorList: [{ UserId: 'dee', SubCode: 660600008 }] });
  expect(emulator.zim.groups.get('g')).toMatchObject({ owner: 'bo' });
  expect(emulator.zim.groups.get('g')?.members.get('bo')?.role).toBe(1);
});

test('DismissGroup: the group is no more, and its id cannot be used again', async () => {
  emulator.zim.groups.put({ groupId: 'once', owner: 'ana' });
  await call('DismissGroup', { FromUserId: 'ana', GroupId: 'once' });
  expect((await post('CreateGroup', { GroupOwner: 'ana', GroupId: 'once' })).Code).toBe(660600011);
});

test('QueryGroupMemberList gives pages', async () => {
  const first = await call('QueryGroupMemberList', { GroupId: 'g', Limit: 2 });
  expect(first).toEqual({
    ...ok,
    TotalCount: 3,
    Next: 1,
    MemberList: [
      { UserId: 'ana', UserName: 'Ana', UserNickName: '', Role: 1 },
      { UserId: 'bo', UserName: '', UserNickName: '', Role: 3 },
    ],
  });
  const second = await call('QueryGroupMemberList', { GroupId: 'g', Limit: 2, Next: 1 });
  expect(second).toMatchObject({ Next: 0, MemberList: [{ UserId: 'cy' }] });
});

describe('a muted group', () => {
  const info = () => call('QueryGroupInfo', { FromUserId: 'dee', GroupId: 'g' });

  test('is one of all members, until its time is over', async () => {
    await call('MuteGroup', { ...good.MuteGroup, IsAllMuted: true, Duration: 60 });
    expect(await info()).toMatchObject({
      GroupId: 'g',
      GroupName: 'Crew',
      IsAllForbid: true,
      ForbidExpireTime: emulator.now() + 60_000,
    });
    emulator.advance(60_000);
    expect(await info()).toMatchObject({ IsAllForbid: false, ForbidExpireTime: 0 });
  });

  test('is one of some roles, for ever, until all mutes are lifted', async () => {
    await call('MuteGroup', { ...good.MuteGroup, MuteRoleList: [2, 3], Duration: -1 });
    const muted = await info();
    expect(muted).toMatchObject({ ForbidList: [2, 3], ForbidExpireTime: -1 });
    expect(muted).not.toHaveProperty('IsAllForbid');
    await call('MuteGroup', good.MuteGroup ?? {});
    expect(await info()).toMatchObject({ IsAllForbid: false });
  });

  test('is not one of the owner’s role for an administrator', async () => {
    const bo = emulator.zim.groups.get('g')?.members.get('bo');
    if (bo !== undefined) bo.role = 2;
    const body = { FromUserId: 'bo', GroupId: 'g', MuteRoleList: [1], Duration: 60 };
    expect((await call('MuteGroup', body)).Code).toBe(660600032);
  });
});

test('MuteGroupMembers lists who is no member, under either spelling of the list', async () => {
  for (const name of ['UserIds', 'UserId']) {
    const body = { FromUserId: 'ana', GroupId: 'g', [name]: ['bo', 'dee'], Duration: -1 };
    expect(await call('MuteGroupMembers', body)).toEqual({
      ...ok,
      ErrorUsers: [{ UserId: 'dee', SubCode: 660600024 }],
    });
  }
  expect(emulator.zim.groups.get('g')?.mutedUntil.get('bo')).toBe(Number.POSITIVE_INFINITY);
});

describe('rooms', () => {
  test('CreateRoom makes one without its creator, and counts its attributes', async () => {
    const Attributes = [
      { Key: 'k', Value: 'v' },
      { Key: 'l', Value: 'w', AutoDelete: 1 },
    ];
    expect(await call('CreateRoom', { ...good.CreateRoom, RoomName: 'New', Attributes })).toEqual({
      ...ok,
      AttributeSeq: 2,
    });
    expect(emulator.zim.rooms.get('new')).toMatchObject({ name: 'New', members: new Set() });
    expect((await call('QueryRoomUserList', { RoomId: 'new' })).Code).toBe(660300008);
  });

  test('QueryRoomUserList gives pages in either order', async () => {
    expect(await call('QueryRoomUserList', { RoomId: 'r', Limit: 2 })).toEqual({
      ...ok,
      Count: 3,
      NextFlag: '1',
      UserList: [
        { UserId: 'ana', UserName: 'Ana' },
        { UserId: 'bo', UserName: '' },
      ],
    });
    const last = await call('QueryRoomUserList', { RoomId: 'r', Limit: 2, Mode: 1, NextFlag: 1 });
    expect(last).toMatchObject({ NextFlag: '0', UserList: [{ UserId: 'ana' }] });
  });

  test('a message reaches those who are inside', async () => {
    await call('KickoutRoomUser', { RoomId: 'r', UserId: ['bo'] });
    const message = { MessageType: 1, Priority: 1, MessageBody: { Message: 'hi' } };
    expect((await post('SendRoomMessage', { FromUserId: 'ana', RoomId: 'r', ...message })).Code).toBe(0);
    expect(['ana', 'bo', 'cy'].map((userId) => emulator.inbox(userId).length)).toEqual([0, 0, 1]);
    await call('DestroyRoom', { RoomId: 'r' });
    expect((await post('SendRoomMessage', { FromUserId: 'ana', RoomId: 'r', ...message })).Code).toBe(
      660300001,
    );
  });
});

test('a plan has so many rooms', async () => {
  const rooms = many(9).map((roomId) => ({ roomId }));
  const free = await createEmulator({ zim: { plan: 'free', users: ['ana'], rooms } });
  const codes = [];
  for (const RoomId of ['x', 'y']) {
    codes.push((await callZim(free, 'CreateRoom', { FromUserId: 'ana', RoomId })).json.Code);
  }
  expect(codes).toEqual([0, 660300015]);
  await free.close();
});
