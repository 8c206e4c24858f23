import type { MessageEdit, MessageRef } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import { bodyOf, createAdapter, read } from './__fixtures__/support.ts';

const context = { now: () => 0, random: () => 1, counter: () => 1, items: 1 };
const ref: MessageRef = {
  version: 1,
  vendor: 'zim',
  app: '2000000001',
  conversation: 'direct',
  from: 'ana',
  to: 'bo',
  sequence: '17',
};
const better: MessageEdit = { content: { type: 'text', text: 'better' } };
const planOf = (edit: MessageEdit, fields: Partial<MessageRef> = {}) =>
  createAdapter().plan.edit?.({ ...ref, ...fields }, edit, context) ?? expect.unreachable();
const callOf = (edit: MessageEdit = better, fields: Partial<MessageRef> = {}) => planOf(edit, fields).call();

describe('a message is changed', () => {
  const start = '{"FromUserId":"ana","SenderId":"ana","ConvId":"bo",';

  test.each<[string, MessageEdit, string]>([
    ['its text', better, '"MsgType":1,"ConvMsgSeq":17,"EditType":1,"MessageBody":{"Message":"better"}}'],
    [
      'its text and metadata',
      { ...better, metadata: 'v2' },
      '"MsgType":1,"ConvMsgSeq":17,"EditType":3,"MessageBody":{"Message":"better","ExtendedData":"v2"}}',
    ],
    [
      'its custom data',
      { content: { type: 'custom', data: '{}', subType: 9 } },
      '"MsgType":200,"ConvMsgSeq":17,"EditType":17,"MessageBody":{"Message":"{}"},"SubMsgType":9}',
    ],
    [
      'its custom data, and its subtype back to the default',
      { content: { type: 'custom', data: '{}' } },
      '"MsgType":200,"ConvMsgSeq":17,"EditType":17,"MessageBody":{"Message":"{}"},"SubMsgType":0}',
    ],
    [
      'its parts',
      { content: { type: 'mixed', parts: [{ type: 'text', text: 'a' }] } },
      '"MsgType":10,"ConvMsgSeq":17,"EditType":1,"MessageBody":{"Message":"{\\"MultiMsg\\":[{\\"MsgType\\":1,\\"Msg\\":\\"a\\"}]}"}}',
    ],
  ])('in %s', (_what, edit, rest) => {
    expect(bodyOf(callOf(edit))).toBe(start + rest);
  });

  test.each([
    ['direct', 'EditC2cMsgBody'],
    ['group', 'EditGroupMsgBody'],
  ] as const)('in a conversation of the kind %s by %s, again within a minute', (conversation, endpoint) => {
    expect(callOf(better, { conversation })).toMatchObject({
      endpoint,
      count: 1,
      costs: [{ limit: { name: `${endpoint} calls`, capacity: 20, windowMs: 1_000 }, units: 1 }],
      dedupWindowMs: 60_000,
    });
  });

  test('and a preview shows neither text nor metadata', () => {
    expect(callOf({ ...better, metadata: 'v2' }).describe()).toEqual({
      FromUserId: 'ana',
      SenderId: 'ana',
      ConvId: 'bo',
      MsgType: 1,
      ConvMsgSeq: 17,
      EditType: 3,
      MessageBody: { Message: '(6 bytes)', ExtendedData: '(2 bytes)' },
    });
  });

  test.each<[string, MessageEdit, Partial<MessageRef>, string]>([
    ['without a sequence', better, { sequence: undefined }, 'ref.sequence'],
    [
      'to a text of more than 2,048 bytes',
      { content: { type: 'text', text: 'x'.repeat(2_049) } },
      {},
      'content.text',
    ],
    ['to metadata of more than 1,024 bytes', { ...better, metadata: 'x'.repeat(1_025) }, {}, 'metadata'],
  ])('never %s', (_what, edit, fields, field) => {
    expect(planOf(edit, fields).problems).toMatchObject([{ field, effect: 'not_sent' }]);
  });
});

describe('a reply to a change', () => {
  test('says when it was changed', () => {
    const reply = {
      Code: 0,
      Message: 'success',
      RequestId: '512340098771203383',
      StateMsgSeq: 3,
      EditMsgSeq: 1,
      LatestEditTime: 1_750_000_000,
    };
    expect(read(callOf(), reply)).toEqual({
      value: { requestId: '512340098771203383', sentAt: 1_750_000_000_000 },
    });
  });

  test.each([
    ['no time', { Code: 0 }],
    ['a time that is none', { Code: 0, LatestEditTime: 'soon' }],
    ['a time of another epoch', { Code: 0, LatestEditTime: 1_750_000_000_000 }],
  ])('with %s has none', (_what, reply) => {
    expect(read(callOf(), reply).value?.sentAt).toBeUndefined();
  });

  test.each([
    [661000001, 'conflict', 'rejected', undefined],
    [661000005, 'vendor_error', 'unknown', undefined],
    [660000002, 'invalid_message', 'rejected', undefined],
    [660300005, 'rate_limited', 'rejected', undefined],
    [100000004, 'unauthenticated', 'rejected', 'signature'],
    [660000001, 'vendor_unavailable', 'unknown', undefined],
  ])('with code %d is %s, %s', (Code, code, effect, refused) => {
    const result = read(callOf(), { Code });
    expect(result.problem).toMatchObject({ code, effect });
    expect(result.refused).toBe(refused);
  });
});
