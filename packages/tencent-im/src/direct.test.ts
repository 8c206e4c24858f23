import { describe, expect, test } from 'vitest';
import {
  batchesOf,
  bodyOf,
  directCall,
  type Fields,
  planDirect,
  present,
  requestOf,
  startSequence,
} from './__fixtures__/support.ts';
import type { CommandChoice, TencentImOptions } from './options.ts';

const content = { type: 'text', text: 'Hello' } as const;
const body = [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'Hello' } }];
const noPush = { OfflinePushInfo: { PushFlag: 1 } };
const identity = { MsgSeq: startSequence, MsgRandom: 1 };
const push = { title: 'Alice', body: 'Hello' };
const pushed = { PushFlag: 0, Title: 'Alice', Desc: 'Hello', ApnsInfo: { BadgeMode: 0 } };

/** Every row of the table of message fields, and the exact body of the one `sendmsg` call that it makes. */
const rows: readonly [
  name: string,
  message: Fields,
  options: Partial<TencentImOptions>,
  wire: Record<string, unknown>,
][] = [
  [
    'the defaults are said',
    { content },
    {},
    { SyncOtherMachine: 1, To_Account: 'bob', ...identity, MsgBody: body, ...noPush },
  ],
  [
    'from',
    { content, from: 'alice' },
    { defaultSender: 'ops' },
    { SyncOtherMachine: 1, From_Account: 'alice', To_Account: 'bob', ...identity, MsgBody: body, ...noPush },
  ],
  [
    'defaultSender',
    { content },
    { defaultSender: 'ops' },
    { SyncOtherMachine: 1, From_Account: 'ops', To_Account: 'bob', ...identity, MsgBody: body, ...noPush },
  ],
  [
    'metadata',
    { content, metadata: '{"order":17}' },
    {},
    {
      SyncOtherMachine: 1,
      To_Account: 'bob',
      ...identity,
      MsgBody: body,
      CloudCustomData: '{"order":17}',
      ...noPush,
    },
  ],
  [
    'priority is ignored',
    { content, priority: 'high' },
    {},
    { SyncOtherMachine: 1, To_Account: 'bob', ...identity, MsgBody: body, ...noPush },
  ],
  [
    'senderCopy: false',
    { content, senderCopy: false },
    {},
    { SyncOtherMachine: 2, To_Account: 'bob', ...identity, MsgBody: body, ...noPush },
  ],
  [
    'countsAsUnread: false',
    { content, countsAsUnread: false },
    {},
    {
      SyncOtherMachine: 1,
      To_Account: 'bob',
      ...identity,
      SendMsgControl: ['NoUnread'],
      MsgBody: body,
      ...noPush,
    },
  ],
  [
    'readReceipt',
    { content, readReceipt: true },
    {},
    {
      SyncOtherMachine: 1,
      To_Account: 'bob',
      ...identity,
      MsgBody: body,
      ...noPush,
      IsNeedReadReceipt: 1,
    },
  ],
  [
    'push, which respects do-not-disturb',
    { content, push },
    {},
    {
      SyncOtherMachine: 1,
      To_Account: 'bob',
      ...identity,
      SendMsgControl: ['WithMuteNotifications'],
      MsgBody: body,
      OfflinePushInfo: pushed,
    },
  ],
  [
    'timeToLive',
    { content, timeToLive: 604_800 },
    {},
    { SyncOtherMachine: 1, To_Account: 'bob', MsgLifeTime: 604_800, ...identity, MsgBody: body, ...noPush },
  ],
  [
    'timeToLive: 0 is OnlineOnlyFlag alone',
    { content, timeToLive: 0 },
    {},
    { SyncOtherMachine: 1, To_Account: 'bob', OnlineOnlyFlag: 1, ...identity, MsgBody: body, ...noPush },
  ],
  [
    'a signal is online only and never pushed',
    { content: { type: 'signal', data: 'typing' } },
    {},
    {
      SyncOtherMachine: 1,
      To_Account: 'bob',
      OnlineOnlyFlag: 1,
      ...identity,
      MsgBody: [{ MsgType: 'TIMCustomElem', MsgContent: { Data: 'typing', Ext: 'polychat:signal' } }],
      ...noPush,
    },
  ],
  [
    'vendor.tencentIm',
    {
      content,
      countsAsUnread: false,
      push,
      vendor: {
        tencentIm: {
          forbidCallbacks: ['before', 'after', 'before'],
          supportMessageExtension: true,
          sendMsgControl: ['NoLastMsg', 'NoUnread', 'NoMsgCheck'],
          offlinePush: { android: { oppoChannelId: 'o1' }, apns: { sound: 'ring.caf' } },
        },
      },
    },
    {},
    {
      SyncOtherMachine: 1,
      To_Account: 'bob',
      ...identity,
      ForbidCallbackControl: ['ForbidBeforeSendMsgCallback', 'ForbidAfterSendMsgCallback'],
      SendMsgControl: ['NoUnread', 'WithMuteNotifications', 'NoLastMsg', 'NoMsgCheck'],
      MsgBody: body,
      SupportMessageExtension: 1,
      OfflinePushInfo: {
        PushFlag: 0,
        Title: 'Alice',
        Desc: 'Hello',
        AndroidInfo: { OPPOChannelID: 'o1' },
        ApnsInfo: { Sound: 'ring.caf', BadgeMode: 0 },
      },
    },
  ],
  [
    'vendor fields that ask for nothing',
    { content, vendor: { tencentIm: { forbidCallbacks: [], supportMessageExtension: false } } },
    {},
    { SyncOtherMachine: 1, To_Account: 'bob', ...identity, MsgBody: body, ...noPush },
  ],
];

describe('the body of sendmsg', () => {
  test.each(rows)('is exact for: %s', (_name, message, options, wire) => {
    const plan = planDirect(message, options, { items: 1 });
    expect([...plan.problems, ...plan.unsupported, ...plan.warnings]).toEqual([]);
    const call = directCall(message, ['bob'], options);
    expect(call).toMatchObject({ endpoint: 'v4/openim/sendmsg', purpose: 'send', count: 1 });
    // Order and all.
    expect(bodyOf(call)).toBe(JSON.stringify(wire));
    expect(call.body()?.contentType).toBe('application/json');
    expect(requestOf(call)).not.toHaveProperty('MsgTimeStamp');
  });

  test.each(rows.filter(([, { vendor }]) => !vendor?.tencentIm?.forbidCallbacks?.length))(
    'is, but for To_Account, that of batchsendmsg for: %s',
    (_name, message, options, wire) => {
      const call = directCall(message, ['bob', 'carol'], options);
      expect(call).toMatchObject({ endpoint: 'v4/openim/batchsendmsg', purpose: 'send', count: 2 });
      expect(bodyOf(call)).toBe(JSON.stringify({ ...wire, To_Account: ['bob', 'carol'] }));
    },
  );

  test('is made once: every attempt sends the same bytes', () => {
    const call = directCall({ content }, ['bob']);
    expect(call.body()).toBe(call.body());
  });

  test('is shown by a preview without what is said', () => {
    const message: Fields = {
      content,
      from: 'alice',
      metadata: 'secret',
      push,
      vendor: { tencentIm: { sendMsgControl: ['NoLastMsg'] } },
    };
    expect(directCall(message, ['bob', 'carol']).describe()).toEqual({
      SyncOtherMachine: 1,
      From_Account: 'alice',
      To_Account: ['bob', 'carol'],
      ...identity,
      SendMsgControl: ['WithMuteNotifications', 'NoLastMsg'],
      MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: '(5 bytes)' } }],
      CloudCustomData: '(6 bytes)',
      OfflinePushInfo: { PushFlag: 0, Title: '(5 bytes)', Desc: '(5 bytes)', ApnsInfo: { BadgeMode: 0 } },
    });
  });
});

describe('the sender', () => {
  test.each<[Fields, Partial<TencentImOptions>, string]>([
    [{ content, from: 'alice' }, { defaultSender: 'ops' }, 'alice'],
    [{ content }, { defaultSender: 'ops' }, 'ops'],
    [{ content }, {}, 'administrator'],
  ])('of a message with %j and options %j is %s', (message, options, sender) => {
    expect(planDirect(message, options).sender).toBe(sender);
  });
});

describe('a direct message refused before the wire, naming the field', () => {
  const custom = { type: 'custom', data: 'x' } as const;

  test.each<[name: string, Fields, field: string, limit: unknown]>([
    [
      'a sender over 32 bytes',
      { content, from: 'x'.repeat(33) },
      'from',
      { max: 32, unit: 'bytes', actual: 33 },
    ],
    ['a sender beyond ASCII', { content, from: 'Алиса' }, 'from', undefined],
    [
      'two custom parts',
      { content: { type: 'mixed', parts: [custom, content, custom] } },
      'content.parts[2]',
      { max: 1, unit: 'items', actual: 2 },
    ],
    [
      'more than seven days to live',
      { content, timeToLive: 604_801 },
      'timeToLive',
      { max: 604_800, unit: 'seconds', actual: 604_801 },
    ],
    [
      'a batch that forbids callbacks',
      { content, vendor: { tencentIm: { command: 'batch', forbidCallbacks: ['after'] } } },
      'vendor.tencentIm.forbidCallbacks',
      undefined,
    ],
    [
      'a batch that supports extensions',
      { content, vendor: { tencentIm: { command: 'batch', supportMessageExtension: true } } },
      'vendor.tencentIm.supportMessageExtension',
      undefined,
    ],
    [
      'additions to a push that is not there',
      { content, vendor: { tencentIm: { offlinePush: {} } } },
      'vendor.tencentIm.offlinePush',
      undefined,
    ],
  ])('%s', (_name, message, field, limit) => {
    const { problems } = planDirect(message);
    expect(problems).toEqual([
      expect.objectContaining({ code: 'invalid_message', effect: 'not_sent', transient: false, field }),
    ]);
    expect(problems[0]?.limit).toEqual(limit);
  });

  test.each<[string, Fields]>([
    ['of the sender', { content, from: 'Алиса' }],
    ['of the size', { content: { type: 'text', text: 'x'.repeat(12_000) } }],
    ['of the command', { content, vendor: { tencentIm: { command: 'batch', forbidCallbacks: ['after'] } } }],
  ])('with a problem %s: the plan makes no calls', (_name, message) => {
    expect(() => planDirect(message).next(['bob'])).toThrow('a plan with problems makes no calls');
  });

  test('for its sender: the plan names no sender', () => {
    expect(planDirect({ content, from: 'Алиса' }).sender).toBeUndefined();
  });

  test('for custom parts: every one too many is named', () => {
    const { problems } = planDirect({ content: { type: 'mixed', parts: [custom, custom, custom] } });
    expect(problems.map(({ field }) => field)).toEqual(['content.parts[1]', 'content.parts[2]']);
  });

  test('for fields that only sendmsg has, where the options say batch', () => {
    const message: Fields = { content, vendor: { tencentIm: { forbidCallbacks: ['after'] } } };
    expect(planDirect(message, { command: 'batch' }).problems).toMatchObject([
      { field: 'vendor.tencentIm.forbidCallbacks' },
    ]);
    const single: Fields = {
      content,
      vendor: { tencentIm: { forbidCallbacks: ['after'], command: 'single' } },
    };
    expect(planDirect(single, { command: 'batch' }).problems).toEqual([]);
  });
});

describe('bad recipients', () => {
  test('are refused where they stand, and the others are sent', () => {
    const [planned] = batchesOf(planDirect({ content }), ['alice', 'x'.repeat(33), 'bob', '名', '']);
    expect(planned?.taken).toBe(5);
    expect(planned?.items).toEqual([
      { index: 0, id: 'alice' },
      { index: 2, id: 'bob' },
    ]);
    expect(requestOf(present(planned?.call)).To_Account).toEqual(['alice', 'bob']);
    expect(planned?.refused).toEqual([
      {
        index: 1,
        problem: expect.objectContaining({
          code: 'invalid_message',
          field: 'to',
          limit: { max: 32, unit: 'bytes', actual: 33 },
        }),
      },
      { index: 3, problem: expect.objectContaining({ code: 'invalid_message', field: 'to' }) },
      { index: 4, problem: expect.objectContaining({ code: 'invalid_message', field: 'to' }) },
    ]);
  });

  test.each<CommandChoice>(['single', 'batch'])('make no call where there is nobody else: %s', (command) => {
    const [planned] = batchesOf(planDirect({ content }, { command }), ['名']);
    expect(planned).toMatchObject({ taken: 1, refused: [{ index: 0 }], items: [] });
    expect(planned).not.toHaveProperty('call');
  });
});

test('the text of a message travels as it is', () => {
  const text = '\u0000\u0007\u001f\u007f\u2028 "\\/ 名 👋';
  const call = directCall({ content: { type: 'text', text } }, ['bob']);
  expect(requestOf(call)).toMatchObject({ MsgBody: [{ MsgContent: { Text: text } }] });
});
