import { eventTime, fixture, signedAt, type WebhookFixture } from './fixture.ts';

const sentAt = 1_669_872_111_000;
const key = '48_2837546_1669872111';

const text = [{ MsgType: 'TIMTextElem', MsgContent: { Text: '100%25 & "more"\n你好' } }];
const textContent = { type: 'text', text: '100%25 & "more"\n你好' } as const;

/** Members of one-to-one messages (tencent-im.md 11.2). */
const message = {
  From_Account: 'u1',
  To_Account: 'u2',
  MsgSeq: 48,
  MsgRandom: 2_837_546,
  MsgTime: 1_669_872_111,
  MsgKey: key,
} as const;
const ids = {
  conversation: 'direct',
  from: 'u1',
  to: 'u2',
  messageId: key,
  sequence: '48',
  sentAt,
} as const;
const ref = {
  version: 1,
  vendor: 'tencentIm',
  app: '1400000000',
  conversation: 'direct',
  from: 'u1',
  to: 'u2',
  messageId: key,
  sequence: '48',
  sentAt,
} as const;
/** Where the webhook has neither the message's number nor its time. */
const { sequence: _, sentAt: __, ...keyIds } = ids;
const { sequence: ___, sentAt: ____, ...keyRef } = ref;

/** `C2C.CallbackBeforeSendMsg` (34364 = 269/1632). */
export const beforeSend: readonly WebhookFixture[] = [
  fixture(
    'C2C.CallbackBeforeSendMsg of a text from a device',
    'C2C.CallbackBeforeSendMsg',
    { ...message, OnlineOnlyFlag: 1, MsgBody: text, CloudCustomData: 'order 17' },
    [
      {
        type: 'message.sending',
        at: signedAt,
        origin: 'client',
        ...ids,
        content: textContent,
        metadata: 'order 17',
      },
    ],
    { OptPlatform: 'iPad' },
  ),
  fixture(
    'C2C.CallbackBeforeSendMsg of several elements from a server, with its time',
    'C2C.CallbackBeforeSendMsg',
    {
      ...message,
      MsgBody: [...text, { MsgType: 'TIMFaceElem', MsgContent: { Index: 6, Data: 'laugh' } }],
      EventTime: String(eventTime),
    },
    [
      {
        type: 'message.sending',
        at: eventTime,
        origin: 'server',
        ...ids,
        content: { type: 'mixed', parts: [textContent, { type: 'face', index: 6, data: 'laugh' }] },
      },
    ],
    { OptPlatform: 'RESTAPI' },
  ),
];

/** `C2C.CallbackAfterSendMsg` (34365 = 269/2716). */
export const afterSend: readonly WebhookFixture[] = [
  fixture(
    'C2C.CallbackAfterSendMsg of a delivered text',
    'C2C.CallbackAfterSendMsg',
    {
      ...message,
      OnlineOnlyFlag: 0,
      MsgBody: text,
      CloudCustomData: '',
      SendMsgResult: 0,
      ErrorInfo: 'send msg succeed',
      UnreadMsgNum: 7,
    },
    [{ type: 'message.sent', at: sentAt, origin: 'server', ...ids, content: textContent, ref }],
    { OptPlatform: 'RESTAPI' },
  ),
  fixture(
    'C2C.CallbackAfterSendMsg of a picture, whose MsgId nobody needs',
    'C2C.CallbackAfterSendMsg',
    {
      MsgBody: [
        {
          MsgContent: {
            UUID: '1_B61040CBC1E4',
            ImageFormat: 3,
            ImageInfoArray: [
              { Type: 1, Size: 1853095, Width: 2448, Height: 3264, URL: 'https://files.example/1.png' },
              { Type: 3, Size: 17024, Width: 198, Height: 264, URL: 'https://files.example/3.png' },
            ],
          },
          MsgType: 'TIMImageElem',
        },
      ],
      ...message,
      MsgId: '144115233874815003-1669872111-2837546',
      EventTime: eventTime,
      SendMsgResult: 0,
      ErrorInfo: 'send msg succeed',
      UnreadMsgNum: 1,
    },
    [
      {
        type: 'message.sent',
        at: sentAt,
        origin: 'client',
        ...ids,
        content: {
          type: 'image',
          url: 'https://files.example/1.png',
          width: 2448,
          height: 3264,
          size: 1_853_095,
          format: 'png',
          thumbnail: { url: 'https://files.example/3.png', width: 198, height: 264, size: 17_024 },
        },
        ref,
      },
    ],
  ),
  fixture(
    'C2C.CallbackAfterSendMsg of merged messages, which Polychat has no word for',
    'C2C.CallbackAfterSendMsg',
    {
      ...message,
      MsgBody: [
        { MsgType: 'TIMRelayElem', MsgContent: { Title: 'T', MsgNum: 2, JsonMsgKey: 'k', AbstractList: [] } },
      ],
      SendMsgResult: 0,
      ErrorInfo: 'send msg succeed',
      UnreadMsgNum: 1,
    },
    [{ type: 'message.sent', at: sentAt, origin: 'client', ...ids, ref }],
  ),
  fixture(
    'C2C.CallbackAfterSendMsg of a text that moderation stopped',
    'C2C.CallbackAfterSendMsg',
    {
      ...message,
      MsgBody: text,
      SendMsgResult: 80_001,
      ErrorInfo: 'beat by moderation',
      UnreadMsgNum: -1,
    },
    [
      {
        type: 'message.failed',
        at: sentAt,
        origin: 'client',
        ...ids,
        content: textContent,
        code: 'content_rejected',
        vendorCode: 80_001,
        reason: 'beat by moderation',
      },
    ],
  ),
];

/** What becomes of messages later. */
export const laterOn: readonly WebhookFixture[] = [
  fixture(
    'C2C.CallbackAfterModifyMsg',
    'C2C.CallbackAfterModifyMsg',
    {
      Operator_Account: 'administrator',
      ...message,
      MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'now' } }],
      CloudCustomData: 'v2',
      EventTime: eventTime,
    },
    [
      {
        type: 'message.edited',
        at: eventTime,
        origin: 'server',
        ...ids,
        content: { type: 'text', text: 'now' },
        metadata: 'v2',
        by: 'administrator',
        ref,
      },
    ],
    { OptPlatform: 'RESTAPI' },
  ),
  fixture(
    'C2C.CallbackAfterMsgWithDraw',
    'C2C.CallbackAfterMsgWithDraw',
    { From_Account: 'u1', To_Account: 'u2', MsgKey: key, UnreadMsgNum: 7 },
    [{ type: 'message.recalled', at: signedAt, origin: 'client', ...keyIds, ref: keyRef }],
  ),
  fixture(
    'C2C.CallbackAfterMsgReport',
    'C2C.CallbackAfterMsgReport',
    { Report_Account: 'u2', Peer_Account: 'u1', LastReadTime: 1_669_872_110, UnreadMsgNum: 7 },
    [
      {
        type: 'message.read',
        at: signedAt,
        origin: 'client',
        conversation: 'direct',
        from: 'u1',
        to: 'u2',
        readers: ['u2'],
        upTo: 1_669_872_110_000,
      },
    ],
  ),
  fixture(
    'C2C.CallbackAfterMsgReadReceipt of two messages',
    'C2C.CallbackAfterMsgReadReceipt',
    {
      Operator_Account: 'u2',
      Peer_Account: 'u1',
      C2CMsgInfo: [
        { From_Account: 'u1', To_Account: 'u2', MsgKey: key, MsgId: '144115-1669872111-2837546' },
        { From_Account: 'u1', To_Account: 'u2', MsgKey: '49_1_1669872111', MsgId: '144115-1669872111-1' },
      ],
      EventTime: eventTime,
    },
    [
      { type: 'message.read', at: eventTime, origin: 'client', ...keyIds, readers: ['u2'], ref: keyRef },
      {
        type: 'message.read',
        at: eventTime,
        origin: 'client',
        ...keyIds,
        messageId: '49_1_1669872111',
        readers: ['u2'],
        ref: { ...keyRef, messageId: '49_1_1669872111' },
      },
    ],
  ),
  fixture(
    'C2C.CallbackAfterC2CMsgExtension',
    'C2C.CallbackAfterC2CMsgExtension',
    {
      From_Account: 'u1',
      To_Account: 'u2',
      MsgKey: key,
      OperateType: 1,
      ExtensionList: [{ Key: 'like', Value: 'u2', Seq: 1 }],
      Seq: 1,
      EventTime: eventTime,
    },
    [
      {
        type: 'message.extension_changed',
        at: eventTime,
        origin: 'client',
        ...keyIds,
        change: 'set',
        extensions: [{ key: 'like', value: 'u2' }],
        ref: keyRef,
      },
    ],
  ),
  fixture(
    'Bot.OnC2CMessage',
    'Bot.OnC2CMessage',
    { ...message, To_Account: '@RBT#helper', MsgBody: text, EventTime: eventTime },
    [
      {
        type: 'message.to_bot',
        at: sentAt,
        origin: 'client',
        ...ids,
        to: '@RBT#helper',
        content: textContent,
        botIds: ['@RBT#helper'],
        ref: { ...ref, to: '@RBT#helper' },
      },
    ],
  ),
  {
    // Command and app stand in the query alone; the body has the app as a number.
    name: 'ContentCallback.ResultNotify of a direct text',
    command: 'ContentCallback.ResultNotify',
    query: { OptPlatform: '', ClientIP: '' },
    body: {
      Scene: 'C2C',
      SdkAppId: 1_400_000_000,
      From_Account: 'u1',
      ContactItem: { ContactType: 1, To_Account: 'u2' },
      ContentType: 'Text',
      TextContent: ['bad words'],
      MsgID: key,
      CtxcbResult: 1,
      CtxcbRequestId: 'a2b9b0b1-0f6d-4fb0-a0b5-0d7a5c3a41c8',
      CtxcbKeywords: ['bad'],
      CtxcbSuggestion: 'Block',
      CtxcbLabel: 'Abuse',
    },
    events: [
      {
        type: 'message.moderated',
        at: signedAt,
        ...keyIds,
        result: 'blocked',
        label: 'Abuse',
        suggestion: 'Block',
        ref: keyRef,
      },
    ],
  },
  {
    name: 'ContentCallback.ResultNotify of a picture in a group',
    command: 'ContentCallback.ResultNotify',
    query: { OptPlatform: '', ClientIP: '' },
    body: {
      Scene: 'Group',
      SdkAppId: 1_400_000_000,
      From_Account: 'u1',
      ContactItem: { ContactType: 2, ToGroupId: 'team-7' },
      ContentType: 'Image',
      FileURL: 'https://files.example/1.png',
      MsgID: '18',
      CtxcbResult: 0,
      CtxcbSuggestion: 'Pass',
      CtxcbLabel: 'Normal',
    },
    events: [
      {
        type: 'message.moderated',
        at: signedAt,
        conversation: 'group',
        from: 'u1',
        to: 'team-7',
        sequence: '18',
        result: 'passed',
        label: 'Normal',
        suggestion: 'Pass',
        ref: {
          version: 1,
          vendor: 'tencentIm',
          app: '1400000000',
          conversation: 'group',
          from: 'u1',
          to: 'team-7',
          sequence: '18',
        },
      },
    ],
  },
];
