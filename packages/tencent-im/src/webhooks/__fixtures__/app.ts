import { eventTime, fixture, signedAt, type WebhookFixture } from './fixture.ts';

/** Pushes come without ClientIP and OptPlatform, and their command stands in the query alone. */
const bare = { ClientIP: '', OptPlatform: '' } as const;
const pushedAt = 1_669_872_110;

const toAll = {
  EventType: 3,
  TaskId: '1400000000_144115256044332351_4140111887',
  TaskTime: 1_669_872_100,
  EventTime: pushedAt,
  To_Account: 'u2',
  PushPlatform: 5,
  PushStage: 1,
  ErrCode: 0,
  ErrInfo: 'OK',
} as const;
const toAllEvent = {
  at: pushedAt * 1000,
  userId: 'u2',
  taskId: '1400000000_144115256044332351_4140111887',
  platform: '5',
} as const;

const ofMessage = {
  EventType: 1,
  From_Account: 'u1',
  To_Account: 'u2',
  EventTime: pushedAt,
  PushPlatform: 1,
  PushStage: 2,
  MsgKey: '48_2837546_1669872111',
  MsgSeq: 48,
  MsgRandom: 2_837_546,
  MsgTime: 1_669_872_111,
  ErrCode: 0,
  ErrInfo: '',
} as const;
const ofGroup = {
  ...ofMessage,
  EventType: 2,
  GroupID: 'team-7',
  MsgKey: '',
  MsgSeq: 18,
  ErrCode: 6,
  ErrInfo: 'token is not valid',
} as const;

/** Pushes and limits (tencent-im.md 11.4, groups-and-users.md 8.2 and the additions). */
export const app: readonly WebhookFixture[] = [
  {
    name: 'Push.AllMemberPush with one body',
    command: 'Push.AllMemberPush',
    query: bare,
    body: toAll,
    events: [{ type: 'push.sent', ...toAllEvent, raw: toAll }],
  },
  {
    name: 'Push.AllMemberPush with a list of three stages and a failure',
    command: 'Push.AllMemberPush',
    query: bare,
    body: {
      Events: [
        toAll,
        { ...toAll, PushStage: 2 },
        { ...toAll, PushStage: 3 },
        { ...toAll, To_Account: 'u3', ErrCode: 7, ErrInfo: 'no device' },
      ],
    },
    events: [
      { type: 'push.sent', ...toAllEvent, raw: toAll },
      { type: 'push.delivered', ...toAllEvent, raw: { ...toAll, PushStage: 2 } },
      { type: 'push.clicked', ...toAllEvent, raw: { ...toAll, PushStage: 3 } },
      {
        type: 'push.failed',
        ...toAllEvent,
        userId: 'u3',
        vendorCode: 7,
        reason: 'no device',
        raw: { ...toAll, To_Account: 'u3', ErrCode: 7, ErrInfo: 'no device' },
      },
    ],
  },
  {
    name: 'Push.OfflinePush with a message to a user and one to a group',
    command: 'Push.OfflinePush',
    query: bare,
    body: { Events: [ofMessage, ofGroup] },
    events: [
      {
        type: 'push.delivered',
        at: pushedAt * 1000,
        userId: 'u2',
        platform: '1',
        conversation: 'direct',
        from: 'u1',
        to: 'u2',
        messageId: '48_2837546_1669872111',
        sequence: '48',
        sentAt: 1_669_872_111_000,
        raw: ofMessage,
      },
      {
        type: 'push.failed',
        at: pushedAt * 1000,
        userId: 'u2',
        platform: '1',
        conversation: 'group',
        from: 'u1',
        to: 'team-7',
        sequence: '18',
        sentAt: 1_669_872_111_000,
        vendorCode: 6,
        reason: 'token is not valid',
        raw: ofGroup,
      },
    ],
  },
  fixture(
    'Alert.RequestOverLimit',
    'Alert.RequestOverLimit',
    { ServiceName: 'openim', Command: 'sendmsg', Request: 250, Limit: 200 },
    [{ type: 'app.rate_limited', at: signedAt, subject: 'openim/sendmsg', used: 250, limit: 200 }],
  ),
  fixture(
    'Group.CallbackOnDailyGroupQuotaAlarm',
    'Group.CallbackOnDailyGroupQuotaAlarm',
    { QuotaUsed: 7_100, Quota: 10_000, EventTime: eventTime },
    [{ type: 'app.rate_limited', at: eventTime, subject: 'DailyGroupQuota', used: 7_100, limit: 10_000 }],
  ),
];

/** What Polychat has no word for, what is new, and bodies that lack what an event must have. */
export const others: readonly WebhookFixture[] = [
  'Group.CallbackBeforeCreateTopic',
  'Group.CallbackAfterCreateTopic',
  'Chatbot.OnC2CSignalMessage',
  'OfficialAccount.CallbackAfterSendMsg',
  'Group.CallbackAfterSomethingNew',
  'constructor',
].map((command) =>
  fixture(command, command, { GroupId: '@TGS#_big', EventTime: eventTime }, [
    { type: 'unknown', at: eventTime },
  ]),
);
