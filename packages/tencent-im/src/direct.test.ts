import type { DirectMessage } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { bodyOf, callsOf, createAdapter, planDirect, startSequence } from './__fixtures__/adapter.ts';
import type { TencentImOptions } from './options.ts';

type Fields = Omit<DirectMessage, 'to'>;

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
        ...pushed,
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
  test.each(rows)('%s', (_name, message, options, wire) => {
    const plan = planDirect(message);
    expect([...plan.problems, ...plan.unsupported, ...plan.warnings]).toEqual([]);
    const [call] = callsOf(message, ['bob'], options);
    expect(call).toMatchObject({ endpoint: 'v4/openim/sendmsg', recipients: ['bob'] });
    // Order and all.
    expect(JSON.stringify(bodyOf(call), null, 1)).toBe(JSON.stringify(sameOrder(wire), null, 1));
    expect(bodyOf(call)).not.toHaveProperty('MsgTimeStamp');
  });

  test.each(rows.filter(([, { vendor }]) => !vendor?.tencentIm?.forbidCallbacks?.length))(
    'and of batchsendmsg: %s',
    (_name, message, options, wire) => {
      const [call] = callsOf(message, ['bob', 'carol'], options);
      expect(call?.endpoint).toBe('v4/openim/batchsendmsg');
      expect(bodyOf(call)).toEqual({ ...wire, To_Account: ['bob', 'carol'] });
    },
  );

  test('is made once: every attempt sends the same bytes', () => {
    const [call] = callsOf({ content }, ['bob']);
    expect(call?.body()).toBe(call?.body());
  });
});

/** The wire order is the one of the vendor's field table. */
function sameOrder(wire: Record<string, unknown>): Record<string, unknown> {
  const table = [
    'SyncOtherMachine',
    'From_Account',
    'To_Account',
    'OnlineOnlyFlag',
    'MsgLifeTime',
    'MsgSeq',
    'MsgRandom',
    'ForbidCallbackControl',
    'SendMsgControl',
    'MsgBody',
    'CloudCustomData',
    'SupportMessageExtension',
    'OfflinePushInfo',
    'IsNeedReadReceipt',
  ];
  const known = table.filter((name) => name in wire);
  expect(known).toHaveLength(Object.keys(wire).length);
  const { OfflinePushInfo, ...others } = Object.fromEntries(known.map((name) => [name, wire[name]]));
  const { PushFlag, Title, Desc, AndroidInfo, ApnsInfo } = OfflinePushInfo as Record<string, unknown>;
  const inOrder = JSON.parse(JSON.stringify({ PushFlag, Title, Desc, AndroidInfo, ApnsInfo }));
  return Object.fromEntries(known.map((name) => [name, name === 'OfflinePushInfo' ? inOrder : others[name]]));
}

describe('the sender', () => {
  test.each<[Fields, Partial<TencentImOptions>, string]>([
    [{ content, from: 'alice' }, { defaultSender: 'ops' }, 'alice'],
    [{ content }, { defaultSender: 'ops' }, 'ops'],
    [{ content }, {}, 'administrator'],
  ])('%j with %j is %s', (message, options, sender) => {
    expect(planDirect(message, createAdapter(options)).sender).toBe(sender);
  });
});

describe('refused before the wire', () => {
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
      expect.objectContaining({ code: 'invalid_message', effect: 'not_sent', retryable: false, field }),
    ]);
    expect(problems[0]?.limit).toEqual(limit);
  });

  test('every custom part too many is named', () => {
    const { problems } = planDirect({ content: { type: 'mixed', parts: [custom, custom, custom] } });
    expect(problems.map(({ field }) => field)).toEqual(['content.parts[1]', 'content.parts[2]']);
  });

  test('an explicit batch of the factory refuses what only sendmsg has', () => {
    const message: Fields = { content, vendor: { tencentIm: { forbidCallbacks: ['after'] } } };
    expect(planDirect(message, createAdapter({ command: 'batch' })).problems).toMatchObject([
      { field: 'vendor.tencentIm.forbidCallbacks' },
    ]);
    const single: Fields = {
      content,
      vendor: { tencentIm: { forbidCallbacks: ['after'], command: 'single' } },
    };
    expect(planDirect(single, createAdapter({ command: 'batch' })).problems).toEqual([]);
  });
});

describe('promises that cannot be kept', () => {
  const signal = { type: 'signal', data: 'typing' } as const;

  test.each<[name: string, Fields, fields: string[]]>([
    ['a pushed signal', { content: signal, push }, ['push']],
    ['a signal with a receipt', { content: signal, readReceipt: true }, ['readReceipt']],
    ['a signal that waits', { content: signal, timeToLive: 60 }, ['timeToLive']],
    ['a signal that does not', { content: signal, timeToLive: 0 }, []],
    [
      'all of them',
      { content: signal, push, readReceipt: true, timeToLive: 60 },
      ['push', 'readReceipt', 'timeToLive'],
    ],
    ['a pushed message for online devices', { content, push, timeToLive: 0 }, ['push']],
    ['one with a receipt', { content, readReceipt: true, timeToLive: 0 }, ['readReceipt']],
  ])('%s', (_name, message, fields) => {
    const { problems, unsupported } = planDirect(message);
    expect(problems).toEqual([]);
    expect(unsupported.map(({ field }) => field)).toEqual(fields);
    for (const problem of unsupported) {
      expect(problem).toMatchObject({ code: 'unsupported', effect: 'not_sent', retryable: false });
    }
    // The calls are made without them.
    const [call] = callsOf(message, ['bob']);
    const wire = bodyOf(call);
    expect(wire).toMatchObject({ OnlineOnlyFlag: 1, OfflinePushInfo: { PushFlag: 1 } });
    for (const name of ['MsgLifeTime', 'IsNeedReadReceipt', 'SendMsgControl'])
      expect(wire).not.toHaveProperty(name);
  });

  test('additions to a push go with it', () => {
    const message: Fields = {
      content: signal,
      push,
      vendor: { tencentIm: { offlinePush: { apns: { sound: 'x' } } } },
    };
    expect(planDirect(message).problems).toEqual([]);
    expect(bodyOf(callsOf(message, ['bob'])[0]).OfflinePushInfo).toEqual({ PushFlag: 1 });
  });
});

test('text travels as it is', () => {
  const text = '\u0000\u0007\u001f\u007f\u2028 "\\/ 名 👋';
  const [call] = callsOf({ content: { type: 'text', text } }, ['bob']);
  expect(bodyOf(call)).toMatchObject({ MsgBody: [{ MsgContent: { Text: text } }] });
});
