import { describe, expect, test } from 'vitest';
import {
  bodyOf,
  createAdapter,
  type GroupFields,
  groupCall,
  groupMessage,
  planContext,
  planGroup,
  present,
  readJson,
  requestOf,
} from './__fixtures__/support.ts';
import type { TencentImOptions } from './options.ts';

const content = { type: 'text', text: 'Hi all' } as const;
const signal = { type: 'signal', data: 'typing' } as const;
const MsgBody = [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'Hi all' } }];
const push = { title: 'Team', body: 'Hi' };
const pushed = { PushFlag: 0, Title: 'Team', Desc: 'Hi', ApnsInfo: { BadgeMode: 0 } };
const OfflinePushInfo = { PushFlag: 1 };
const topic = '@TGS#_big@TOPIC#_a';
const users = (count: number) => Array.from({ length: count }, (_, index) => `user${index}`);

describe('the body of send_group_msg to a group', () => {
  const first = { GroupId: 'grp-42', Random: 1, MsgBody };

  test.each<[name: string, message: GroupFields, options: Partial<TencentImOptions>, wire: object]>([
    ['nothing but content', { content }, {}, { ...first, OfflinePushInfo }],
    [
      'from',
      { content, from: 'alice' },
      { defaultSender: 'ops' },
      { ...first, From_Account: 'alice', OfflinePushInfo },
    ],
    [
      'the default sender',
      { content },
      { defaultSender: 'ops' },
      { ...first, From_Account: 'ops', OfflinePushInfo },
    ],
    ['metadata', { content, metadata: 'm' }, {}, { ...first, OfflinePushInfo, CloudCustomData: 'm' }],
    ['priority low', { content, priority: 'low' }, {}, { ...first, MsgPriority: 'Low', OfflinePushInfo }],
    ['priority high', { content, priority: 'high' }, {}, { ...first, MsgPriority: 'High', OfflinePushInfo }],
    // The vendor's default.
    ['priority normal', { content, priority: 'normal' }, {}, { ...first, OfflinePushInfo }],
    [
      'countsAsUnread false',
      { content, countsAsUnread: false },
      {},
      { ...first, OfflinePushInfo, SendMsgControl: ['NoUnread'] },
    ],
    [
      'readReceipt, under a name of its own',
      { content, readReceipt: true },
      {},
      { ...first, OfflinePushInfo, NeedReadReceipt: 1 },
    ],
    // Groups have settings of their own for who is disturbed: no WithMuteNotifications.
    ['push', { content, push }, {}, { ...first, OfflinePushInfo: pushed }],
    ['timeToLive 0', { content, timeToLive: 0 }, {}, { ...first, OfflinePushInfo, OnlineOnlyFlag: 1 }],
    [
      'timeToLive 0 that does not count as unread, which it does not anyway',
      { content, timeToLive: 0, countsAsUnread: false },
      {},
      { ...first, OfflinePushInfo, OnlineOnlyFlag: 1 },
    ],
    [
      'a signal',
      { content: signal },
      {},
      {
        ...first,
        MsgBody: [{ MsgType: 'TIMCustomElem', MsgContent: { Data: 'typing', Ext: 'polychat:signal' } }],
        OfflinePushInfo,
        OnlineOnlyFlag: 1,
      },
    ],
    [
      'targets',
      { content, targets: { only: ['bob', 'carol'] } },
      {},
      { ...first, OfflinePushInfo, To_Account: ['bob', 'carol'] },
    ],
    [
      'mentions of users',
      { content, mentions: { users: ['bob', 'carol'] } },
      {},
      {
        ...first,
        OfflinePushInfo,
        GroupAtInfo: [
          { GroupAtAllFlag: 0, GroupAt_Account: 'bob' },
          { GroupAtAllFlag: 0, GroupAt_Account: 'carol' },
        ],
      },
    ],
    [
      'mentions of everyone and of one',
      { content, mentions: { everyone: true, users: ['bob'] } },
      {},
      {
        ...first,
        OfflinePushInfo,
        GroupAtInfo: [{ GroupAtAllFlag: 1 }, { GroupAtAllFlag: 0, GroupAt_Account: 'bob' }],
      },
    ],
    [
      'mentions of one, and not of everyone',
      { content, mentions: { everyone: false, users: ['bob'] } },
      {},
      { ...first, OfflinePushInfo, GroupAtInfo: [{ GroupAtAllFlag: 0, GroupAt_Account: 'bob' }] },
    ],
    [
      'a topic, whose id has the group’s in it',
      { content, groupId: topic },
      {},
      { GroupId: '@TGS#_big', Random: 1, MsgBody, OfflinePushInfo, TopicId: topic },
    ],
    [
      'a mixed content',
      { content: { type: 'mixed', parts: [content, { type: 'face', index: 6 }] } },
      {},
      {
        ...first,
        MsgBody: [...MsgBody, { MsgType: 'TIMFaceElem', MsgContent: { Index: 6 } }],
        OfflinePushInfo,
      },
    ],
    [
      'everything at once, in the order of the field table',
      {
        groupId: topic,
        from: 'alice',
        content,
        metadata: 'm',
        priority: 'high',
        countsAsUnread: false,
        readReceipt: true,
        push,
        mentions: { everyone: true },
        targets: { only: ['bob'] },
        vendor: {
          tencentIm: {
            forbidCallbacks: ['before', 'after', 'before'],
            supportMessageExtension: true,
            sendMsgControl: ['NoLastMsg', 'NoUnread'],
            offlinePush: { apns: { sound: 'ring.caf' } },
          },
        },
      },
      {},
      {
        GroupId: '@TGS#_big',
        Random: 1,
        MsgBody,
        MsgPriority: 'High',
        From_Account: 'alice',
        OfflinePushInfo: { ...pushed, ApnsInfo: { Sound: 'ring.caf', BadgeMode: 0 } },
        ForbidCallbackControl: ['ForbidBeforeSendMsgCallback', 'ForbidAfterSendMsgCallback'],
        SendMsgControl: ['NoUnread', 'NoLastMsg'],
        CloudCustomData: 'm',
        SupportMessageExtension: 1,
        To_Account: ['bob'],
        GroupAtInfo: [{ GroupAtAllFlag: 1 }],
        TopicId: topic,
        NeedReadReceipt: 1,
      },
    ],
  ])('is exact for: %s', (_name, message, options, wire) => {
    const plan = planGroup(message, options);
    expect(plan).toMatchObject({ problems: [], unsupported: [], warnings: [] });
    const call = plan.call();
    // Order and all.
    expect(bodyOf(call)).toBe(JSON.stringify(wire));
    expect(call.body()).toBe(call.body());
  });

  test('is the sample of the reference, with the push that we always say', () => {
    const { Random, ...sample } = readJson('send-group-msg-reference.request');
    const { Random: made, ...body } = requestOf(groupCall({ content }));
    expect([Random, made]).toEqual([55201, 1]);
    expect(body).toEqual({ ...sample, OfflinePushInfo });
  });

  test('is shown by a preview without what is said', () => {
    const message = {
      content,
      from: 'alice',
      metadata: 'm',
      mentions: { users: ['bob'] },
      priority: 'low',
    } as const;
    expect(groupCall(message).describe()).toEqual({
      GroupId: 'grp-42',
      Random: 1,
      MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: '(6 bytes)' } }],
      MsgPriority: 'Low',
      From_Account: 'alice',
      OfflinePushInfo,
      CloudCustomData: '(1 bytes)',
      GroupAtInfo: [{ GroupAtAllFlag: 0, GroupAt_Account: 'bob' }],
    });
  });
});

test('a message costs a call of the app and one of its group, and its copies are discarded for almost five minutes', () => {
  expect(groupCall({ content, groupId: topic })).toMatchObject({
    endpoint: 'v4/group_open_http_svc/send_group_msg',
    purpose: 'send',
    count: 1,
    dedupWindowMs: 280_000,
    timeoutMs: 10_000,
    costs: [
      {
        limit: { name: 'v4/group_open_http_svc/send_group_msg calls', capacity: 200, windowMs: 1_000 },
        units: 1,
      },
      {
        limit: {
          name: 'v4/group_open_http_svc/send_group_msg messages to one group',
          capacity: 40,
          windowMs: 1_000,
          kind: 'rate',
          countedBy: 'app',
        },
        units: 1,
        // With its topics.
        key: '@TGS#_big',
      },
    ],
  });
  const raised = groupCall({ content }, { groupCallsPerSecond: 300, groupMessagesPerSecond: 80 });
  expect(raised.costs.map(({ limit, key }) => [limit.capacity, key])).toEqual([
    [300, undefined],
    [80, 'grp-42'],
  ]);
});

test.each([
  [{ content, from: 'alice' }, { defaultSender: 'ops' }, 'alice'],
  [{ content }, { defaultSender: 'ops' }, 'ops'],
  [{ content }, {}, 'administrator'],
] as const)('the sender of %j with %j is %s', (message, options, sender) => {
  expect(planGroup(message, options).sender).toBe(sender);
});

describe('the Random of a message to a group', () => {
  const keyed: GroupFields = { content, from: 'alice', idempotencyKey: 'order-17' };
  const randomOf = (message: GroupFields, options: Partial<TencentImOptions> = {}) =>
    requestOf(groupCall(message, options)).Random;

  test('is random without a key', () => {
    const context = planContext();
    const adapter = createAdapter();
    const callOf = () => present(adapter.plan.group?.(groupMessage({ content }), context)).call();
    expect([callOf(), callOf()].map((call) => requestOf(call).Random)).toEqual([1, 2]);
  });

  test('comes from key, app, sender and group where there is a key, whatever the content', () => {
    // printf '["group","order-17","1400000000","alice","grp-42"]' | sha256sum
    expect(randomOf(keyed)).toBe(2790054678);
    expect(randomOf({ ...keyed, content: { type: 'text', text: 'Other' } })).toBe(randomOf(keyed));
    const others = [
      randomOf({ ...keyed, idempotencyKey: 'order-18' }),
      randomOf({ ...keyed, from: 'bob' }),
      randomOf({ ...keyed, groupId: 'grp-43' }),
      randomOf(keyed, { sdkAppId: 1_400_000_001 }),
    ];
    expect(new Set([...others, randomOf(keyed)]).size).toBe(5);
  });

  test('is another one in a renewed call, which is the same besides', () => {
    const call = groupCall({ content });
    const renewed = present(call.renewed).call(call);
    expect([call, renewed].map((each) => requestOf(each).Random)).toEqual([1, 2]);
    expect({ ...requestOf(renewed), Random: 1 }).toEqual(requestOf(call));
    const { endpoint, costs, dedupWindowMs } = call;
    expect(renewed).toMatchObject({ endpoint, costs, dedupWindowMs });
  });

  test('differs in each renewal also where there is a key, and is the same in every process', () => {
    const randoms = () => {
      const made: unknown[] = [];
      for (let call = groupCall(keyed), count = 0; count < 4; count += 1) {
        made.push(requestOf(call).Random);
        call = present(call.renewed?.());
      }
      return made;
    };
    expect(new Set(randoms()).size).toBe(4);
    expect(randoms()).toEqual(randoms());
  });
});

describe('a message to a group refused before the wire, naming the field', () => {
  const custom = { type: 'custom', data: 'x' } as const;

  test.each<[name: string, message: GroupFields, code: string, field: string]>([
    ['a bad sender', { content, from: '名' }, 'invalid_message', 'from'],
    ['an id that is too long', { content, groupId: 'g'.repeat(49) }, 'invalid_message', 'groupId'],
    ['an id that is no ASCII', { content, groupId: '群' }, 'invalid_message', 'groupId'],
    [
      'a topic that is too long',
      { content, groupId: `g@TOPIC#_${'a'.repeat(88)}` },
      'invalid_message',
      'groupId',
    ],
    [
      'two custom parts',
      { content: { type: 'mixed', parts: [custom, custom] } },
      'invalid_message',
      'content.parts[1]',
    ],
    ['31 mentions', { content, mentions: { users: users(31) } }, 'invalid_message', 'mentions'],
    [
      'everyone and 30 mentions',
      { content, mentions: { everyone: true, users: users(30) } },
      'invalid_message',
      'mentions',
    ],
    [
      'a bad mention',
      { content, mentions: { users: ['bob', '名'] } },
      'invalid_message',
      'mentions.users[1]',
    ],
    ['51 targets', { content, targets: { only: users(51) } }, 'invalid_message', 'targets.only'],
    ['a bad target', { content, targets: { only: ['x'.repeat(33)] } }, 'invalid_message', 'targets.only[0]'],
    [
      'a field of direct messages',
      { content, vendor: { tencentIm: { command: 'single' } } },
      'invalid_message',
      'vendor.tencentIm.command',
    ],
    [
      'a control of direct messages',
      { content, vendor: { tencentIm: { sendMsgControl: ['NoUnread', 'NoMsgCheck'] } } },
      'invalid_message',
      'vendor.tencentIm.sendMsgControl',
    ],
    [
      'additions to a push that is not there',
      { content, vendor: { tencentIm: { offlinePush: {} } } },
      'invalid_message',
      'vendor.tencentIm.offlinePush',
    ],
    [
      'a text too long',
      { content: { type: 'text', text: 'x'.repeat(12_000) } },
      'message_too_large',
      'content.text',
    ],
    ['metadata too long', { content, metadata: 'x'.repeat(12_000) }, 'message_too_large', 'metadata'],
  ])('%s', (_name, message, code, field) => {
    expect(planGroup(message).problems).toEqual([
      expect.objectContaining({ code, field, effect: 'not_sent', transient: false }),
    ]);
    expect(() => planGroup(message).call()).toThrow('a plan with problems makes no call');
  });

  test('what just fits is taken', () => {
    expect(planGroup({ content, groupId: 'g'.repeat(48) }).problems).toEqual([]);
    expect(
      planGroup({ content, mentions: { users: users(30) }, targets: { only: users(50) } }).problems,
    ).toEqual([]);
  });

  test('with the limit and what was given', () => {
    expect(planGroup({ content, mentions: { everyone: true, users: users(30) } }).problems).toMatchObject([
      { message: 'mentions: must name at most 30', limit: { max: 30, unit: 'items', actual: 31 } },
    ]);
    expect(planGroup({ content, targets: { only: users(51) } }).problems).toMatchObject([
      { message: 'targets.only: must name at most 50', limit: { max: 50, unit: 'items', actual: 51 } },
    ]);
  });

  test('the body is measured with the longest Random, and with all whom it names', () => {
    const message = { content, mentions: { users: users(30) }, targets: { only: users(50) } } as const;
    const longest = planGroup(message, {}, { random: () => 2 ** 32 - 1 }).call();
    const text = content.text + 'x'.repeat(12_000 - bodyOf(longest).length);
    expect(planGroup({ ...message, content: { type: 'text', text } }).problems).toEqual([]);
    const tooLong = { ...message, content: { type: 'text', text: `${text}x` } } as const;
    expect(planGroup(tooLong).problems).toMatchObject([
      { field: 'content.text', limit: { max: 12_000, unit: 'bytes', actual: 12_001 } },
    ]);
    expect(planGroup(tooLong, { maxBodyBytes: 12_001 }).problems).toEqual([]);
    const named: [string, GroupFields][] = [
      ['mentions', { content, mentions: { users: users(30) } }],
      ['targets', { content, targets: { only: users(50) } }],
    ];
    for (const [field, many] of named) {
      expect(planGroup(many, { maxBodyBytes: 500 }).problems).toMatchObject([{ field }]);
    }
  });
});
