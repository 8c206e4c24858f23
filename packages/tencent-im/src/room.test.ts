import { describe, expect, test } from 'vitest';
import { bodyOf, planRoom, present, type RoomFields, requestOf, roomCall } from './__fixtures__/support.ts';
import type { TencentImOptions } from './options.ts';

const content = { type: 'text', text: 'Hi all' } as const;
const MsgBody = [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'Hi all' } }];
const OfflinePushInfo = { PushFlag: 1 };

describe('the body of send_group_msg to a room', () => {
  const first = { GroupId: 'live', Random: 1, MsgBody };

  test.each<[name: string, message: RoomFields, options: Partial<TencentImOptions>, wire: object]>([
    ['nothing but content', { content }, {}, { ...first, OfflinePushInfo }],
    ['from', { content, from: 'alice' }, {}, { ...first, From_Account: 'alice', OfflinePushInfo }],
    [
      'the default sender',
      { content },
      { defaultSender: 'ops' },
      { ...first, From_Account: 'ops', OfflinePushInfo },
    ],
    ['metadata', { content, metadata: 'm' }, {}, { ...first, OfflinePushInfo, CloudCustomData: 'm' }],
    ['priority low', { content, priority: 'low' }, {}, { ...first, MsgPriority: 'Low', OfflinePushInfo }],
    ['priority high', { content, priority: 'high' }, {}, { ...first, MsgPriority: 'High', OfflinePushInfo }],
    [
      'what happens anyway, for which an AVChatRoom has no flags',
      { content, senderCopy: true, countsAsUnread: false, timeToLive: 0 },
      {},
      { ...first, OfflinePushInfo },
    ],
    [
      'a signal, which needs no flag, since nothing is stored',
      { content: { type: 'signal', data: 'typing' } },
      {},
      {
        ...first,
        MsgBody: [{ MsgType: 'TIMCustomElem', MsgContent: { Data: 'typing', Ext: 'polychat:signal' } }],
        OfflinePushInfo,
      },
    ],
    [
      'everything at once, in the order of the field table',
      {
        from: 'alice',
        content,
        metadata: 'm',
        priority: 'high',
        vendor: { tencentIm: { forbidCallbacks: ['after'], supportMessageExtension: true } },
      },
      {},
      {
        ...first,
        MsgPriority: 'High',
        From_Account: 'alice',
        OfflinePushInfo,
        ForbidCallbackControl: ['ForbidAfterSendMsgCallback'],
        CloudCustomData: 'm',
        SupportMessageExtension: 1,
      },
    ],
  ])('is exact for: %s', (_name, message, options, wire) => {
    const plan = planRoom(message, options);
    expect(plan).toMatchObject({ problems: [], unsupported: [], warnings: [] });
    expect(bodyOf(plan.call())).toBe(JSON.stringify(wire));
  });
});

test('a message costs what one to a group does, and its copies are discarded for as long', () => {
  const call = roomCall({ content });
  expect(call).toMatchObject({
    endpoint: 'v4/group_open_http_svc/send_group_msg',
    count: 1,
    dedupWindowMs: 280_000,
    timeoutMs: 10_000,
  });
  expect(call.costs.map(({ limit, units, key }) => [limit.name, units, key])).toEqual([
    ['v4/group_open_http_svc/send_group_msg calls', 1, undefined],
    ['v4/group_open_http_svc/send_group_msg messages to one group', 1, 'live'],
  ]);
});

test('its Random comes from key, app, sender and room where there is a key, and is another in a renewed call', () => {
  const keyed: RoomFields = { content, from: 'alice', idempotencyKey: 'order-17' };
  const call = roomCall(keyed);
  // printf '["room","order-17","1400000000","alice","live"]' | sha256sum
  expect(requestOf(call).Random).toBe(4108704632);
  expect(requestOf(roomCall({ ...keyed, roomId: 'stage' })).Random).not.toBe(4108704632);
  expect(requestOf(present(call.renewed?.())).Random).not.toBe(4108704632);
  expect(requestOf(roomCall({ content })).Random).toBe(1);
});

describe('a message to a room refused before the wire, naming the field', () => {
  test.each<[name: string, message: RoomFields, code: string, field: string]>([
    ['a bad sender', { content, from: '名' }, 'invalid_message', 'from'],
    ['an id that is too long', { content, roomId: 'r'.repeat(49) }, 'invalid_message', 'roomId'],
    ['an id that is no ASCII', { content, roomId: '房' }, 'invalid_message', 'roomId'],
    [
      'a control, of which an AVChatRoom takes none',
      { content, vendor: { tencentIm: { sendMsgControl: ['NoLastMsg'] } } },
      'invalid_message',
      'vendor.tencentIm.sendMsgControl',
    ],
    [
      'a field of broadcasts',
      { content, vendor: { tencentIm: { condition: { tagsOr: ['vip'] } } } },
      'invalid_message',
      'vendor.tencentIm.condition',
    ],
    [
      'a text too long',
      { content: { type: 'text', text: 'x'.repeat(12_000) } },
      'message_too_large',
      'content.text',
    ],
  ])('%s', (_name, message, code, field) => {
    expect(planRoom(message).problems).toEqual([
      expect.objectContaining({ code, field, effect: 'not_sent', transient: false }),
    ]);
    expect(() => planRoom(message).call()).toThrow('a plan with problems makes no call');
  });
});
