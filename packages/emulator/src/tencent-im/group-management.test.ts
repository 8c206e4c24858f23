import { describe, expect, test } from 'vitest';
import { EmulatorPerTest } from '../__fixtures__/running-emulator.ts';
import { call, type Reply, textBody } from './__fixtures__/tencent-im-client.ts';

const local = new EmulatorPerTest({
  users: [
    { userId: 'alice', name: 'Alice', presence: 'online' },
    { userId: 'bob', presence: 'online' },
    { userId: 'carol', presence: 'offline' },
    'dave',
  ],
  groups: [
    { groupId: 'crew', owner: 'alice', members: ['bob', 'carol'], name: 'Crew' },
    { groupId: 'work', type: 'Private', members: ['alice', 'bob'] },
    { groupId: 'live', type: 'AVChatRoom', owner: 'alice', members: ['bob'] },
    { groupId: '@TGS#_town', type: 'Community', owner: 'alice', members: ['bob'] },
    { groupId: 'small', members: ['alice', 'bob'], maxMembers: 3 },
    { groupId: 'full', members: ['alice', 'bob'], maxMembers: 2 },
  ],
});

const ok = { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' };

const group = (command: string, body: unknown): Promise<Reply> =>
  call(local.emulator, `group_open_http_svc/${command}`, body);
const groups = () => local.emulator.tencentIm.groups;
const membersOf = (groupId: string) => [...(groups().get(groupId)?.members.keys() ?? [])];
const many = (count: number, make: (index: number) => unknown) =>
  Array.from({ length: count }, (_, index) => make(index));
const member = (Member_Account: unknown) => ({ Member_Account });
const seconds = () => Math.floor(local.emulator.now() / 1000);

let lastRandom = 0;
function send(changes: Record<string, unknown> = {}): Promise<Reply> {
  lastRandom += 1;
  return group('send_group_msg', { GroupId: 'crew', Random: lastRandom, MsgBody: textBody(), ...changes });
}

/** Each command, a body that it takes, and what it refuses, with the code. */
const refused: readonly [string, Record<string, unknown>, string, Record<string, unknown>, number][] = (
  [
    [
      'create_group',
      { Type: 'Public', Name: 'Team' },
      [
        ['no Type', { Type: undefined }, 10004],
        ['a Type that does not exist', { Type: 'Secret' }, 10004],
        ['the new name of a type', { Type: 'Work' }, 10004],
        ['no Name', { Name: undefined }, 10004],
        ['a Name over 30 bytes', { Name: 'ü'.repeat(16) }, 10004],
        ['an Introduction over 240 bytes', { Introduction: 'x'.repeat(241) }, 10004],
        ['a Notification over 300 bytes', { Notification: 'x'.repeat(301) }, 10004],
        ['a FaceUrl over 100 bytes', { FaceUrl: 'x'.repeat(101) }, 10004],
        ['a GroupId as a number', { GroupId: 7 }, 10004],
        ['a GroupId of the server', { GroupId: '@TGS#mine' }, 10015],
        ['a GroupId over 48 bytes', { GroupId: 'g'.repeat(49) }, 10015],
        ['a GroupId of other characters', { GroupId: 'grüp' }, 10015],
        ['a community with an id of its own', { Type: 'Community', GroupId: 'village' }, 10015],
        ['a GroupId that is taken', { GroupId: 'crew' }, 10021],
        ['an owner who was never imported', { Owner_Account: 'ghost' }, 10004],
        ['a member who was never imported', { MemberList: [member('ghost')] }, 10004],
        ['members of a live group', { Type: 'AVChatRoom', MemberList: [member('bob')] }, 10007],
        ['101 members', { MemberList: many(101, (index) => member(`m${index}`)) }, 10005],
        ['more members than the edition has', { MaxMemberCount: 2001 }, 10004],
        [
          'more members than MaxMemberCount',
          { MaxMemberCount: 1, MemberList: [member('alice'), member('bob')] },
          10038,
        ],
        ['an option of joining that does not exist', { ApplyJoinOption: 'Free' }, 10004],
        ['ApplyJoinOption for a community', { Type: 'Community', ApplyJoinOption: 'FreeAccess' }, 10004],
        ['topics outside a community', { SupportTopic: 1 }, 10004],
      ],
    ],
    ['destroy_group', { GroupId: 'crew' }, []],
    [
      'change_group_owner',
      { GroupId: 'crew', NewOwner_Account: 'bob' },
      [
        ['no NewOwner_Account', { NewOwner_Account: undefined }, 10004],
        ['one who is no member', { NewOwner_Account: 'dave' }, 10004],
      ],
    ],
    [
      'add_group_member',
      { GroupId: 'crew', MemberList: [member('dave')] },
      [
        ['no MemberList', { MemberList: undefined }, 10004],
        ['an empty MemberList', { MemberList: [] }, 10004],
        ['names in place of objects', { MemberList: ['dave'] }, 10004],
        ['21 members', { MemberList: many(21, (index) => member(`m${index}`)) }, 10005],
        ['one who was never imported', { MemberList: [member('dave'), member('ghost')] }, 10019],
        ['Silence 2', { Silence: 2 }, 10004],
        ['a live group', { GroupId: 'live' }, 10007],
        ['a group that is full', { GroupId: 'full' }, 10014],
      ],
    ],
    [
      'delete_group_member',
      { GroupId: 'crew', MemberToDel_Account: ['bob'] },
      [
        ['no MemberToDel_Account', { MemberToDel_Account: undefined }, 10004],
        ['101 members', { MemberToDel_Account: many(101, (index) => `m${index}`) }, 10005],
        ['a live group', { GroupId: 'live' }, 10004],
      ],
    ],
    [
      'forbid_send_msg',
      { GroupId: 'crew', Members_Account: ['bob'], MuteTime: 60 },
      [
        ['no Members_Account', { Members_Account: undefined }, 10004],
        ['no MuteTime', { MuteTime: undefined }, 10004],
        ['MuteTime beyond 32 bits', { MuteTime: 4294967296 }, 10004],
        ['501 members', { Members_Account: many(501, (index) => `m${index}`) }, 10005],
        ['a Work group', { GroupId: 'work' }, 10007],
      ],
    ],
    ['get_group_muted_account', { GroupId: 'crew' }, []],
    [
      'get_group_member_info',
      { GroupId: 'crew' },
      [
        ['Limit 0', { Limit: 0 }, 10004],
        ['Limit 201', { Limit: 201 }, 10054],
        ['Next outside a community', { Next: '' }, 10004],
        ['a live group', { GroupId: 'live' }, 10007],
      ],
    ],
    [
      'group_msg_get_simple',
      { GroupId: 'crew', ReqMsgNumber: 20 },
      [
        ['no ReqMsgNumber', { ReqMsgNumber: undefined }, 10004],
        ['WithRecalledMsg 2', { WithRecalledMsg: 2 }, 10004],
        ['a live group', { GroupId: 'live' }, 10007],
      ],
    ],
  ] as const
).flatMap(([command, good, cases]) => [
  ...(command === 'create_group'
    ? []
    : ([
        [command, good, 'no GroupId', { GroupId: undefined }, 10004],
        [command, good, 'a malformed GroupId', { GroupId: 'grüp' }, 10015],
        [command, good, 'a group that does not exist', { GroupId: 'gone' }, 10010],
      ] as const)),
  ...cases.map(([name, changes, code]) => [command, good, name, changes, code] as const),
]) as never;

test.each(refused)('%s %j: %s is refused with %j: %i', async (command, good, _name, changes, code) => {
  const before = groups().size;
  expect(await group(command, { ...good, ...changes })).toEqual({
    ActionStatus: 'FAIL',
    ErrorCode: code,
    ErrorInfo: expect.any(String),
  });
  expect(groups().size).toBe(before);
  expect(membersOf('crew')).toEqual(['alice', 'bob', 'carol']);
});

test.each([...new Map(refused.map(([command, good]) => [command, good]))])(
  '%s takes %j',
  async (command, good) => {
    expect(await group(command, good)).toMatchObject(ok);
  },
);

describe('create_group', () => {
  test('makes a group with its owner and members', async () => {
    const reply = await group('create_group', {
      Type: 'Public',
      Name: 'Team',
      GroupId: 'team-7',
      Owner_Account: 'alice',
      MemberList: [{ Member_Account: 'bob', Role: 'Admin' }, member('dave')],
    });
    expect(reply).toEqual({ ...ok, GroupId: 'team-7' });
    expect([...(groups().get('team-7')?.members.values() ?? [])]).toMatchObject([
      { userId: 'alice', role: 'Owner' },
      { userId: 'bob', role: 'Admin' },
      { userId: 'dave', role: 'Member' },
    ]);
  });

  test('gives an id that begins with @TGS#, and another each time', async () => {
    const ids = [
      (await group('create_group', { Type: 'Public', Name: 'One' })).GroupId,
      (await group('create_group', { Type: 'Public', Name: 'One' })).GroupId,
      (await group('create_group', { Type: 'Community', Name: 'Town' })).GroupId,
    ];
    expect(ids).toEqual([
      expect.stringMatching(/^@TGS#[^_]/),
      expect.stringMatching(/^@TGS#[^_]/),
      expect.stringMatching(/^@TGS#_/),
    ]);
    expect(new Set(ids).size).toBe(3);
  });

  test('says 10025 of an id that the caller’s own group has', async () => {
    const mine = { Type: 'Public', Name: 'Mine', GroupId: 'mine', Owner_Account: 'administrator' };
    expect(await group('create_group', mine)).toMatchObject(ok);
    expect(await group('create_group', mine)).toMatchObject({ ErrorCode: 10025 });
  });

  test('leaves out who was never imported, and takes the new names of types, where the options say so', async () => {
    await local.restart({
      readings: { unknownMembers: 'skip', groupTypeNames: 'both' },
    });
    const { emulator } = local;
    const body = { Type: 'Work', Name: 'W', GroupId: 'w', MemberList: [member('ghost')] };
    expect(await call(emulator, 'group_open_http_svc/create_group', body)).toMatchObject(ok);
    expect(emulator.tencentIm.groups.get('w')?.members.size).toBe(0);
  });

  test('has a limit where the edition has one', async () => {
    await local.restart({ limits: { groups: 7 } });
    const { emulator } = local;
    const create = () => call(emulator, 'group_open_http_svc/create_group', { Type: 'Public', Name: 'N' });
    expect([(await create()).ErrorCode, (await create()).ErrorCode]).toEqual([0, 10058]);
  });
});

test('destroy_group: the group is no more, and a second call says so', async () => {
  expect(await group('destroy_group', { GroupId: 'live' })).toEqual(ok);
  expect(await group('destroy_group', { GroupId: 'live' })).toMatchObject({ ErrorCode: 10010 });
});

describe('add_group_member', () => {
  test('answers for each: added, a member already, no place left', async () => {
    const MemberList = [member('carol'), member('bob'), member('carol'), member('dave')];
    expect(await group('add_group_member', { GroupId: 'small', MemberList })).toEqual({
      ...ok,
      MemberList: [
        { Member_Account: 'carol', Result: 1 },
        { Member_Account: 'bob', Result: 2 },
        { Member_Account: 'carol', Result: 2 },
        { Member_Account: 'dave', Result: 0 },
      ],
    });
    expect(membersOf('small')).toEqual(['alice', 'bob', 'carol']);
  });

  test('a fault for one of them is their Result', async () => {
    local.emulator.fail({ recipient: 'dave', fault: { kind: 'code', code: 10019 } });
    const reply = await group('add_group_member', { GroupId: 'crew', MemberList: [member('dave')] });
    expect(reply.MemberList).toEqual([{ Member_Account: 'dave', Result: 0 }]);
  });

  test.each([
    ['takes a MsgSeq', 'crew', 0, 3],
    ['takes none when it is silent', 'crew', 1, 2],
  ])('the tip %s', async (_name, GroupId, Silence, next) => {
    expect((await send()).MsgSeq).toBe(1);
    await group('add_group_member', { GroupId, Silence, MemberList: [member('dave')] });
    expect((await send()).MsgSeq).toBe(next);
    expect(local.emulator.inbox('bob').map(({ sequence }) => sequence)).toEqual([1, next]);
  });

  test('a new member gets what is written from then on', async () => {
    await send();
    await group('add_group_member', { GroupId: 'crew', MemberList: [member('dave')] });
    await send();
    expect(local.emulator.inbox('dave').map(({ sequence }) => sequence)).toEqual([3]);
  });
});

test('delete_group_member: who is no member is passed over, and who is deleted gets nothing more', async () => {
  expect(
    await group('delete_group_member', { GroupId: 'crew', MemberToDel_Account: ['bob', 'dave'] }),
  ).toEqual(ok);
  await send();
  expect(local.emulator.inbox('bob')).toEqual([]);
  expect(membersOf('crew')).toEqual(['alice', 'carol']);
  await group('delete_group_member', { GroupId: 'crew', MemberToDel_Account: ['alice', 'carol'] });
  expect(groups().get('crew')).toMatchObject({ owner: '' });
});

test('change_group_owner gives the group to a member, and an ownerless one an owner', async () => {
  expect(await group('change_group_owner', { GroupId: 'crew', NewOwner_Account: 'bob' })).toEqual(ok);
  expect(await group('change_group_owner', { GroupId: 'work', NewOwner_Account: 'bob' })).toEqual(ok);
  expect(groups().get('crew')?.members.get('alice')?.role).toBe('Member');
  expect([groups().get('crew')?.owner, groups().get('work')?.owner]).toEqual(['bob', 'bob']);
});

describe('a muted member', () => {
  const mute = (MuteTime: number) =>
    group('forbid_send_msg', { GroupId: 'crew', Members_Account: ['bob'], MuteTime });
  const listed = async () => (await group('get_group_muted_account', { GroupId: 'crew' })).MutedAccountList;

  test('cannot write for so long, whether or not they left meanwhile', async () => {
    expect(await mute(60)).toEqual(ok);
    expect(await listed()).toEqual([{ Member_Account: 'bob', MutedUntil: seconds() + 60 }]);
    expect(await send({ From_Account: 'bob' })).toMatchObject({ ErrorCode: 10017 });
    await group('delete_group_member', { GroupId: 'crew', MemberToDel_Account: ['bob'] });
    await group('add_group_member', { GroupId: 'crew', MemberList: [member('bob')] });
    expect(await send({ From_Account: 'bob' })).toMatchObject({ ErrorCode: 10017 });
    local.emulator.advance(60_000);
    expect(await send({ From_Account: 'bob' })).toMatchObject(ok);
    expect(await listed()).toEqual([]);
  });

  test('is muted for ever, or not any more', async () => {
    await mute(4294967295);
    local.emulator.advance(1e11);
    expect(await listed()).toEqual([{ Member_Account: 'bob', MutedUntil: 4294967295 }]);
    await mute(0);
    expect(await send({ From_Account: 'bob' })).toMatchObject(ok);
  });
});

describe('get_group_info', () => {
  test('answers for each group, whatever the top says', async () => {
    const ResponseFilter = { GroupBaseInfoFilter: ['Name', 'MemberNum'] };
    expect(await group('get_group_info', { GroupIdList: ['crew', 'gone', 'grüp'], ResponseFilter })).toEqual({
      ...ok,
      GroupInfo: [
        { GroupId: 'crew', ErrorCode: 0, ErrorInfo: '', Name: 'Crew', MemberNum: 3 },
        { GroupId: 'gone', ErrorCode: 10010, ErrorInfo: expect.any(String) },
        { GroupId: 'grüp', ErrorCode: 10015, ErrorInfo: expect.any(String) },
      ],
    });
  });

  test('has everything without a filter, and calls a member Account', async () => {
    await send({ From_Account: 'bob' });
    const { GroupInfo } = await group('get_group_info', { GroupIdList: ['crew'] });
    expect(GroupInfo).toMatchObject([
      {
        Type: 'Public',
        Owner_Account: 'alice',
        NextMsgSeq: 2,
        LastMsgTime: seconds(),
        MaxMemberNum: 2000,
        MuteAllMember: 'Off',
        MemberList: [
          { Account: 'alice', Role: 'Owner', LastSendMsgTime: 0 },
          { Account: 'bob', Role: 'Member', LastSendMsgTime: seconds(), MsgSeq: 1 },
          { Account: 'carol', Role: 'Member' },
        ],
      },
    ]);
    expect(JSON.stringify(GroupInfo)).not.toMatch(/Member_Account|OnlineStatus/);
  });

  test.each([
    ['no group', []],
    ['51 groups', many(51, (index) => `g${index}`)],
  ])('of %s is refused', async (_name, GroupIdList) => {
    expect(await group('get_group_info', { GroupIdList })).toMatchObject({ ErrorCode: 10004 });
  });

  test('of more than 1 MB is refused', async () => {
    groups().put({ groupId: 'big', members: many(9000, (index) => `member-${index}`) as string[] });
    expect(await group('get_group_info', { GroupIdList: ['big'] })).toMatchObject({ ErrorCode: 10018 });
    expect(await group('get_group_member_info', { GroupId: 'big' })).toMatchObject({ ErrorCode: 10018 });
  });
});

describe('get_group_member_info', () => {
  test('gives pages, and the total whatever the filter', async () => {
    const page = await group('get_group_member_info', {
      GroupId: 'crew',
      Limit: 1,
      Offset: 1,
      MemberInfoFilter: ['Role', 'OnlineStatus'],
    });
    expect(page).toEqual({
      ...ok,
      MemberNum: 3,
      MemberList: [{ Member_Account: 'bob', Role: 'Member', OnlineStatus: 'Online' }],
    });
    const owners = await group('get_group_member_info', {
      GroupId: 'crew',
      MemberRoleFilter: ['Owner'],
      MemberInfoFilter: ['Role'],
    });
    expect(owners).toMatchObject({ MemberNum: 3, MemberList: [{ Member_Account: 'alice', Role: 'Owner' }] });
  });

  test('pages through a community by Next', async () => {
    const page = (Next: string) =>
      group('get_group_member_info', { GroupId: '@TGS#_town', Limit: 1, Next, MemberInfoFilter: [] });
    const first = await page('');
    expect(first.MemberList).toEqual([{ Member_Account: 'alice' }]);
    expect(await page(String(first.Next))).toMatchObject({
      MemberList: [{ Member_Account: 'bob' }],
      Next: '',
    });
    const offset = { GroupId: '@TGS#_town', Limit: 1, Offset: 1 };
    expect(await group('get_group_member_info', offset)).toMatchObject({ ErrorCode: 10004 });
    expect(await group('get_group_member_info', { GroupId: '@TGS#_town', Limit: 101 })).toMatchObject({
      ErrorCode: 10054,
    });
  });
});

describe('get_joined_group_list', () => {
  const joined = async (changes: Record<string, unknown> = {}) => {
    const { TotalCount, GroupIdList } = await group('get_joined_group_list', {
      Member_Account: 'bob',
      ...changes,
    });
    return { TotalCount, ids: (GroupIdList as { GroupId: string }[]).map(({ GroupId }) => GroupId) };
  };

  test('leaves out live groups, and Work groups in which nobody has written', async () => {
    expect((await joined()).ids).toEqual(['crew', '@TGS#_town', 'small', 'full']);
    expect((await joined({ WithHugeGroups: 1, WithNoActiveGroups: 1 })).TotalCount).toBe(6);
    await send({ GroupId: 'work' });
    expect((await joined()).ids).toContain('work');
  });

  test('gives pages, types and what is asked for', async () => {
    expect(await joined({ Limit: 1, Offset: 1 })).toEqual({ TotalCount: 4, ids: ['@TGS#_town'] });
    expect((await joined({ GroupType: 'Public' })).ids).toEqual(['crew', 'small', 'full']);
    const ResponseFilter = { GroupBaseInfoFilter: ['Name'], SelfInfoFilter: ['Role'] };
    const { GroupIdList } = await group('get_joined_group_list', { Member_Account: 'alice', ResponseFilter });
    expect(GroupIdList).toContainEqual({ GroupId: 'crew', Name: 'Crew', SelfInfo: { Role: 'Owner' } });
  });

  test.each<[string, Record<string, unknown>]>([
    ['nobody', { Member_Account: undefined }],
    ['one who was never imported', { Member_Account: 'ghost' }],
    ['Limit 5001', { Limit: 5001 }],
    ['topics of another type', { SupportTopic: 1 }],
  ])('of %s is refused', async (_name, changes) => {
    const body = { Member_Account: 'bob', ...changes };
    expect(await group('get_joined_group_list', body)).toMatchObject({ ErrorCode: 10004 });
  });
});

describe('group_msg_get_simple', () => {
  const page = (changes: Record<string, unknown> = {}) =>
    group('group_msg_get_simple', { GroupId: 'crew', ReqMsgNumber: 20, ...changes });

  test('gives the newest first, with tips and empty places', async () => {
    await send({ From_Account: 'alice', MsgPriority: 'High', Random: 77, CloudCustomData: 'c' });
    await group('add_group_member', { GroupId: 'crew', MemberList: [member('dave')] });
    await send({ OnlineOnlyFlag: 1 });
    expect(await page()).toEqual({
      ...ok,
      GroupId: 'crew',
      IsFinished: 1,
      RspMsgList: [
        { MsgSeq: 3, IsPlaceMsg: 1, MsgBody: [] },
        expect.objectContaining({ MsgSeq: 2, IsPlaceMsg: 0, IsSystemMsg: 1 }),
        {
          From_Account: 'alice',
          IsPlaceMsg: 0,
          MsgBody: textBody(),
          MsgPriority: 1,
          MsgRandom: 77,
          MsgSeq: 1,
          MsgTimeStamp: seconds(),
        },
      ],
    });
  });

  test('leaves out what was recalled, unless it is asked for', async () => {
    await send();
    await group('group_msg_recall', { GroupId: 'crew', MsgSeqList: [{ MsgSeq: 1 }] });
    expect((await page()).RspMsgList).toEqual([]);
    expect((await page({ WithRecalledMsg: 1 })).RspMsgList).toMatchObject([
      { MsgSeq: 1, IsPlaceMsg: 2, MsgBody: [] },
    ]);
  });

  test('pages backwards, and never gives more than 20', async () => {
    for (let index = 0; index < 25; index += 1) await send();
    const sequences = (reply: Reply) =>
      (reply.RspMsgList as { MsgSeq: number }[]).map(({ MsgSeq }) => MsgSeq);
    expect(sequences(await page({ ReqMsgNumber: 2, ReqMsgSeq: 4 }))).toEqual([4, 3]);
    const cut = await page({ ReqMsgNumber: 21 });
    expect([cut.IsFinished, sequences(cut).length, sequences(cut)[0]]).toEqual([0, 20, 25]);
  });
});

describe('send_group_msg', () => {
  test('a message above the group’s rate is refused, or dropped where the option says so', async () => {
    await local.restart({
      limits: { groupMessagesPerSecond: 1 },
      readings: { groupOverload: 'drop' },
    });
    const { emulator } = local;
    const sendTo = (Random: number) =>
      call(emulator, 'group_open_http_svc/send_group_msg', { GroupId: 'crew', Random, MsgBody: textBody() });
    expect(await sendTo(1)).not.toHaveProperty('MsgDropReason');
    expect(await sendTo(2)).toMatchObject({ ...ok, MsgDropReason: 'MsgFreqCtrl' });
    emulator.advance(1000);
    // The same bytes are a copy of what was dropped.
    expect(await sendTo(2)).toMatchObject({ MsgDropReason: 'MsgFreqCtrl' });
    expect(emulator.inbox('bob')).toHaveLength(1);
    expect(await sendTo(3)).toMatchObject(ok);
  });

  test('a fault drops one message', async () => {
    local.emulator.fail({ endpoint: 'send_group_msg', fault: { kind: 'drop' } });
    expect(await send()).toMatchObject({ ...ok, MsgDropReason: 'MsgFreqCtrl' });
    expect(local.emulator.inbox('bob')).toEqual([]);
    expect(await send()).not.toHaveProperty('MsgDropReason');
    expect(local.emulator.inbox('bob')).toHaveLength(1);
  });

  test('Random alone makes a copy where the option says so', async () => {
    const other = [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'another' } }];
    expect((await send({ Random: 5 })).MsgSeq).toBe(1);
    expect((await send({ Random: 5, MsgBody: other })).MsgSeq).toBe(2);
    await local.restart({ readings: { groupDedup: 'random' } });
    const { emulator } = local;
    const sendTo = (MsgBody: unknown) =>
      call(emulator, 'group_open_http_svc/send_group_msg', { GroupId: 'crew', Random: 5, MsgBody });
    expect([(await sendTo(textBody())).MsgSeq, (await sendTo(other)).MsgSeq]).toEqual([1, 1]);
  });

  test('a sender who is no member is refused where the option says so', async () => {
    expect(await send({ From_Account: 'dave' })).toMatchObject(ok);
    await local.restart({ readings: { groupSender: 'member' } });
    const { emulator } = local;
    const body = { GroupId: 'crew', Random: 1, MsgBody: textBody(), From_Account: 'dave' };
    const sendIt = (changes: object) =>
      call(emulator, 'group_open_http_svc/send_group_msg', { ...body, ...changes });
    expect(await sendIt({})).toMatchObject({ ErrorCode: 10007 });
    expect(await sendIt({ From_Account: undefined })).toMatchObject(ok);
  });

  test('everybody but owner and administrators is muted at once', async () => {
    groups().put({ groupId: 'quiet', owner: 'alice', admins: ['bob'], members: ['carol'], muteAll: true });
    const from = async (From_Account: string) => (await send({ GroupId: 'quiet', From_Account })).ErrorCode;
    expect([await from('alice'), await from('bob'), await from('carol')]).toEqual([0, 0, 10017]);
  });

  test('a meeting counts nothing as unread, and refuses NoUnread, unless it is switched on', async () => {
    groups().put({ groupId: 'meet', type: 'ChatRoom', members: ['alice', 'bob'] });
    await send({ GroupId: 'meet' });
    expect(local.emulator.messages.at(-1)?.countsAsUnread).toBe(false);
    expect(await send({ GroupId: 'meet', SendMsgControl: ['NoUnread'] })).toMatchObject({ ErrorCode: 10004 });
    await local.restart({ switches: { meetingUnread: true } });
    const { emulator } = local;
    emulator.tencentIm.groups.put({ groupId: 'meet', type: 'ChatRoom', members: ['alice', 'bob'] });
    const body = { GroupId: 'meet', Random: 1, MsgBody: textBody() };
    expect(await call(emulator, 'group_open_http_svc/send_group_msg', body)).toMatchObject(ok);
    expect(emulator.messages.at(-1)?.countsAsUnread).toBe(true);
  });

  test('a live group reaches who is there, keeps no history, and has no mention of all and no receipts', async () => {
    groups().put({ groupId: 'show', type: 'AVChatRoom', members: ['alice', 'bob', 'carol'] });
    const { MsgSeq } = await send({ GroupId: 'show', From_Account: 'alice' });
    expect(local.emulator.inbox('bob')).toHaveLength(1);
    expect(local.emulator.inbox('carol')).toEqual([]);
    expect(local.emulator.messages.at(-1)?.stored).toBe(false);
    const all = { GroupId: 'show', GroupAtInfo: [{ GroupAtAllFlag: 1 }] };
    expect(await send(all)).toMatchObject({ ErrorCode: 10004 });
    expect(await send({ GroupId: 'show', NeedReadReceipt: 1 })).toMatchObject({ ErrorCode: 10004 });
    const recall = { GroupId: 'show', MsgSeqList: [{ MsgSeq }] };
    expect((await group('group_msg_recall', recall)).RecallRetList).toEqual([{ MsgSeq, RetCode: 0 }]);
    expect(local.emulator.inbox('bob')[0]?.state).toBe('recalled');
  });
});
