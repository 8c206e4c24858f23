import { beforeEach, describe, expect, test } from 'vitest';
import { ServiceHarness } from './__fixtures__/service-harness.ts';
import { textBody } from './__fixtures__/tencent-im-client.ts';

let harness: ServiceHarness;
beforeEach(() => {
  harness = new ServiceHarness();
  harness.clock.freeze();
});

const eventTime = expect.stringMatching(/^\d{13}$/);
const told = (event: string) => harness.told.filter((each) => each.event === event).map(({ body }) => body);
const seconds = () => harness.clock.seconds();

describe('pushes', () => {
  beforeEach(() => {
    for (const userId of ['bob', 'carol']) harness.users.put({ userId, presence: 'offline' });
  });

  const pushed = { EventTime: expect.any(Number), PushPlatform: 0, ErrCode: 0, ErrInfo: '' };

  test('of a message are told when they are sent, when they reach the phone, and when they are opened', async () => {
    const send = { From_Account: 'alice', To_Account: 'bob', MsgRandom: 5, MsgSeq: 4, MsgBody: textBody() };
    const { MsgKey, MsgTime } = await harness.call('openim/sendmsg', send);
    const [message] = harness.messages.all();
    const opened = await harness.service.clientAct('bob', { act: 'open_push', message: message?.id ?? 0 });
    expect(opened).toEqual({ code: 0 });
    const event = {
      EventType: 1,
      From_Account: 'alice',
      MsgKey,
      MsgSeq: 4,
      MsgRandom: 5,
      MsgTime,
      To_Account: 'bob',
      ...pushed,
      EventTime: seconds(),
    };
    expect(told('Push.OfflinePush')).toEqual([
      {
        Events: [
          { ...event, PushStage: 1 },
          { ...event, PushStage: 2 },
        ],
      },
      { Events: [{ ...event, PushStage: 3 }] },
    ]);
    expect(harness.webhooks.origins.at(-1)).toBe('vendor');
  });

  test('of a group’s message name the group', async () => {
    const { MsgSeq } = await harness.call('group_open_http_svc/send_group_msg', {
      GroupId: 'grp',
      Random: 9,
      From_Account: 'alice',
      MsgBody: textBody(),
    });
    expect(told('Push.OfflinePush')).toMatchObject([
      {
        Events: [
          { EventType: 2, GroupID: 'grp', MsgSeq, To_Account: 'bob', PushStage: 1 },
          { To_Account: 'bob', PushStage: 2 },
        ],
      },
    ]);
  });

  test('to all are told in lists of up to a hundred', async () => {
    for (let index = 0; index < 70; index += 1) {
      harness.users.put({ userId: `u${index}`, presence: 'offline' });
    }
    const { TaskId } = await harness.call('all_member_push/im_push', { MsgRandom: 7, MsgBody: textBody() });
    const bodies = told('Push.AllMemberPush') as { Events: Record<string, unknown>[] }[];
    expect(bodies.map(({ Events }) => Events.length)).toEqual([100, 44]);
    expect(bodies[0]?.Events[0]).toEqual({
      EventType: 3,
      TaskId,
      TaskTime: seconds(),
      To_Account: 'bob',
      ...pushed,
      PushStage: 1,
    });
  });

  test('that no phone showed are not told, and cannot be opened', async () => {
    harness.users.put({ userId: 'bob', presence: 'online' });
    await harness.call('openim/sendmsg', {
      ...{ From_Account: 'alice', To_Account: 'bob', MsgRandom: 5, MsgBody: textBody() },
    });
    const [message] = harness.messages.all();
    expect(await harness.service.clientAct('bob', { act: 'open_push', message: message?.id ?? 0 })).toEqual({
      code: 20022,
    });
    expect(told('Push.OfflinePush')).toEqual([]);
  });
});

describe('robots', () => {
  beforeEach(() => {
    harness.users.put('@RBT#helper');
  });

  test.each(['client', 'server'] as const)('are told of messages to them, by a %s', async (origin) => {
    const message = { MsgBody: textBody(), CloudCustomData: 'v1' };
    const to = '@RBT#helper';
    if (origin === 'client') await harness.service.clientAct('alice', { act: 'send', to, message });
    else {
      await harness.call('openim/sendmsg', {
        ...{ From_Account: 'alice', To_Account: to, MsgRandom: 5 },
        ...message,
      });
    }
    const [kept] = harness.messages.all();
    expect(told('Bot.OnC2CMessage')).toEqual([
      {
        CallbackCommand: 'Bot.OnC2CMessage',
        EventTime: eventTime,
        From_Account: 'alice',
        To_Account: to,
        MsgSeq: kept?.sequence,
        MsgRandom: kept?.random,
        MsgTime: seconds(),
        MsgKey: kept?.messageId,
        OnlineOnlyFlag: 0,
        ...message,
      },
    ]);
  });

  test('are told of messages in a group that mention them', async () => {
    const GroupAtInfo = [
      { GroupAtAllFlag: 0, GroupAt_Account: 'bob' },
      { GroupAtAllFlag: 0, GroupAt_Account: '@RBT#helper' },
    ];
    const send = { act: 'send', channel: 'group', to: 'grp' } as const;
    await harness.service.clientAct('alice', { ...send, message: { MsgBody: textBody() } });
    expect(told('Bot.OnGroupMessage')).toEqual([]);
    await harness.service.clientAct('alice', { ...send, message: { MsgBody: textBody(), GroupAtInfo } });
    expect(told('Bot.OnGroupMessage')).toEqual([
      {
        CallbackCommand: 'Bot.OnGroupMessage',
        EventTime: eventTime,
        GroupId: 'grp',
        Type: 'Public',
        From_Account: 'alice',
        Operator_Account: 'alice',
        Random: expect.any(Number),
        OnlineOnlyFlag: 0,
        MsgBody: textBody(),
        MsgSeq: 2,
        MsgTime: seconds(),
        GroupAtInfo,
        AtRobots_Account: ['@RBT#helper'],
      },
    ]);
  });
});

test('a command that is called too often is told of, once a second', async () => {
  harness = new ServiceHarness({ limits: { callsPerSecond: 2 } });
  harness.clock.freeze();
  const ask = () => harness.call('openim/query_online_status', { To_Account: ['alice'] });
  for (let index = 0; index < 4; index += 1) await ask();
  const alert = {
    CallbackCommand: 'Alert.RequestOverLimit',
    ServiceName: 'openim',
    Command: 'query_online_status',
    Request: 3,
    Limit: 2,
  };
  expect(told('Alert.RequestOverLimit')).toEqual([alert]);
  harness.clock.advance(1000);
  for (let index = 0; index < 3; index += 1) await ask();
  expect(told('Alert.RequestOverLimit')).toEqual([alert, alert]);
});

test('a message that a blocklist stopped is told as one that failed', async () => {
  await harness.service.clientAct('bob', { act: 'block', user: 'alice' });
  const message = { MsgBody: textBody() };
  expect(await harness.service.clientAct('alice', { act: 'send', to: 'bob', message })).toEqual({
    code: 20007,
  });
  expect(told('C2C.CallbackAfterSendMsg')).toMatchObject([
    {
      From_Account: 'alice',
      To_Account: 'bob',
      ...message,
      SendMsgResult: 20007,
      ErrorInfo: 'the recipient has blocked the sender',
      UnreadMsgNum: -1,
    },
  ]);
  expect(harness.asked).toEqual([]);
});
