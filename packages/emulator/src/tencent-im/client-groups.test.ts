import { beforeEach, describe, expect, test } from 'vitest';
import type { ClientAct } from '../client-act.ts';
import type { JsonObject } from '../vendor.ts';
import { ServiceHarness } from './__fixtures__/service-harness.ts';
import { textBody } from './__fixtures__/tencent-im-client.ts';

let harness: ServiceHarness;
beforeEach(() => {
  harness = new ServiceHarness({
    groups: [
      { groupId: 'grp', owner: 'alice', members: ['bob'] },
      { groupId: 'work', type: 'Private', owner: 'alice', members: ['bob'] },
      { groupId: 'live', type: 'AVChatRoom', owner: 'alice', members: ['bob'] },
      { groupId: 'full', owner: 'alice', members: ['bob'], maxMembers: 2 },
      { groupId: 'nearly', owner: 'alice', members: ['bob'], maxMembers: 3 },
      { groupId: 'shut', owner: 'alice', applyJoinOption: 'DisableApply', muted: ['bob'], members: ['bob'] },
    ],
  });
});

const eventTime = expect.stringMatching(/^\d{13}$/);
const act = (userId: string, what: ClientAct) => harness.service.clientAct(userId, what);
const told = () => harness.told.map(({ body }) => body);
const membersOf = (groupId: string) => [...(harness.service.groups.get(groupId)?.members.keys() ?? [])];
const named = (...users: string[]) => users.map((Member_Account) => ({ Member_Account }));
const group = { channel: 'group', id: 'grp' } as const;
const event = (CallbackCommand: string, body: JsonObject) => ({
  CallbackCommand,
  EventTime: eventTime,
  ...body,
});

describe('a device in groups', () => {
  test.each<[string, string, ClientAct, JsonObject | undefined, readonly JsonObject[]]>([
    [
      'makes one',
      'carol',
      { act: 'create', channel: 'group', id: 'crew', name: 'Crew', users: ['bob', 'ghost'] },
      event('Group.CallbackBeforeCreateGroup', {
        Operator_Account: 'carol',
        Owner_Account: 'carol',
        Type: 'Public',
        Name: 'Crew',
        CreateGroupNum: 0,
        MemberList: named('bob'),
      }),
      [
        event('Group.CallbackAfterCreateGroup', {
          GroupId: 'crew',
          Operator_Account: 'carol',
          Owner_Account: 'carol',
          Type: 'Public',
          Name: 'Crew',
          MemberList: named('carol', 'bob'),
          UserDefinedDataList: [],
        }),
      ],
    ],
    [
      'joins one',
      'carol',
      { act: 'join', ...group },
      event('Group.CallbackBeforeApplyJoinGroup', {
        GroupId: 'grp',
        Type: 'Public',
        Requestor_Account: 'carol',
      }),
      [
        event('Group.CallbackAfterNewMemberJoin', {
          GroupId: 'grp',
          Type: 'Public',
          JoinType: 'Apply',
          Operator_Account: 'carol',
          NewMemberList: named('carol'),
        }),
      ],
    ],
    [
      'joins one, which is full from then on',
      'carol',
      { act: 'join', channel: 'group', id: 'nearly' },
      expect.anything(),
      [
        expect.objectContaining({ CallbackCommand: 'Group.CallbackAfterNewMemberJoin' }),
        event('Group.CallbackAfterGroupFull', { GroupId: 'nearly' }),
      ],
    ],
    [
      'brings others into one',
      'bob',
      { act: 'invite', ...group, users: ['carol', 'alice', 'ghost'] },
      event('Group.CallbackBeforeInviteJoinGroup', {
        GroupId: 'grp',
        Type: 'Public',
        Operator_Account: 'bob',
        DestinationMembers: named('carol'),
      }),
      [
        event('Group.CallbackAfterNewMemberJoin', {
          GroupId: 'grp',
          Type: 'Public',
          JoinType: 'Invited',
          Operator_Account: 'bob',
          NewMemberList: named('carol'),
        }),
      ],
    ],
    [
      'leaves one',
      'bob',
      { act: 'leave', ...group },
      undefined,
      [
        event('Group.CallbackAfterMemberExit', {
          GroupId: 'grp',
          Type: 'Public',
          ExitType: 'Quit',
          Operator_Account: 'bob',
          ExitMemberList: named('bob'),
        }),
      ],
    ],
    [
      'puts others out of one',
      'alice',
      { act: 'remove', ...group, users: ['bob', 'alice'] },
      undefined,
      [
        event('Group.CallbackAfterMemberExit', {
          GroupId: 'grp',
          Type: 'Public',
          ExitType: 'Kicked',
          Operator_Account: 'alice',
          ExitMemberList: named('bob'),
        }),
      ],
    ],
    [
      'dissolves one',
      'alice',
      { act: 'dissolve', ...group },
      undefined,
      [
        event('Group.CallbackAfterGroupDestroyed', {
          GroupId: 'grp',
          Type: 'Public',
          Owner_Account: 'alice',
          Name: '',
          MemberList: named('alice', 'bob'),
        }),
      ],
    ],
    [
      'enters a room',
      'carol',
      { act: 'join', channel: 'room', id: 'live' },
      expect.objectContaining({ CallbackCommand: 'Group.CallbackBeforeApplyJoinGroup' }),
      [
        expect.objectContaining({
          CallbackCommand: 'Group.CallbackAfterNewMemberJoin',
          GroupId: 'live',
          Type: 'AVChatRoom',
        }),
        event('Group.CallbackOnMemberStateChange', {
          GroupId: 'live',
          Type: 'AVChatRoom',
          EventType: 'Online',
          EventCause: 'Join',
          MemberList: named('carol'),
        }),
      ],
    ],
    [
      'leaves a room',
      'bob',
      { act: 'leave', channel: 'room', id: 'live' },
      undefined,
      [
        expect.objectContaining({
          CallbackCommand: 'Group.CallbackAfterMemberExit',
          GroupId: 'live',
          ExitType: 'Quit',
        }),
        expect.objectContaining({
          CallbackCommand: 'Group.CallbackOnMemberStateChange',
          EventType: 'Offline',
          EventCause: 'Quit',
        }),
      ],
    ],
  ])('%s', async (_name, userId, what, question, bodies) => {
    expect(await act(userId, what)).toMatchObject({ code: 0 });
    expect(harness.asked.map(({ body }) => body)).toEqual(question === undefined ? [] : [question]);
    expect(told()).toEqual(bodies);
  });

  test('changes who is in them, and leaves a number for the tip', async () => {
    await act('carol', { act: 'join', ...group });
    await act('bob', { act: 'leave', ...group });
    expect(membersOf('grp')).toEqual(['alice', 'carol']);
    const message = { MsgBody: textBody() };
    expect(await act('carol', { act: 'send', channel: 'group', to: 'grp', message })).toEqual({
      code: 0,
      messageId: '3',
    });
  });

  test('leaves out whom the webhook refuses', async () => {
    harness.users.put('dave');
    harness.webhooks.answer = { ActionStatus: 'OK', ErrorCode: 0, RefusedMembers_Account: ['carol'] };
    await act('bob', { act: 'invite', ...group, users: ['carol', 'dave'] });
    expect(membersOf('grp')).toEqual(['alice', 'bob', 'dave']);
  });

  test.each<[string, ClientAct, JsonObject | undefined, number]>([
    ['refuses', { act: 'join', ...group }, { ErrorCode: 1 }, 10016],
    ['refuses with a code of its own', { act: 'join', ...group }, { ErrorCode: 10_150 }, 10150],
    ['gives no good answer', { act: 'join', ...group }, undefined, 0],
    ['refuses a group', { act: 'create', channel: 'group' }, { ErrorCode: 1 }, 10016],
    ['refuses an invitation', { act: 'invite', ...group, users: ['bob'] }, { ErrorCode: 1 }, 10007],
  ])('asks the webhook, which %s', async (_name, what, answer, code) => {
    harness.webhooks.answer = answer;
    expect((await act('carol', what)).code).toBe(code);
    expect(harness.told).toHaveLength(code === 0 ? 1 : 0);
  });

  test.each<[string, string, ClientAct, number]>([
    ['an id that is taken', 'carol', { act: 'create', ...group }, 10021],
    ['an id of a group of its own', 'alice', { act: 'create', ...group }, 10025],
    ['an unknown type', 'alice', { act: 'create', channel: 'group', type: 'Guild' }, 10004],
    ['an unknown group', 'carol', { act: 'join', channel: 'group', id: 'nowhere' }, 10010],
    ['a group that is no room', 'carol', { act: 'join', channel: 'room', id: 'grp' }, 10010],
    ['a group it is in', 'bob', { act: 'join', ...group }, 10013],
    ['a group by invitation alone', 'carol', { act: 'join', channel: 'group', id: 'work' }, 10007],
    ['a group that takes nobody', 'carol', { act: 'join', channel: 'group', id: 'shut' }, 10007],
    ['a group it is not in', 'carol', { act: 'leave', ...group }, 10007],
    ['a group that needs its owner', 'alice', { act: 'leave', ...group }, 10007],
    ['a group of another owner', 'bob', { act: 'dissolve', ...group }, 10007],
    ['a work group', 'alice', { act: 'dissolve', channel: 'group', id: 'work' }, 10007],
    ['members it may not put out', 'bob', { act: 'remove', ...group, users: ['alice'] }, 10007],
    ['guests in a room', 'bob', { act: 'invite', channel: 'group', id: 'live', users: ['carol'] }, 10007],
  ])('is refused %s', async (_name, userId, what, code) => {
    expect(await act(userId, what)).toEqual({ code });
    expect(harness.told).toEqual([]);
  });

  test('is told that a group is full, and so is the webhook', async () => {
    expect(await act('carol', { act: 'join', channel: 'group', id: 'full' })).toEqual({ code: 10014 });
    expect(told()).toEqual([event('Group.CallbackAfterGroupFull', { GroupId: 'full' })]);
  });

  test('may not speak where it is muted, which is told as a failure', async () => {
    const message = { MsgBody: textBody() };
    expect(await act('bob', { act: 'send', channel: 'group', to: 'shut', message })).toEqual({ code: 10017 });
    expect(told()).toEqual([
      event('Group.CallbackSendMsgException', {
        GroupId: 'shut',
        Type: 'Public',
        From_Account: 'bob',
        Operator_Account: 'bob',
        Random: expect.any(Number),
        OnlineOnlyFlag: 0,
        ...message,
        ErrorCode: 10017,
      }),
    ]);
  });
});
