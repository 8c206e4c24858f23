import { beforeEach, describe, expect, test } from 'vitest';
import type { ClientAct } from '../client-act.ts';
import type { JsonObject } from '../vendor.ts';
import { ServiceHarness } from './__fixtures__/service-harness.ts';
import { textBody } from './__fixtures__/tencent-im-client.ts';

let harness: ServiceHarness;
beforeEach(() => {
  harness = new ServiceHarness();
  harness.clock.freeze();
});

const eventTime = expect.stringMatching(/^\d{13}$/);
const act = (userId: string, what: ClientAct) => harness.service.clientAct(userId, what);
/** What was told since, whole. */
const told = () => harness.told.map(({ body }) => body);
const seconds = () => harness.clock.seconds();
const stateChange = (info: JsonObject, more: JsonObject = {}) => ({
  CallbackCommand: 'State.StateChange',
  EventTime: eventTime,
  Info: { To_Account: 'alice', ...info },
  ...more,
});

/** Alice writes to Bob, or to a group, and what that raised is forgotten. */
async function sent(message: JsonObject = {}, to = 'bob', channel: 'direct' | 'group' = 'direct') {
  await act('alice', { act: 'send', to, channel, message: { MsgBody: textBody(), ...message } });
  harness.told.length = 0;
  const last = harness.messages.all().at(-1);
  if (last === undefined) throw new Error('nothing was sent');
  return last;
}

describe('a device that logs in and out', () => {
  test.each<[string, ClientAct, JsonObject, JsonObject]>([
    [
      'logs in',
      { act: 'online', platform: 'Android' },
      stateChange({ Action: 'Login', Reason: 'Register' }),
      { presence: 'online', device: { platform: 'Android' } },
    ],
    [
      'logs out',
      { act: 'offline' },
      stateChange({ Action: 'Logout', Reason: 'Unregister' }),
      { presence: 'offline', loggedOut: true },
    ],
    [
      'closes its connection',
      { act: 'offline', reason: 'disconnected' },
      stateChange({ Action: 'Disconnect', Reason: 'LinkClose' }),
      { presence: 'offline', loggedOut: false },
    ],
    [
      'sets a status',
      { act: 'set_status', status: 'at lunch' },
      stateChange({ Action: 'CustomStatusChange', Reason: 'SetCustomStatus', CustomStatus: 'at lunch' }),
      { presence: 'online' },
    ],
  ])('%s', async (_name, what, body, user) => {
    expect(await act('alice', what)).toEqual({ code: 0 });
    expect(told()).toEqual([body]);
    expect(harness.users.get('alice')).toMatchObject(user);
  });

  test('says of which platform it is, and which one it takes the place of', async () => {
    await act('alice', { act: 'online', platform: 'IOS' });
    await act('alice', { act: 'online', platform: 'Android' });
    await act('alice', { act: 'offline' });
    expect(harness.webhooks.origins).toEqual([
      { platform: 'IOS' },
      { platform: 'Android' },
      { platform: 'Android' },
    ]);
    expect(told()[1]).toMatchObject({ KickedDevice: [{ Platform: 'IOS' }] });
  });

  test('is given up 400 seconds after nothing more was heard of it', async () => {
    await act('alice', { act: 'offline', reason: 'timeout' });
    harness.clock.advance(399_999);
    expect(told().filter(({ CallbackCommand }) => CallbackCommand === 'State.StateChange')).toEqual([]);
    expect(harness.users.get('alice')?.presence).toBe('online');
    harness.clock.advance(1);
    expect(told().at(-1)).toEqual(stateChange({ Action: 'Disconnect', Reason: 'TimeOut' }));
    expect(harness.users.get('alice')?.presence).toBe('offline');
  });

  test('counts as gone from live groups after 30 seconds, until it is heard of again', async () => {
    await act('alice', { act: 'offline', reason: 'timeout' });
    harness.clock.advance(30_000);
    const live = { GroupId: 'live', Type: 'AVChatRoom', EventTime: eventTime };
    const command = 'Group.CallbackOnMemberStateChange';
    const gone = {
      ...live,
      CallbackCommand: command,
      EventType: 'Offline',
      EventCause: 'HeartbeatInterrupt',
      MemberList: [{ Member_Account: 'alice' }],
    };
    expect(told()).toEqual([gone]);
    harness.told.length = 0;
    await act('alice', { act: 'online' });
    harness.clock.advance(1_000_000);
    expect(told()).toEqual([
      stateChange({ Action: 'Login', Reason: 'Register' }),
      { ...gone, EventType: 'Online', EventCause: 'HeartbeatRecover' },
    ]);
  });

  test('shows no push after a logout, but after a lost connection it does', async () => {
    const message = { MsgBody: textBody() };
    const shown: (boolean | undefined)[] = [];
    for (const reason of ['logout', 'disconnected'] as const) {
      await act('bob', { act: 'online' });
      await act('bob', { act: 'offline', reason });
      await act('alice', { act: 'send', to: 'bob', message });
      shown.push(harness.messages.inbox('bob').at(-1)?.pushShown);
    }
    expect(shown).toEqual([false, true]);
  });
});

describe('a device that reads', () => {
  test('reports it, and leaves nothing unread', async () => {
    await sent();
    await act('bob', { act: 'read', with: 'alice' });
    expect(told()).toEqual([
      {
        CallbackCommand: 'C2C.CallbackAfterMsgReport',
        Report_Account: 'bob',
        Peer_Account: 'alice',
        LastReadTime: seconds(),
        UnreadMsgNum: 0,
      },
    ]);
    expect(harness.messages.all()).toMatchObject([{ readAt: harness.clock.now(), readers: ['bob'] }]);
  });

  test('sends receipts for messages that asked for one, once', async () => {
    const { messageId } = await sent({ IsNeedReadReceipt: 1 });
    await act('bob', { act: 'read', with: 'alice' });
    await act('bob', { act: 'read', with: 'alice' });
    const receipts = told().filter(
      ({ CallbackCommand }) => CallbackCommand === 'C2C.CallbackAfterMsgReadReceipt',
    );
    expect(receipts).toEqual([
      {
        CallbackCommand: 'C2C.CallbackAfterMsgReadReceipt',
        EventTime: eventTime,
        Operator_Account: 'bob',
        Peer_Account: 'alice',
        C2CMsgInfo: [
          { From_Account: 'alice', To_Account: 'bob', MsgKey: messageId, MsgId: expect.any(String) },
        ],
      },
    ]);
  });

  test('sends receipts in a group, with how many have read', async () => {
    const { sequence } = await sent({ NeedReadReceipt: 1 }, 'grp', 'group');
    await act('bob', { act: 'read', channel: 'group', with: 'grp' });
    expect(told()).toEqual([
      {
        CallbackCommand: 'Group.CallbackAfterReadReceipt',
        EventTime: eventTime,
        GroupId: 'grp',
        Type: 'Public',
        GroupMsgReceiptList: [
          {
            MsgSeq: sequence,
            ReadNum: 1,
            UnreadNum: 0,
            ReadReceiptMembers: [{ Member_Account: 'bob' }],
          },
        ],
      },
    ]);
  });

  test('may stop at a message', async () => {
    const first = await sent({}, 'grp', 'group');
    await sent({}, 'grp', 'group');
    await act('bob', { act: 'read', channel: 'group', with: 'grp', upTo: first.id });
    expect(harness.messages.all().map(({ readers }) => readers)).toEqual([['bob'], undefined]);
  });
});

describe('a device that recalls and edits', () => {
  test('recalls a message, within two minutes', async () => {
    const message = await sent();
    harness.clock.advance(119_000);
    expect(await act('alice', { act: 'recall', message: message.id })).toEqual({ code: 0 });
    expect(told()).toEqual([
      {
        CallbackCommand: 'C2C.CallbackAfterMsgWithDraw',
        From_Account: 'alice',
        To_Account: 'bob',
        MsgKey: message.messageId,
        UnreadMsgNum: 0,
      },
    ]);
    expect(message).toMatchObject({
      state: 'recalled',
      recalledBy: 'alice',
      content: { MsgBody: textBody() },
    });
  });

  test('recalls a message of a group', async () => {
    const message = await sent({}, 'grp', 'group');
    await act('alice', { act: 'recall', message: message.id });
    expect(told()).toEqual([
      {
        CallbackCommand: 'Group.CallbackAfterRecallMsg',
        EventTime: eventTime,
        GroupId: 'grp',
        Type: 'Public',
        Operator_Account: 'alice',
        MsgSeqList: [{ MsgSeq: message.sequence }],
      },
    ]);
  });

  test('edits a message, of which a group’s webhook is not told', async () => {
    const message = await sent();
    const content = { MsgBody: textBody('better'), CloudCustomData: 'v2' };
    await act('alice', { act: 'edit', message: message.id, content });
    expect(told()).toEqual([
      {
        CallbackCommand: 'C2C.CallbackAfterModifyMsg',
        EventTime: eventTime,
        Operator_Account: 'alice',
        From_Account: 'alice',
        To_Account: 'bob',
        MsgSeq: message.sequence,
        MsgRandom: message.random,
        MsgTime: message.time / 1000,
        MsgKey: message.messageId,
        ...content,
      },
    ]);
    expect(message.former).toMatchObject([{ content: { MsgBody: textBody() } }]);
    const inGroup = await sent({}, 'grp', 'group');
    await act('alice', { act: 'edit', message: inGroup.id, content });
    expect(told()).toEqual([]);
    expect(inGroup).toMatchObject({ content, editedAt: expect.any(Number) });
  });

  test.each<[string, 'direct' | 'group', 'alice' | 'bob', number, number]>([
    ['another user’s message', 'direct', 'bob', 0, 20022],
    ['a message that is too old', 'direct', 'alice', 121_000, 20016],
    ['a message of a group that is too old', 'group', 'alice', 121_000, 10031],
  ])('cannot recall %s', async (_name, channel, userId, waitMs, code) => {
    const message = await sent({}, channel === 'direct' ? 'bob' : 'grp', channel);
    harness.clock.advance(waitMs);
    expect(await act(userId, { act: 'recall', message: message.id })).toEqual({ code });
    expect(told()).toEqual([]);
  });

  test.each(['recall', 'edit'] as const)('cannot %s what is recalled', async (what) => {
    const message = await sent();
    await act('alice', { act: 'recall', message: message.id });
    const { code } = await act('alice', {
      act: what,
      message: message.id,
      ...(what === 'edit' ? { content: { MsgBody: textBody() } } : {}),
    } as ClientAct);
    expect(code).toBe(what === 'recall' ? 20023 : 20001);
  });
});

describe('friends and blocklists', () => {
  const pair = { From_Account: 'alice', To_Account: 'bob' };
  const other = { From_Account: 'bob', To_Account: 'alice' };

  test.each<[string, readonly ClientAct[], JsonObject]>([
    [
      'a friendship',
      [{ act: 'befriend', user: 'bob' }],
      {
        CallbackCommand: 'Sns.CallbackFriendAdd',
        PairList: [
          { ...pair, Initiator_Account: 'alice' },
          { ...other, Initiator_Account: 'alice' },
        ],
        ClientCmd: 'friend_add',
        Admin_Account: '',
        ForceFlag: 0,
      },
    ],
    [
      'the end of one',
      [
        { act: 'befriend', user: 'bob' },
        { act: 'unfriend', user: 'bob' },
      ],
      { CallbackCommand: 'Sns.CallbackFriendDelete', EventTime: eventTime, PairList: [pair, other] },
    ],
    [
      'a block',
      [{ act: 'block', user: 'bob' }],
      { CallbackCommand: 'Sns.CallbackBlackListAdd', EventTime: eventTime, PairList: [pair] },
    ],
    [
      'the end of a block',
      [
        { act: 'block', user: 'bob' },
        { act: 'unblock', user: 'bob' },
      ],
      { CallbackCommand: 'Sns.CallbackBlackListDelete', EventTime: eventTime, PairList: [pair] },
    ],
  ])('tell of %s', async (_name, acts, body) => {
    for (const each of acts) expect(await act('alice', each)).toEqual({ code: 0 });
    expect(told().at(-1)).toEqual(body);
  });

  test('ask about a friendship first', async () => {
    harness.webhooks.answer = {
      ...{ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' },
      ResultItem: [{ To_Account: 'bob', ResultCode: 38_001, ResultInfo: 'no' }],
    };
    expect(await act('alice', { act: 'befriend', user: 'bob' })).toEqual({ code: 38_001 });
    expect(harness.asked).toEqual([
      {
        event: 'Sns.CallbackPrevFriendAdd',
        body: {
          CallbackCommand: 'Sns.CallbackPrevFriendAdd',
          EventTime: eventTime,
          Requester_Account: 'alice',
          From_Account: 'alice',
          FriendItem: [
            {
              To_Account: 'bob',
              Remark: '',
              GroupName: '',
              AddSource: 'AddSource_Type_Web',
              AddWording: '',
            },
          ],
          AddType: 'Add_Type_Both',
          ForceAddFlags: 0,
        },
      },
    ]);
    expect(harness.users.get('alice')?.friends.size).toBe(0);
  });

  test('a block ends a friendship on both sides, and stands against a new one', async () => {
    await act('alice', { act: 'befriend', user: 'bob' });
    await act('bob', { act: 'block', user: 'alice' });
    expect(harness.users.get('alice')?.friends.size).toBe(0);
    expect(await act('alice', { act: 'befriend', user: 'bob' })).toEqual({ code: 30525 });
    expect(await act('bob', { act: 'befriend', user: 'alice' })).toEqual({ code: 30515 });
    expect(await act('alice', { act: 'unfriend', user: 'bob' })).toEqual({ code: 31704 });
  });
});

test('a device that changes its user’s profile tells what was changed', async () => {
  await act('alice', { act: 'set_profile', name: 'Alice' });
  expect(told()).toEqual([
    {
      CallbackCommand: 'Profile.CallbackPortraitSet',
      EventTime: eventTime,
      Operator_Account: 'alice',
      From_Account: 'alice',
      ProfileItem: [{ Tag: 'Tag_Profile_IM_Nick', Value: 'Alice' }],
    },
  ]);
});

test('a device of nobody is refused', async () => {
  expect(await act('ghost', { act: 'online' })).toEqual({ code: 70107 });
});

test('EventTime may be a number', async () => {
  harness = new ServiceHarness({ readings: { eventTime: 'number' } });
  await act('alice', { act: 'offline' });
  expect(told()[0]?.EventTime).toBeTypeOf('number');
});
