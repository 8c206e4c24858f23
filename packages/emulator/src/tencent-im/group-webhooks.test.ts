import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../vendor.ts';
import { ServiceHarness } from './__fixtures__/service-harness.ts';
import { textBody } from './__fixtures__/tencent-im-client.ts';

let harness: ServiceHarness;
beforeEach(() => {
  harness = new ServiceHarness({
    groups: [
      { groupId: 'grp', owner: 'alice', members: ['bob'], muted: ['bob'], maxMembers: 4 },
      { groupId: 'live', type: 'AVChatRoom', owner: 'alice', members: ['bob'] },
    ],
  });
});

const call = (command: string, body: JsonObject) => harness.call(`group_open_http_svc/${command}`, body);
const membersOf = (groupId: string) => [...(harness.service.groups.get(groupId)?.members.keys() ?? [])];
const named = (...users: string[]) => users.map((Member_Account) => ({ Member_Account }));
const event = (CallbackCommand: string, body: JsonObject) => ({
  CallbackCommand,
  EventTime: expect.stringMatching(/^\d{13}$/),
  ...body,
});
const ofGroup = { GroupId: 'grp', Type: 'Public' };
const message = {
  ...{ GroupId: 'grp', Random: 9, From_Account: 'alice', MsgBody: textBody() },
};

describe('what a server does to groups', () => {
  test.each<[string, JsonObject, JsonObject | undefined, readonly JsonObject[]]>([
    [
      'create_group',
      {
        ...{ Type: 'Public', Name: 'Crew', GroupId: 'crew', Owner_Account: 'alice' },
        MemberList: named('carol'),
      },
      event('Group.CallbackBeforeCreateGroup', {
        Operator_Account: 'administrator',
        Owner_Account: 'alice',
        Type: 'Public',
        Name: 'Crew',
        CreateGroupNum: 2,
        MemberList: named('carol'),
      }),
      [
        event('Group.CallbackAfterCreateGroup', {
          GroupId: 'crew',
          Operator_Account: 'administrator',
          Owner_Account: 'alice',
          Type: 'Public',
          Name: 'Crew',
          MemberList: named('alice', 'carol'),
          UserDefinedDataList: [],
        }),
      ],
    ],
    [
      'add_group_member',
      { GroupId: 'grp', MemberList: named('bob', 'carol') },
      event('Group.CallbackBeforeInviteJoinGroup', {
        ...ofGroup,
        Operator_Account: 'administrator',
        DestinationMembers: named('carol'),
      }),
      [
        event('Group.CallbackAfterNewMemberJoin', {
          ...ofGroup,
          JoinType: 'Invited',
          Operator_Account: 'administrator',
          NewMemberList: named('carol'),
        }),
      ],
    ],
    [
      'delete_group_member',
      { GroupId: 'grp', MemberToDel_Account: ['bob', 'carol'] },
      undefined,
      [
        event('Group.CallbackAfterMemberExit', {
          ...ofGroup,
          ExitType: 'Kicked',
          Operator_Account: 'administrator',
          ExitMemberList: named('bob'),
        }),
      ],
    ],
    [
      'change_group_owner',
      { GroupId: 'grp', NewOwner_Account: 'bob' },
      undefined,
      [
        event('Group.CallbackAfterChangeGroupOwner', {
          ...ofGroup,
          Operator_Account: 'administrator',
          OldOwner_Account: 'alice',
          NewOwner_Account: 'bob',
        }),
      ],
    ],
    [
      'destroy_group',
      { GroupId: 'live' },
      undefined,
      [
        event('Group.CallbackAfterGroupDestroyed', {
          GroupId: 'live',
          Type: 'AVChatRoom',
          Owner_Account: 'alice',
          Name: '',
          MemberList: named('alice', 'bob'),
        }),
      ],
    ],
    [
      'send_group_msg',
      { ...message, From_Account: 'bob' },
      undefined,
      [
        event('Group.CallbackSendMsgException', {
          ...ofGroup,
          From_Account: 'bob',
          Operator_Account: 'administrator',
          Random: 9,
          OnlineOnlyFlag: 0,
          MsgBody: textBody(),
          ErrorCode: 10017,
        }),
      ],
    ],
  ])('%s', async (command, body, question, bodies) => {
    await call(command, body);
    expect(harness.asked.map(({ body: asked }) => asked)).toEqual(question === undefined ? [] : [question]);
    expect(harness.told.map(({ body: told }) => told)).toEqual(bodies);
    expect(harness.webhooks.origins).toEqual(['server']);
  });

  test.each<[string, JsonObject, number]>([
    ['refuses a group', { ErrorCode: 1 }, 10016],
    ['refuses a group with a code of its own', { ErrorCode: 10_199, ErrorInfo: 'no' }, 10199],
    ['answers with a code that it may not choose', { ErrorCode: 20_000 }, 0],
  ])('the webhook %s', async (_name, answer, code) => {
    harness.webhooks.answer = answer;
    const reply = await call('create_group', { Type: 'Public', Name: 'Crew', GroupId: 'crew' });
    expect(reply.ErrorCode).toBe(code);
    expect(harness.service.groups.get('crew') === undefined).toBe(code !== 0);
  });

  test('the webhook leaves users out of those who are added', async () => {
    harness.users.put('dave');
    harness.webhooks.answer = { ActionStatus: 'OK', ErrorCode: 0, RefusedMembers_Account: ['carol'] };
    const reply = await call('add_group_member', { GroupId: 'grp', MemberList: named('carol', 'dave') });
    expect(reply.MemberList).toEqual([
      { Member_Account: 'carol', Result: 0 },
      { Member_Account: 'dave', Result: 1 },
    ]);
    expect(membersOf('grp')).toEqual(['alice', 'bob', 'dave']);
  });

  test('a message that is refused by the webhook did not fail in delivery', async () => {
    harness.webhooks.answer = { ErrorCode: 1 };
    expect((await call('send_group_msg', message)).ErrorCode).toBe(10016);
    expect(harness.told).toEqual([]);
  });

  test('a group that gets too many messages has them told as failed', async () => {
    harness = new ServiceHarness({ limits: { groupMessagesPerSecond: 1 } });
    harness.clock.freeze();
    for (const Random of [1, 2]) await call('send_group_msg', { ...message, Random });
    expect(harness.told.at(-1)?.body).toMatchObject({
      CallbackCommand: 'Group.CallbackSendMsgException',
      Random: 2,
      ErrorCode: 10023,
    });
  });

  test('a robot that a server mentions is told', async () => {
    const GroupAtInfo = [{ GroupAtAllFlag: 0, GroupAt_Account: '@RBT#helper' }];
    await call('send_group_msg', { ...message, GroupAtInfo });
    expect(harness.told.map(({ event: name }) => name)).toEqual([
      'Group.CallbackAfterSendMsg',
      'Bot.OnGroupMessage',
    ]);
  });
});
