import type { CheckedBroadcast } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import { audienceCall, audienceMessage, bodyOf, planAudience, readJson } from './__fixtures__/support.ts';

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

describe('the exact request of a broadcast', () => {
  const body = (more: object, messageBody: object = {}) => ({
    FromUserId: 'ops',
    MessageType: 1,
    MessageBody: { Message: 'hello', ...messageBody },
    ...more,
  });

  test.each([
    ['audience online', {}, body({ PushType: 0 })],
    ['audience everyone', { audience: 'everyone', push }, body({ PushType: 1 }, { OfflinePush: pushed })],
    ['audience push_only', { audience: 'push_only', push }, body({ PushType: 2 }, { OfflinePush: pushed })],
    ['metadata', { metadata: 'm' }, body({ PushType: 0 }, { ExtendedData: 'm' })],
    // A hint without a place, and an identity that the vendor does not look at.
    ['priority and idempotencyKey', { priority: 'high', idempotencyKey: 'k' }, body({ PushType: 0 })],
    [
      'values that are what happens anyway',
      { senderCopy: true, readReceipt: false, timeToLive: 0 },
      body({ PushType: 0 }),
    ],
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
  ] satisfies [string, Partial<CheckedBroadcast>, object][])('with %s', (_name, fields, expected) => {
    expect(audienceCall(audienceMessage(fields)).body()).toEqual({
      contentType: 'application/json',
      text: JSON.stringify(expected),
    });
  });

  test.each([
    ['image', 11, image],
    ['file', 12, { type: 'file', url, fileName: 'a' }],
    ['audio', 13, { type: 'audio', url, durationSeconds: 1 }],
    ['video', 14, { type: 'video', url, durationSeconds: 1, thumbnail: image }],
  ] as const)('%s goes as type %i', (_name, type, content) => {
    expect(JSON.parse(bodyOf(audienceCall(audienceMessage({ content }))))).toMatchObject({
      MessageType: type,
    });
  });

  test('is the sample of the older page, but for SubMsgType, which is for custom content only, and PushType, which has no documented default', () => {
    const { SubMsgType, ...rest } = readJson('send-message-to-all-users-seed.request');
    expect(SubMsgType).toBe(0);
    const call = audienceCall(
      audienceMessage({ from: 'u1', content: { type: 'text', text: 'hello world' }, metadata: 's' }),
    );
    expect(bodyOf(call)).toBe(JSON.stringify({ ...rest, PushType: 0 }));
  });

  test('is the sample of the reference', () => {
    const call = audienceCall(
      audienceMessage({ content: { type: 'text', text: 'Maintenance at 02:00 UTC' }, metadata: 'm1' }),
    );
    expect(bodyOf(call)).toBe(JSON.stringify(readJson('send-message-to-all-users-reference.request')));
  });
});

test('the call counts for the second and for the day, and is never certain to be discarded', () => {
  const call = audienceCall();
  expect(call).toMatchObject({
    endpoint: 'SendMessageToAllUsers',
    purpose: 'send',
    count: 1,
    dedupWindowMs: 0,
  });
  expect(call).not.toHaveProperty('timeoutMs');
  expect(
    call.costs.map(({ limit, units }) => [
      limit.capacity,
      limit.windowMs,
      limit.kind,
      limit.countedBy,
      units,
    ]),
  ).toEqual([
    [1, 1_000, 'rate', 'app', 1],
    [100, 86_400_000, 'quota', 'app', 1],
  ]);
});

test('the call shows its sender and no text of the message', () => {
  expect(audienceCall().describe()).toEqual({
    FromUserId: 'ops',
    MessageType: 1,
    MessageBody: { Message: '(5 bytes)' },
    PushType: 0,
  });
});

describe('a broadcast refused before the wire', () => {
  test.each([
    ['from', 'invalid_message', { from: undefined }],
    ['from', 'invalid_message', { from: 'x'.repeat(33) }],
    ['content.text', 'message_too_large', { content: { type: 'text', text: 'x'.repeat(2049) } }],
    ['metadata', 'message_too_large', { metadata: 'x'.repeat(1025) }],
    [
      'vendor.zim.searchedContent',
      'invalid_message',
      { content: { type: 'custom', data: 'x' }, vendorFields: { searchedContent: 'x' } },
    ],
    ['vendor.zim.threadId', 'invalid_message', { vendorFields: { threadId: 'x' } }],
  ] satisfies [string, string, Partial<CheckedBroadcast>][])(
    'names %s as %s in $2',
    (field, code, fields) => {
      const plan = planAudience(audienceMessage(fields));
      expect(plan.problems).toMatchObject([{ field, code, effect: 'not_sent', retryable: false }]);
      expect(() => plan.call()).toThrow('a plan with problems makes no call');
    },
  );
});

test('the sender of the plan is the one who is named, or the default', () => {
  const unnamed = audienceMessage({ from: undefined });
  expect(planAudience(unnamed, { defaultSender: 'bot' })).toMatchObject({
    sender: 'bot',
    problems: [],
    unsupported: [],
    warnings: [],
  });
  expect(planAudience(audienceMessage(), { defaultSender: 'bot' }).sender).toBe('ops');
});
