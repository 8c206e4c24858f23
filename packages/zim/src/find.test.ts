import type { Content, MessageRef } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import { bodyOf, createAdapter, read } from './__fixtures__/support.ts';

const ref: MessageRef = {
  version: 1,
  vendor: 'zim',
  app: '2000000001',
  conversation: 'direct',
  from: 'ana',
  to: 'bo',
  messageId: '9033112000000000001',
  sequence: '17',
};
const context = { now: () => 0, random: () => 1, counter: () => 1, items: 1 };
const planOf = (fields: Partial<MessageRef> = {}) =>
  createAdapter().plan.find?.({ ...ref, ...fields }, context) ?? expect.unreachable();
const callOf = (fields: Partial<MessageRef> = {}) => planOf(fields).call();

describe('a message is asked for', () => {
  test.each([
    ['direct', '{"FromUserId":"ana","ConvId":"bo","ConvType":0,"MsgSeqList":[17]}'],
    ['group', '{"FromUserId":"ana","ConvId":"bo","ConvType":2,"MsgSeqList":[17]}'],
  ] as const)('in a conversation of the kind %s, at any time again', (conversation, body) => {
    const call = callOf({ conversation });
    expect(bodyOf(call)).toBe(body);
    expect(call).toMatchObject({
      endpoint: 'QueryMessagesByMsgSeq',
      count: 1,
      costs: [{ limit: { name: 'QueryMessagesByMsgSeq calls', capacity: 20, windowMs: 1_000 }, units: 1 }],
      dedupWindowMs: Number.POSITIVE_INFINITY,
    });
    expect(call.describe()).toEqual(JSON.parse(body));
  });

  test.each([
    ['without a sequence', undefined],
    ['by a sequence with digits that would get lost', '9033112000000000001'],
    ['by a sequence that is none', '0'],
  ])('never %s', (_what, sequence) => {
    expect(planOf({ sequence }).problems).toMatchObject([{ field: 'ref.sequence', effect: 'not_sent' }]);
  });
});

/** A message as the reply has it: its id is a number with more digits than JavaScript's numbers hold. */
const item = (fields: object = {}) => ({
  ...{ Sender: 'ana', MsgType: 1, MsgBody: 'hello', MsgId: 'ID', MsgSeq: 17 },
  ...{ Payload: '', MsgTime: 1_750_000_000_123, IsEmpty: 0 },
  ...fields,
});
const replyOf = (...items: readonly object[]) =>
  JSON.stringify({ Code: 0, Message: 'success', RequestId: '5123', MessageList: items }).replaceAll(
    '"ID"',
    '9033112000000000001',
  );
const found = {
  found: true,
  from: 'ana',
  to: 'bo',
  messageId: '9033112000000000001',
  sequence: '17',
  sentAt: 1_750_000_000_123,
};

/** Pictures and the like, in history as in webhooks: JSON with members of its own, URL-encoded. */
const encoded = (value: object) => encodeURIComponent(JSON.stringify(value));

describe('a reply', () => {
  test.each<[string, object, Content]>([
    ['a text, which is never decoded', { MsgBody: '100%25' }, { type: 'text', text: '100%25' }],
    [
      'a custom content',
      { MsgType: 200, SubMsgType: 9, MsgBody: '{}' },
      { type: 'custom', data: '{}', subType: 9 },
    ],
    [
      'a file',
      {
        MsgType: 12,
        MsgBody: encoded({
          md5: '',
          file_name: 'a.pdf',
          file_size: '5',
          download_url: 'https://f.example/a.pdf',
        }),
      },
      { type: 'file', url: 'https://f.example/a.pdf', size: 5, fileName: 'a.pdf' },
    ],
    [
      'several parts',
      {
        MsgType: 10,
        MsgBody: encoded({ multi_msg: [{ msg_type: 1, sub_msg_type: 0, callback_content: 'a' }] }),
      },
      { type: 'mixed', parts: [{ type: 'text', text: 'a' }] },
    ],
  ])('has %s', (_what, fields, content) => {
    expect(read(callOf(), replyOf(item(fields)))).toEqual({ value: { ...found, state: 'sent', content } });
  });

  test('has the metadata', () => {
    expect(read(callOf(), replyOf(item({ Payload: 'm' }))).value).toMatchObject({ metadata: 'm' });
  });

  test('has no content that is of a kind without a word', () => {
    const { value } = read(callOf(), replyOf(item({ MsgType: 32, MsgBody: '{}' })));
    expect(value).toEqual({ ...found, state: 'sent' });
  });

  test('of one that was taken back has neither content nor metadata', () => {
    const recalled = item({ MsgType: 31, MsgBody: encoded({ user_id: 'ana' }), Payload: 'p', IsEmpty: 2 });
    expect(read(callOf(), replyOf(recalled))).toEqual({ value: { ...found, state: 'recalled' } });
  });

  test('finds it among others, and by its number alone where the ref has no more', () => {
    const reply = replyOf(item({ MsgSeq: 16 }), item());
    expect(read(callOf({ messageId: undefined }), reply).value).toMatchObject({
      found: true,
      sequence: '17',
    });
  });

  test.each<[string, object | string]>([
    ['nothing', replyOf()],
    ['no list', { Code: 0 }],
    ['a list that is null', { Code: 0, MessageList: null }],
    ['another number', replyOf(item({ MsgSeq: 18 }))],
    ['another sender', replyOf(item({ Sender: 'bo' }))],
    ['another id', replyOf(item({ MsgId: 7 }))],
    [
      'one that was deleted',
      replyOf(item({ Sender: '', MsgType: 0, MsgBody: '', MsgId: 0, MsgTime: 0, IsEmpty: 1 })),
    ],
    ['what is no message', { Code: 0, MessageList: [null, 5, []] }],
  ])('with %s has not found it', (_what, reply) => {
    expect(read(callOf(), reply)).toEqual({ value: { found: false } });
  });

  test.each([
    [660000001, 'vendor_unavailable', 'unknown', undefined],
    [660000002, 'invalid_message', 'rejected', undefined],
    [660300005, 'rate_limited', 'rejected', undefined],
    [100000004, 'unauthenticated', 'rejected', 'signature'],
  ])('with code %d is %s, %s', (Code, code, effect, refused) => {
    const result = read(callOf(), { Code });
    expect(result).toMatchObject({ problem: { code, effect } });
    expect([result.value, result.refused]).toEqual([undefined, refused]);
  });

  test.each<[string, object | string]>([
    ['no envelope', '<html>'],
    ['a list that is none', { Code: 0, MessageList: 'none' }],
  ])('with %s is unclear', (_what, reply) => {
    expect(read(callOf(), reply)).toMatchObject({ problem: { code: 'bad_reply', effect: 'unknown' } });
  });

  test('is read to its end, whatever stands in a message of it', () => {
    for (const strange of [null, '', 'x', 0, -1, 1e300, true, [], {}, [[null]]]) {
      for (const member of Object.keys(item())) {
        const { value, problem } = read(callOf(), replyOf(item({ [member]: strange })));
        expect([member, strange, value?.found ?? problem]).not.toContain(undefined);
      }
    }
  });
});
