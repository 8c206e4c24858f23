import { eventTime, fixture, signedAt, type WebhookFixture } from './fixture.ts';

const sentAt = 1_669_872_111_000;
const text = [{ MsgContent: { Text: 'hello all' }, MsgType: 'TIMTextElem' }];
const textContent = { type: 'text', text: 'hello all' } as const;

/** Members of messages to groups (groups-and-users.md 8.1). */
const message = {
  GroupId: 'team-7',
  Type: 'Public',
  From_Account: 'u1',
  Operator_Account: 'u1',
  Random: 123_456,
  MsgBody: text,
} as const;
const stored = { ...message, MsgSeq: 18, MsgTime: 1_669_872_111 } as const;
const ids = { conversation: 'group', from: 'u1', to: 'team-7', sequence: '18', sentAt } as const;
const ref = {
  version: 1,
  vendor: 'tencentIm',
  app: '1400000000',
  conversation: 'group',
  from: 'u1',
  to: 'team-7',
  sequence: '18',
  sentAt,
} as const;

/** Messages to groups and rooms, and what becomes of them. */
export const groupMessages: readonly WebhookFixture[] = [
  fixture(
    'Group.CallbackBeforeSendMsg',
    'Group.CallbackBeforeSendMsg',
    { ...message, OnlineOnlyFlag: 0, CloudCustomData: 'v1', EventTime: String(eventTime) },
    [
      {
        type: 'message.sending',
        at: eventTime,
        origin: 'client',
        conversation: 'group',
        from: 'u1',
        to: 'team-7',
        content: textContent,
        metadata: 'v1',
      },
    ],
  ),
  fixture(
    'Group.CallbackBeforeSendMsg in a room',
    'Group.CallbackBeforeSendMsg',
    { ...message, GroupId: '@TGS#live', Type: 'AVChatRoom' },
    [
      {
        type: 'message.sending',
        at: signedAt,
        origin: 'client',
        conversation: 'room',
        from: 'u1',
        to: '@TGS#live',
        content: textContent,
      },
    ],
  ),
  fixture(
    'Group.CallbackAfterSendMsg',
    'Group.CallbackAfterSendMsg',
    {
      ...stored,
      CloudCustomData: '',
      GroupAtInfo: [{ GroupAtAllFlag: 0, GroupAt_Account: 'u2' }],
      EventTime: eventTime,
    },
    [{ type: 'message.sent', at: sentAt, origin: 'client', ...ids, content: textContent, ref }],
  ),
  fixture(
    'Group.CallbackAfterSendMsg of a server in nobody’s name',
    'Group.CallbackAfterSendMsg',
    { ...stored, From_Account: '@TLS#NOT_FOUND', Operator_Account: 'administrator' },
    [
      {
        type: 'message.sent',
        at: sentAt,
        origin: 'server',
        conversation: 'group',
        to: 'team-7',
        sequence: '18',
        sentAt,
        content: textContent,
      },
    ],
    { OptPlatform: 'RESTAPI' },
  ),
  fixture(
    'Group.CallbackAfterSendMsg in a topic',
    'Group.CallbackAfterSendMsg',
    { ...stored, GroupId: '@TGS#_big', Type: 'Community', TopicId: '@TGS#_big@TOPIC#_a' },
    [
      {
        type: 'message.sent',
        at: sentAt,
        origin: 'client',
        ...ids,
        to: '@TGS#_big@TOPIC#_a',
        content: textContent,
        ref: { ...ref, to: '@TGS#_big@TOPIC#_a' },
      },
    ],
  ),
  fixture(
    'Group.CallbackSendMsgException',
    'Group.CallbackSendMsgException',
    { ...message, ErrorCode: 10_017, EventTime: eventTime },
    [
      {
        type: 'message.failed',
        at: eventTime,
        origin: 'client',
        conversation: 'group',
        from: 'u1',
        to: 'team-7',
        content: textContent,
        code: 'permission_denied',
        vendorCode: 10_017,
      },
    ],
  ),
  fixture(
    'Group.CallbackAfterRecallMsg of two messages',
    'Group.CallbackAfterRecallMsg',
    {
      GroupId: 'team-7',
      Type: 'Public',
      Operator_Account: 'admin',
      MsgSeqList: [{ MsgSeq: 18 }, { MsgSeq: 19 }],
      TopicId: '',
      EventTime: eventTime,
    },
    ['18', '19'].map((sequence) => ({
      type: 'message.recalled',
      at: eventTime,
      origin: 'server',
      conversation: 'group',
      to: 'team-7',
      sequence,
      by: 'admin',
    })),
    { OptPlatform: 'RESTAPI' },
  ),
  fixture(
    'Group.CallbackAfterReadReceipt',
    'Group.CallbackAfterReadReceipt',
    {
      GroupId: 'team-7',
      Type: 'Public',
      GroupMsgReceiptList: [
        {
          MsgSeq: 18,
          ReadNum: 2,
          UnreadNum: 5,
          ReadReceiptMembers: [{ Member_Account: 'u2' }, { Member_Account: 'u3' }],
        },
      ],
      EventTime: eventTime,
    },
    [
      {
        type: 'message.read',
        at: eventTime,
        origin: 'client',
        conversation: 'group',
        to: 'team-7',
        sequence: '18',
        readers: ['u2', 'u3'],
        readCount: 2,
        unreadCount: 5,
      },
    ],
  ),
  fixture(
    'Group.CallbackAfterGroupMsgExtension that deletes',
    'Group.CallbackAfterGroupMsgExtension',
    {
      GroupId: 'team-7',
      MsgSeq: 18,
      OperateType: 2,
      ExtensionList: [{ Key: 'like', Seq: 2 }],
      EventTime: eventTime,
    },
    [
      {
        type: 'message.extension_changed',
        at: eventTime,
        origin: 'client',
        conversation: 'group',
        to: 'team-7',
        sequence: '18',
        change: 'deleted',
        extensions: [{ key: 'like' }],
      },
    ],
  ),
  ...['AtRobots_Account', 'AtRobotAccount'].map((list) =>
    fixture(
      `Bot.OnGroupMessage with ${list}`,
      'Bot.OnGroupMessage',
      { ...stored, [list]: ['@RBT#helper'], EventTime: eventTime },
      [
        {
          type: 'message.to_bot',
          at: sentAt,
          origin: 'client',
          ...ids,
          content: textContent,
          botIds: ['@RBT#helper'],
          ref,
        },
      ],
    ),
  ),
];
