import type { BroadcastMessage } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import {
  audienceCall,
  audienceMessage,
  bodyOf,
  createAdapter,
  planAudience,
  planContext,
  present,
  requestOf,
} from './__fixtures__/support.ts';
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
  ])('is exact for: %s', (_name, message, options, wire) => {
    const plan = planAudience(message, options);
    expect([...plan.problems, ...plan.unsupported]).toEqual([]);
    const call = plan.call();
    // Order and all.
    expect(bodyOf(call)).toBe(JSON.stringify(wire));
    expect(call.body()).toBe(call.body());
  });

  test('is shown by a preview without what is said', () => {
    expect(audienceCall({ ...everyone, from: 'ops' }).describe()).toEqual({
      From_Account: 'ops',
      MsgRandom: 1,
      MsgLifeTime: 604_800,
      MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: '(24 bytes)' } }],
      OfflinePushInfo: { PushFlag: 0, Title: '(6 bytes)', Desc: '(11 bytes)', ApnsInfo: { BadgeMode: 0 } },
    });
  });
});

test('a broadcast costs one of its second and its day, and its copies are discarded for almost seven days', () => {
  expect(audienceCall(everyone)).toMatchObject({
    endpoint: 'v4/all_member_push/im_push',
    purpose: 'send',
    count: 1,
    dedupWindowMs: 7 * 86_400_000 - 3_600_000,
    timeoutMs: 10_000,
    costs: [
      { limit: { capacity: 1, windowMs: 1_001, kind: 'rate' }, units: 1 },
      { limit: { capacity: 100, windowMs: 86_400_000, kind: 'quota' }, units: 1 },
    ],
  });
});

test('only a broadcast to everyone warns that it is stored for the next login', () => {
  expect(planAudience(everyone).warnings.map(({ code }) => code)).toEqual(['stored_for_next_login']);
  expect(planAudience(online).warnings).toEqual([]);
});

test.each<[BroadcastMessage, Partial<TencentImOptions>, string]>([
  [{ ...online, from: 'alice' }, { defaultSender: 'ops' }, 'alice'],
  [online, { defaultSender: 'ops' }, 'ops'],
  [online, {}, 'administrator'],
])('the sender of %j with %j is %s', (message, options, sender) => {
  expect(planAudience(message, options).sender).toBe(sender);
});

describe('a broadcast refused before the wire, naming the field', () => {
  const custom = { type: 'custom', data: 'x' } as const;

  test.each<[name: string, BroadcastMessage, code: string, field: string]>([
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
    expect(planAudience(message).problems).toEqual([
      expect.objectContaining({ code, field, effect: 'not_sent', transient: false }),
    ]);
  });

  test('a plan with problems makes no call', () => {
    expect(() => planAudience({ ...online, from: '名' }).call()).toThrow(
      'a plan with problems makes no call',
    );
  });

  test('the body is measured with the longest MsgRandom', () => {
    const longest = planAudience(online, {}, { random: () => 2 ** 32 - 1 }).call();
    const text = content.text + 'x'.repeat(10_000 - bodyOf(longest).length);
    expect(planAudience({ ...online, content: { type: 'text', text } }).problems).toEqual([]);
    const tooLong = { ...online, content: { type: 'text', text: `${text}x` } } as const;
    expect(planAudience(tooLong).problems).toMatchObject([
      { limit: { max: 10_000, unit: 'bytes', actual: 10_001 } },
    ]);
    expect(planAudience(tooLong, { maxBroadcastBodyBytes: 10_001 }).problems).toEqual([]);
  });
});

describe('fields without a place in a broadcast', () => {
  test.each<[name: string, more: Partial<BroadcastMessage>]>([
    ['metadata', { metadata: 'x' }],
    ['readReceipt', { readReceipt: true }],
    ['senderCopy', { senderCopy: false }],
    ['countsAsUnread', { countsAsUnread: false }],
  ])('%s is declared so, for the engine to refuse, and does not travel', (name, more) => {
    expect(createAdapter().capabilities.audience?.fields).toMatchObject({ [name]: 'no' });
    const plan = planAudience({ ...online, ...more });
    expect([...plan.problems, ...plan.unsupported]).toEqual([]);
    expect(requestOf(plan.call())).toEqual(requestOf(audienceCall(online)));
  });
});

describe('the MsgRandom of a broadcast', () => {
  const keyed: BroadcastMessage = { ...online, idempotencyKey: 'notice-1' };
  const randomOf = (message: BroadcastMessage, options: Partial<TencentImOptions> = {}) =>
    requestOf(planAudience(message, options, { now: () => 5 }).call()).MsgRandom;

  test('is random without a key', () => {
    const context = planContext();
    const adapter = createAdapter();
    const callOf = () => present(adapter.plan.audience?.(audienceMessage(online), context)).call();
    expect([callOf(), callOf()].map((call) => requestOf(call).MsgRandom)).toEqual([1, 2]);
  });

  test('comes from key and app where there is a key, whatever the content', () => {
    // printf '["broadcast","notice-1","1400000000"]' | sha256sum
    expect(randomOf(keyed)).toBe(1135538165);
    expect(randomOf({ ...keyed, from: 'ops', content: { type: 'text', text: 'Other' } })).toBe(
      randomOf(keyed),
    );
    expect(randomOf({ ...keyed, idempotencyKey: 'notice-2' })).not.toBe(randomOf(keyed));
    expect(randomOf(keyed, { sdkAppId: 1_400_000_001 })).not.toBe(randomOf(keyed));
  });
});
