import { beforeEach, describe, expect, test } from 'vitest';
import type { ClientAct } from '../client-act.ts';
import type { JsonObject } from '../vendor.ts';
import { ServiceHarness } from './__fixtures__/service-harness.ts';
import { textBody } from './__fixtures__/tencent-im-client.ts';

let harness: ServiceHarness;
beforeEach(() => {
  harness = new ServiceHarness({ groups: [{ groupId: 'grp', owner: 'alice', members: ['bob'] }] });
});

const act = (userId: string, what: ClientAct) => harness.service.clientAct(userId, what);
const told = () => harness.told.map(({ body }) => body);
const group = () => harness.service.groups.get('grp');
const event = (CallbackCommand: string, body: JsonObject) => ({
  CallbackCommand,
  EventTime: expect.stringMatching(/^\d{13}$/),
  GroupId: 'grp',
  ...body,
});

describe('a device that changes a group', () => {
  test('tells only what was changed', async () => {
    await act('alice', { act: 'change_group', id: 'grp', name: 'Crew', notice: '' });
    expect(told()).toEqual([
      event('Group.CallbackAfterGroupInfoChanged', {
        Type: 'Public',
        Operator_Account: 'alice',
        Name: 'Crew',
        Notification: '',
      }),
    ]);
    expect(group()).toMatchObject({ name: 'Crew', notification: '', introduction: '' });
  });

  test('tells of attributes, set and deleted', async () => {
    await act('alice', { act: 'change_group', id: 'grp', attributes: { topic: 'boats', level: '2' } });
    await act('alice', { act: 'change_group', id: 'grp', attributes: { topic: '' } });
    const command = 'Group.CallbackAfterGroupAttrChanged';
    const common = { Type: 'Public', Operator_Account: 'alice' };
    expect(told()).toEqual([
      event(command, {
        ...common,
        OptionType: 'modify',
        GroupAttr: [
          { key: 'topic', value: 'boats' },
          { key: 'level', value: '2' },
        ],
      }),
      event(command, { ...common, OptionType: 'delete', GroupAttr: [{ key: 'topic' }] }),
    ]);
    expect(group()?.attributes).toEqual(new Map([['level', '2']]));
  });

  test('tells of a member’s role and name card', async () => {
    await act('alice', { act: 'change_member', id: 'grp', user: 'bob', role: 'admin', nickname: 'B' });
    expect(told()).toEqual([
      event('Group.CallbackAfterMemberFieldChanged', {
        Type: 'Public',
        Operator_Account: 'alice',
        Modified_Account: 'bob',
        Role: 'Admin',
        NameCard: 'B',
      }),
    ]);
    expect(group()?.members.get('bob')).toMatchObject({ role: 'Admin', nameCard: 'B' });
  });

  test('tells of a new owner', async () => {
    await act('alice', { act: 'transfer', id: 'grp', user: 'bob' });
    expect(told()).toEqual([
      event('Group.CallbackAfterChangeGroupOwner', {
        Type: 'Public',
        Operator_Account: 'alice',
        OldOwner_Account: 'alice',
        NewOwner_Account: 'bob',
      }),
    ]);
    expect(group()?.owner).toBe('bob');
  });

  test.each<[string, string, ClientAct, number]>([
    ['a group that it does not manage', 'bob', { act: 'change_group', id: 'grp', name: 'x' }, 10007],
    ['a role', 'bob', { act: 'change_member', id: 'grp', user: 'bob', role: 'admin' }, 10007],
    ['the owner’s role', 'alice', { act: 'change_member', id: 'grp', user: 'alice', role: 'member' }, 10007],
    ['the owner', 'bob', { act: 'transfer', id: 'grp', user: 'bob' }, 10007],
    ['the owner to a stranger', 'alice', { act: 'transfer', id: 'grp', user: 'carol' }, 10007],
    ['an unknown group', 'alice', { act: 'change_group', id: 'nowhere' }, 10010],
  ])('may not change %s', async (_name, userId, what, code) => {
    expect(await act(userId, what)).toEqual({ code });
    expect(told()).toEqual([]);
  });
});

describe('a device that extends a message', () => {
  const message = { MsgBody: textBody(), SupportMessageExtension: 1 };
  const sent = async (to: string, channel: 'direct' | 'group') => {
    await act('alice', { act: 'send', to, channel, message });
    harness.told.length = 0;
    return harness.messages.all()[0];
  };

  test('tells what was set, deleted and cleared', async () => {
    const kept = await sent('bob', 'direct');
    const steps: readonly Record<string, string>[] = [{ like: 'bob', seen: '1' }, { like: '' }, {}];
    for (const extensions of steps) {
      expect(await act('bob', { act: 'extend', message: kept?.id ?? 0, extensions })).toEqual({ code: 0 });
    }
    const common = {
      CallbackCommand: 'C2C.CallbackAfterC2CMsgExtension',
      EventTime: expect.any(String),
      From_Account: 'alice',
      To_Account: 'bob',
      MsgKey: kept?.messageId,
      Operator_Account: 'bob',
      Seq: 1,
    };
    expect(told()).toEqual([
      {
        ...common,
        OperateType: 1,
        ExtensionList: [
          { Key: 'like', Value: 'bob', Seq: 1 },
          { Key: 'seen', Value: '1', Seq: 1 },
        ],
      },
      { ...common, OperateType: 2, ExtensionList: [{ Key: 'like', Seq: 1 }] },
      { ...common, OperateType: 3, ExtensionList: [] },
    ]);
    expect(kept?.extensions).toEqual({});
  });

  test('tells of a message of a group', async () => {
    const kept = await sent('grp', 'group');
    await act('bob', { act: 'extend', message: kept?.id ?? 0, extensions: { like: 'bob' } });
    expect(told()).toEqual([
      event('Group.CallbackAfterGroupMsgExtension', {
        MsgSeq: kept?.sequence,
        Operator_Account: 'bob',
        OperateType: 1,
        ExtensionList: [{ Key: 'like', Value: 'bob', Seq: 1 }],
        Seq: 1,
      }),
    ]);
    expect(kept?.extensions).toEqual({ like: 'bob' });
  });

  test('may not where the message was not sent for it, or is another’s', async () => {
    await act('alice', { act: 'send', to: 'bob', message: { MsgBody: textBody() } });
    const plain = harness.messages.all()[0]?.id ?? 0;
    expect(await act('bob', { act: 'extend', message: plain, extensions: {} })).toEqual({ code: 20022 });
    await act('alice', { act: 'send', to: 'bob', message });
    const kept = harness.messages.all()[1]?.id ?? 0;
    expect(await act('carol', { act: 'extend', message: kept, extensions: {} })).toEqual({ code: 20022 });
  });
});
