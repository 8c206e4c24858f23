import type { BroadcastMessage } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { bodyOf, createAdapter, createContext, planBroadcast } from './__fixtures__/adapter.ts';
import { fixture, reply } from './__fixtures__/reply.ts';
import { readPushToAllReply } from './broadcast.ts';
import type { TencentImOptions } from './options.ts';

const content = { type: 'text', text: 'Maintenance at 02:00 UTC' } as const;
const MsgBody = [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'Maintenance at 02:00 UTC' } }];
const push = { title: 'Notice', body: 'Maintenance' };
const pushed = { PushFlag: 0, Title: 'Notice', Desc: 'Maintenance', ApnsInfo: { BadgeMode: 0 } };
const noPush = { PushFlag: 1 };
const online: BroadcastMessage = { audience: 'online', content };
const everyone: BroadcastMessage = { audience: 'everyone', content, push };

describe('the body of im_push', () => {
  test.each<[name: string, BroadcastMessage, Partial<TencentImOptions>, wire: object]>([
    ['online', online, {}, { MsgRandom: 1, MsgLifeTime: 0, MsgBody, OfflinePushInfo: noPush }],
    [
      'online, to nobody later',
      { ...online, timeToLive: 0 },
      {},
      { MsgRandom: 1, MsgLifeTime: 0, MsgBody, OfflinePushInfo: noPush },
    ],
    ['everyone', everyone, {}, { MsgRandom: 1, MsgLifeTime: 604_800, MsgBody, OfflinePushInfo: pushed }],
    [
      'everyone, for an hour',
      { ...everyone, timeToLive: 3_600 },
      {},
      { MsgRandom: 1, MsgLifeTime: 3_600, MsgBody, OfflinePushInfo: pushed },
    ],
    [
      'from',
      { ...online, from: 'ops' },
      { defaultSender: 'news' },
      { From_Account: 'ops', MsgRandom: 1, MsgLifeTime: 0, MsgBody, OfflinePushInfo: noPush },
    ],
    [
      'defaultSender',
      online,
      { defaultSender: 'news' },
      { From_Account: 'news', MsgRandom: 1, MsgLifeTime: 0, MsgBody, OfflinePushInfo: noPush },
    ],
    [
      'priority is ignored',
      { ...online, priority: 'high' },
      {},
      { MsgRandom: 1, MsgLifeTime: 0, MsgBody, OfflinePushInfo: noPush },
    ],
    [
      'a signal',
      { audience: 'online', content: { type: 'signal', data: 'reload' } },
      {},
      {
        MsgRandom: 1,
        MsgLifeTime: 0,
        MsgBody: [{ MsgType: 'TIMCustomElem', MsgContent: { Data: 'reload', Ext: 'polychat:signal' } }],
        OfflinePushInfo: noPush,
      },
    ],
    [
      'tags and push channels',
      {
        ...everyone,
        vendor: {
          tencentIm: {
            condition: { tagsOr: ['vip', 'beta'], tagsAnd: ['eu'] },
            offlinePush: { android: { vivoClassification: 0 } },
          },
        },
      },
      {},
      {
        MsgRandom: 1,
        MsgLifeTime: 604_800,
        Condition: { TagsOr: ['vip', 'beta'], TagsAnd: ['eu'] },
        MsgBody,
        OfflinePushInfo: {
          PushFlag: 0,
          Title: 'Notice',
          Desc: 'Maintenance',
          AndroidInfo: { VIVOClassification: 0 },
          ApnsInfo: { BadgeMode: 0 },
        },
      },
    ],
    [
      'attributes',
      {
        ...online,
        vendor: { tencentIm: { condition: { attrsOr: { city: 'Berlin' }, attrsAnd: { sex: 'f' } } } },
      },
      {},
      {
        MsgRandom: 1,
        MsgLifeTime: 0,
        Condition: { AttrsOr: { city: 'Berlin' }, AttrsAnd: { sex: 'f' } },
        MsgBody,
        OfflinePushInfo: noPush,
      },
    ],
  ])('%s', (_name, message, options, wire) => {
    const plan = planBroadcast(message, createAdapter(options));
    expect([...plan.problems, ...plan.unsupported]).toEqual([]);
    const call = plan.call();
    // Order and all.
    expect(call.body()).toBe(JSON.stringify(wire));
    expect(call.body()).toBe(call.body());
  });
});

test('what the call costs and guarantees', () => {
  expect(planBroadcast(everyone).call()).toMatchObject({
    endpoint: 'v4/all_member_push/im_push',
    recipients: ['everyone'],
    unlistedMeans: 'accepted',
    dedupWindowMs: 7 * 86_400_000 - 3_600_000,
    costs: [
      { limit: { capacity: 1, windowMs: 1_001, kind: 'rate' }, units: 1 },
      { limit: { capacity: 100, windowMs: 86_400_000, kind: 'quota' }, units: 1 },
    ],
  });
});

test('only a broadcast to everyone is kept', () => {
  expect(planBroadcast(everyone).warnings.map(({ code }) => code)).toEqual(['stored_for_next_login']);
  expect(planBroadcast(online).warnings).toEqual([]);
});

test.each<[BroadcastMessage, Partial<TencentImOptions>, string]>([
  [{ ...online, from: 'alice' }, { defaultSender: 'ops' }, 'alice'],
  [online, { defaultSender: 'ops' }, 'ops'],
  [online, {}, 'administrator'],
])('the sender of %j with %j is %s', (message, options, sender) => {
  expect(planBroadcast(message, createAdapter(options)).sender).toBe(sender);
});

describe('refused before the wire', () => {
  const custom = { type: 'custom', data: 'x' } as const;

  test.each<[name: string, BroadcastMessage, code: string, field: string]>([
    ['push_only', { ...everyone, audience: 'push_only' }, 'unsupported', 'audience'],
    [
      'a signal to everyone',
      { ...everyone, content: { type: 'signal', data: 'x' } },
      'unsupported',
      'audience',
    ],
    ['a bad sender', { ...online, from: '名' }, 'invalid_message', 'from'],
    ['more than seven days', { ...everyone, timeToLive: 604_801 }, 'invalid_message', 'timeToLive'],
    [
      'two custom parts',
      { ...online, content: { type: 'mixed', parts: [custom, custom] } },
      'invalid_message',
      'content.parts[1]',
    ],
    [
      'a field of direct messages',
      { ...online, vendor: { tencentIm: { command: 'single' } } },
      'invalid_message',
      'vendor.tencentIm.command',
    ],
    [
      'a bad condition',
      { ...online, vendor: { tencentIm: { condition: {} } } },
      'invalid_message',
      'vendor.tencentIm.condition',
    ],
    [
      'a text too long',
      { ...online, content: { type: 'text', text: 'x'.repeat(10_000) } },
      'message_too_large',
      'content.text',
    ],
    [
      'a push too long',
      { ...everyone, push: { title: 'x', body: 'x'.repeat(10_000) } },
      'message_too_large',
      'push',
    ],
  ])('%s', (_name, message, code, field) => {
    expect(planBroadcast(message).problems).toEqual([
      expect.objectContaining({ code, field, effect: 'not_sent', retryable: false }),
    ]);
  });

  test('the body is measured with the longest MsgRandom', () => {
    const room =
      10_000 -
      planBroadcast(online, createAdapter(), { now: () => 0, random: () => 2 ** 32 - 1 })
        .call()
        .body().length;
    const text = content.text + 'x'.repeat(room);
    expect(planBroadcast({ ...online, content: { type: 'text', text } }).problems).toEqual([]);
    expect(planBroadcast({ ...online, content: { type: 'text', text: `${text}x` } }).problems).toMatchObject([
      { limit: { max: 10_000, unit: 'bytes', actual: 10_001 } },
    ]);
    const raised = createAdapter({ maxBroadcastBodyBytes: 10_001 });
    expect(
      planBroadcast({ ...online, content: { type: 'text', text: `${text}x` } }, raised).problems,
    ).toEqual([]);
  });
});

describe('promises that cannot be kept', () => {
  test.each<[name: string, BroadcastMessage, fields: string[]]>([
    ['metadata', { ...online, metadata: 'x' }, ['metadata']],
    ['readReceipt', { ...online, readReceipt: true }, ['readReceipt']],
    ['no readReceipt', { ...online, readReceipt: false }, []],
    ['senderCopy', { ...online, senderCopy: true }, ['senderCopy']],
    ['no senderCopy', { ...online, senderCopy: false }, ['senderCopy']],
    ['countsAsUnread', { ...online, countsAsUnread: true }, ['countsAsUnread']],
    ['not countsAsUnread', { ...online, countsAsUnread: false }, ['countsAsUnread']],
    ['everyone, with nothing kept', { ...everyone, timeToLive: 0 }, ['timeToLive']],
    [
      'all of them',
      {
        ...everyone,
        metadata: 'x',
        readReceipt: true,
        senderCopy: true,
        countsAsUnread: true,
        timeToLive: 0,
      },
      ['metadata', 'senderCopy', 'countsAsUnread', 'readReceipt', 'timeToLive'],
    ],
  ])('%s', (_name, message, fields) => {
    const plan = planBroadcast(message);
    expect(plan.problems).toEqual([]);
    expect(plan.unsupported.map(({ field }) => field)).toEqual(fields);
    for (const problem of plan.unsupported)
      expect(problem).toMatchObject({ code: 'unsupported', effect: 'not_sent' });
    // The call is made without them.
    const { audience } = message;
    const plain = audience === 'online' ? online : everyone;
    expect(bodyOf(plan.call())).toEqual(bodyOf(planBroadcast(plain).call()));
  });
});

describe('identity', () => {
  const keyed: BroadcastMessage = { ...online, idempotencyKey: 'notice-1' };
  const randomOf = (message: BroadcastMessage, options: Partial<TencentImOptions> = {}) =>
    bodyOf(planBroadcast(message, createAdapter(options), createContext(5)).call()).MsgRandom;

  test('without a key it is random', () => {
    const context = createContext();
    const adapter = createAdapter();
    const randoms = [1, 2].map(() => bodyOf(planBroadcast(online, adapter, context).call()).MsgRandom);
    expect(randoms).toEqual([1, 2]);
  });

  test('with a key it comes from key and app, whatever the content', () => {
    // printf '["broadcast","notice-1","1400000000"]' | sha256sum
    expect(randomOf(keyed)).toBe(1135538165);
    expect(randomOf({ ...keyed, from: 'ops', content: { type: 'text', text: 'Other' } })).toBe(
      randomOf(keyed),
    );
    expect(randomOf({ ...keyed, idempotencyKey: 'notice-2' })).not.toBe(randomOf(keyed));
    expect(randomOf(keyed, { sdkAppId: 1_400_000_001 })).not.toBe(randomOf(keyed));
  });
});

describe('the reply', () => {
  test('names the task', () => {
    expect(readPushToAllReply(fixture('im-push-ok'))).toEqual({
      accepted: [],
      failed: [],
      shared: { taskId: '1400000000_144115212910570788_4155518400_1677148800' },
    });
  });

  test('may leave the task out', () => {
    expect(readPushToAllReply(fixture('envelope-ok'))).toEqual({ accepted: [], failed: [], shared: {} });
    expect(readPushToAllReply(reply({ ErrorCode: 0, TaskId: null }))).toMatchObject({ shared: {} });
  });

  test.each<[name: string, body: unknown, problem: object, signatureRefused?: boolean]>([
    [
      'too soon',
      { ActionStatus: 'FAIL', ErrorCode: 90024 },
      { code: 'rate_limited', effect: 'rejected', retryable: true },
    ],
    [
      'none left today',
      { ActionStatus: 'FAIL', ErrorCode: 90047 },
      { code: 'quota_exhausted', effect: 'rejected', retryable: false },
    ],
    [
      'not switched on',
      { ActionStatus: 'FAIL', ErrorCode: 90045 },
      { code: 'permission_denied', effect: 'rejected' },
    ],
    [
      'an unknown sender',
      { ActionStatus: 'FAIL', ErrorCode: 20003 },
      { code: 'sender_not_found', effect: 'rejected' },
    ],
    [
      'a refused signature',
      { ActionStatus: 'FAIL', ErrorCode: 70001 },
      { code: 'unauthenticated', effect: 'rejected' },
      true,
    ],
    [
      'an internal fault',
      { ActionStatus: 'FAIL', ErrorCode: 91000 },
      { code: 'vendor_unavailable', effect: 'unknown' },
    ],
    // A push to all has no parts that could fail.
    [
      'SomeError',
      { ActionStatus: 'SomeError', ErrorCode: 0, TaskId: 'x' },
      { code: 'bad_reply', effect: 'unknown' },
    ],
    ['OK with a code', { ActionStatus: 'OK', ErrorCode: 90047 }, { code: 'bad_reply', effect: 'unknown' }],
    ['HTML', '<html>', { code: 'bad_reply', effect: 'unknown' }],
  ])('%s', (_name, body, problem, signatureRefused = false) => {
    const reading = planBroadcast(online).call().read(reply(body));
    expect(reading).toMatchObject({ problem, accepted: [], failed: [] });
    expect(reading.signatureRefused ?? false).toBe(signatureRefused);
  });
});
