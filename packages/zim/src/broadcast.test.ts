import type { CheckedBroadcast } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import { adapterWith, broadcast, broadcastCall, context, read, readFixture } from './__fixtures__/support.ts';

const push = { title: 'Ops', body: 'hello', payload: 'p' };
const pushed = {
  Enable: 1,
  Title: 'Ops',
  Content: 'hello',
  Payload: 'p',
  EnableBadge: true,
  BadgeIncrement: 1,
};
const url = 'https://cdn.example/a.png';
const image = { type: 'image', url, width: 1, height: 1 } as const;

describe('message in, request out', () => {
  const body = (more: object, messageBody: object = {}) => ({
    FromUserId: 'ops',
    MessageType: 1,
    MessageBody: { Message: 'hello', ...messageBody },
    ...more,
  });

  test.each([
    ['online', {}, body({ PushType: 0 })],
    ['everyone', { audience: 'everyone', push }, body({ PushType: 1 }, { OfflinePush: pushed })],
    ['push_only', { audience: 'push_only', push }, body({ PushType: 2 }, { OfflinePush: pushed })],
    ['metadata', { metadata: 'm' }, body({ PushType: 0 }, { ExtendedData: 'm' })],
    // A hint without a place, and an identity that the vendor does not look at.
    ['priority and idempotencyKey', { priority: 'high', idempotencyKey: 'k' }, body({ PushType: 0 })],
    ['what it does anyway', { senderCopy: true, readReceipt: false, timeToLive: 0 }, body({ PushType: 0 })],
    [
      'custom',
      { content: { type: 'custom', data: 'x' } },
      { FromUserId: 'ops', MessageType: 200, MessageBody: { Message: 'x' }, SubMsgType: 0, PushType: 0 },
    ],
    [
      'pictures of the push',
      {
        audience: 'everyone',
        push: { title: 'Ops', body: 'hello', badge: 0 },
        vendorFields: {
          pushStrategyId: 's',
          threadId: 't',
          pushImage: { apns: { image: 'a' }, fcm: { image: 'f', icon: 'i' }, huawei: { icon: 'h' } },
        },
      },
      body(
        { PushType: 1 },
        {
          OfflinePush: {
            Enable: 1,
            Title: 'Ops',
            Content: 'hello',
            PushStrategyId: 's',
            PushImageInfo: {
              Apns: { Image: 'a' },
              Android: { FCM: { Image: 'f', Icon: 'i' }, HuaWei: { Icon: 'h' } },
            },
            EnableBadge: false,
            ThreadId: 't',
          },
        },
      ),
    ],
    [
      'a picture for Apple alone',
      { audience: 'push_only', push, vendorFields: { pushImage: { apns: { image: 'a' } } } },
      body(
        { PushType: 2 },
        {
          OfflinePush: {
            Enable: 1,
            Title: 'Ops',
            Content: 'hello',
            Payload: 'p',
            PushImageInfo: { Apns: { Image: 'a' } },
            EnableBadge: true,
            BadgeIncrement: 1,
          },
        },
      ),
    ],
  ] satisfies [string, Partial<CheckedBroadcast>, object][])('%s', (_name, fields, expected) => {
    expect(broadcastCall(broadcast(fields)).body()).toBe(JSON.stringify(expected));
  });

  test.each([
    ['image', 11, image],
    ['file', 12, { type: 'file', url, fileName: 'a' }],
    ['audio', 13, { type: 'audio', url, durationSeconds: 1 }],
    ['video', 14, { type: 'video', url, durationSeconds: 1, thumbnail: image }],
  ] as const)('%s goes as type %i', (_name, type, content) => {
    expect(JSON.parse(broadcastCall(broadcast({ content })).body())).toMatchObject({ MessageType: type });
  });

  test('the sample of the older page: its SubMsgType is for custom content only, its PushType has no documented default', () => {
    const { SubMsgType, ...rest } = JSON.parse(readFixture('seed-send-message-to-all-users.request'));
    expect(SubMsgType).toBe(0);
    const call = broadcastCall(
      broadcast({ from: 'u1', content: { type: 'text', text: 'hello world' }, metadata: 's' }),
    );
    expect(call.body()).toBe(JSON.stringify({ ...rest, PushType: 0 }));
  });

  test('the sample of the reference', () => {
    const call = broadcastCall(
      broadcast({ content: { type: 'text', text: 'Maintenance at 02:00 UTC' }, metadata: 'm1' }),
    );
    expect(call.body()).toBe(JSON.stringify(JSON.parse(readFixture('send-message-to-all-users.request'))));
  });
});

test('the call reaches its audience, and counts for the second and for the day', () => {
  const call = broadcastCall();
  expect(call).toMatchObject({
    endpoint: 'SendMessageToAllUsers',
    recipients: ['online'],
    dedupWindowMs: 0,
    unlistedMeans: 'accepted',
  });
  expect(call.costs.map(({ limit, units }) => [limit.capacity, limit.windowMs, limit.kind, units])).toEqual([
    [1, 1_000, 'rate', 1],
    [100, 86_400_000, 'quota', 1],
  ]);
});

describe('refused outright', () => {
  test.each([
    ['from', 'invalid_message', { from: undefined }],
    ['from', 'invalid_message', { from: 'x'.repeat(33) }],
    ['content.type', 'unsupported', { content: { type: 'signal', data: 'x' } }],
    ['content.type', 'unsupported', { content: { type: 'mixed', parts: [{ type: 'face', index: 1 }] } }],
    ['content.type', 'unsupported', { content: { type: 'location', latitude: 1, longitude: 1 } }],
    ['content.type', 'unsupported', { content: { type: 'face', index: 1 } }],
    ['content.text', 'message_too_large', { content: { type: 'text', text: 'x'.repeat(2049) } }],
    ['metadata', 'message_too_large', { metadata: 'x'.repeat(1025) }],
    [
      'vendor.zim.searchedContent',
      'invalid_message',
      { content: { type: 'custom', data: 'x' }, vendorFields: { searchedContent: 'x' } },
    ],
    ['vendor.zim.threadId', 'invalid_message', { vendorFields: { threadId: 'x' } }],
  ] satisfies [string, string, Partial<CheckedBroadcast>][])('%s %#', (field, code, fields) => {
    const plan = adapterWith().planBroadcast(broadcast(fields), context);
    expect(plan.problems).toMatchObject([{ field, code, effect: 'not_sent', retryable: false }]);
    expect(() => plan.call()).toThrow('a plan with problems makes no call');
  });
});

describe('promises that cannot be kept', () => {
  test.each([
    ['senderCopy', { senderCopy: false }],
    ['countsAsUnread', { countsAsUnread: false }],
    ['countsAsUnread', { countsAsUnread: true }],
    ['readReceipt', { readReceipt: true }],
    ['timeToLive', { audience: 'everyone', push, timeToLive: 60 }],
    ['timeToLive', { audience: 'everyone', push, timeToLive: 0 }],
  ] satisfies [string, Partial<CheckedBroadcast>][])('%s %#', (field, fields) => {
    const plan = adapterWith().planBroadcast(broadcast(fields), context);
    expect(plan.problems).toEqual([]);
    expect(plan.unsupported).toMatchObject([
      { code: 'unsupported', field, effect: 'not_sent', retryable: false },
    ]);
    expect(plan.call().body()).not.toContain('false');
  });

  test('and everything else can', () => {
    const plan = adapterWith({ defaultSender: 'ops' }).planBroadcast(broadcast({ from: undefined }), context);
    expect(plan).toMatchObject({ sender: 'ops', problems: [], unsupported: [], warnings: [] });
  });
});

describe('reply in, reading out', () => {
  test('success keeps the request id', () => {
    expect(read(broadcastCall(), readFixture('seed-send-message-to-all-users.reply'))).toMatchObject({
      accepted: [],
      failed: [],
      shared: { requestId: '343649807833778782' },
    });
    expect(
      read(broadcastCall(), readFixture('seed-send-message-to-all-users.reply')).problem,
    ).toBeUndefined();
  });

  test.each([
    [{ Code: 660500002 }, { code: 'sender_not_found', effect: 'rejected' }],
    [{ Code: 660000028 }, { code: 'permission_denied', effect: 'rejected' }],
    [{ Code: 660400001 }, { code: 'message_too_large', effect: 'rejected' }],
    [{ Code: 660500009 }, { code: 'content_rejected', effect: 'rejected' }],
    [{ Code: 660000001 }, { code: 'vendor_unavailable', effect: 'unknown' }],
    [{ Code: 123 }, { code: 'vendor_error', effect: 'unknown' }],
    [{ Code: null }, { code: 'bad_reply', effect: 'unknown' }],
    // Anywhere: the page defines no list.
    [
      { Code: 0, ErrorList: [{ UserId: 'x', SubCode: 660500009 }] },
      { code: 'content_rejected', effect: 'rejected', vendor: { code: 660500009 } },
    ],
    [
      { Code: 0, AuditInfos: [{ Index: 0, Reason: 'ad' }] },
      { code: 'content_rejected', effect: 'unknown' },
    ],
  ])('%j', (reply, problem) => {
    expect(read(broadcastCall(), reply).problem).toMatchObject(problem);
  });

  test('a list that the page does not define does not undo a success', () => {
    expect(
      read(broadcastCall(), { Code: 0, ErrorList: [{ UserId: 'x', SubCode: 1 }] }).problem,
    ).toBeUndefined();
  });

  test.each([
    [100000004, true],
    [100000005, true],
    [0, false],
  ])('%i asks for a new signature: %s', (Code, expected) => {
    expect(read(broadcastCall(), { Code }).signatureRefused).toBe(expected);
  });

  test("one code for two limits: a second is waited for once, then it is the day's", () => {
    const call = broadcastCall();
    const reply = readFixture('send-message-to-all-users-limit.reply');
    const vendor = {
      name: 'zim',
      code: 660500003,
      message: 'frequency limit',
      requestId: '512340098771209001',
    };
    const first = read(call, reply).problem;
    expect(first).toMatchObject({ code: 'rate_limited', effect: 'rejected', retryable: true, vendor });
    expect(first?.retryAfterMs).toBeGreaterThan(1_000);
    expect(first?.retryAfterMs).toBeLessThan(2_000);
    // What comes between does not change it.
    read(call, { Code: 660000001 });
    for (const problem of [read(call, reply).problem, read(call, reply).problem]) {
      expect(problem).toMatchObject({
        code: 'quota_exhausted',
        effect: 'rejected',
        retryable: false,
        vendor,
      });
      expect(problem).not.toHaveProperty('retryAfterMs');
    }
    // Another call begins anew.
    expect(read(broadcastCall(), reply).problem?.code).toBe('rate_limited');
  });
});
