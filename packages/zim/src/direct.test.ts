import type { CheckedMessage, Content } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import { bodyOf, directCall, directMessage, planDirect, read, readJson } from './__fixtures__/support.ts';
import type { ZimOptions } from './options.ts';

const push = { title: 'Ann', body: 'hello' };
const pushed = { Enable: 1, Title: 'Ann', Content: 'hello' };
const url = 'https://cdn.example/a.png';
const image = { type: 'image', url, width: 1, height: 1 } as const;

/** The body of a text from ann to ana and bo, but for what a row changes. */
const body = (more: object = {}, messageBody: object = {}) => ({
  FromUserId: 'ann',
  ToUserId: ['ana', 'bo'],
  MessageType: 1,
  Priority: 2,
  MessageBody: { Message: 'hello', ...messageBody },
  ...more,
});

describe('the exact request of a direct message', () => {
  test.each([
    ['nothing but content', {}, body()],
    ['the default sender', { from: undefined }, body({ FromUserId: 'ops' })],
    ['metadata', { metadata: '{"k":1}' }, body({}, { ExtendedData: '{"k":1}' })],
    ['priority low', { priority: 'low' }, body({ Priority: 1 })],
    ['priority high', { priority: 'high' }, body({ Priority: 3 })],
    ['senderCopy false', { senderCopy: false }, body({ SenderUnaware: 1 })],
    ['countsAsUnread false', { countsAsUnread: false }, body({ SendMsgOptions: { NoUnread: true } })],
    ['readReceipt', { readReceipt: true }, body({}, { HasReceipt: 1 })],
    ['idempotencyKey, which ZIM has no place for', { idempotencyKey: 'k' }, body()],
    ['push', { push }, body({}, { OfflinePush: { ...pushed, EnableBadge: true, BadgeIncrement: 1 } })],
    [
      'push with all',
      { push: { ...push, payload: 'p', badge: 99 }, vendorFields: { pushStrategyId: 's', threadId: 't' } },
      body(
        {},
        {
          OfflinePush: {
            ...pushed,
            Payload: 'p',
            PushStrategyId: 's',
            EnableBadge: true,
            BadgeIncrement: 99,
            ThreadId: 't',
          },
        },
      ),
    ],
    [
      'push without a badge',
      { push: { ...push, badge: 0 } },
      body({}, { OfflinePush: { ...pushed, EnableBadge: false } }),
    ],
    [
      'everything at once, in the order of the vendor',
      {
        content: { type: 'custom', data: 'x', subType: 7 },
        metadata: 'm',
        push,
        readReceipt: true,
        senderCopy: false,
        countsAsUnread: false,
        vendorFields: { searchedContent: 'find me' },
      },
      {
        FromUserId: 'ann',
        ToUserId: ['ana', 'bo'],
        MessageType: 200,
        Priority: 2,
        MessageBody: {
          Message: 'x',
          ExtendedData: 'm',
          OfflinePush: { ...pushed, EnableBadge: true, BadgeIncrement: 1 },
          HasReceipt: 1,
        },
        SubMsgType: 7,
        SearchedContent: 'find me',
        SenderUnaware: 1,
        SendMsgOptions: { NoUnread: true },
      },
    ],
    [
      'signal of bytes',
      { content: { type: 'signal', data: Uint8Array.of(1, 2, 3) } },
      { ...body({ MessageType: 2 }), MessageBody: { Message: 'AQID', IsBase64: 1 } },
    ],
    [
      'mixed',
      { content: { type: 'mixed', parts: [{ type: 'text', text: 'a' }] } },
      { ...body({ MessageType: 10 }), MessageBody: { Message: '{"MultiMsg":[{"MsgType":1,"Msg":"a"}]}' } },
    ],
    [
      'control characters, as JSON escapes them',
      { content: { type: 'text', text: 'a\u0000\u001f\n"\\' } },
      { ...body(), MessageBody: { Message: 'a\u0000\u001f\n"\\' } },
    ],
  ] satisfies [string, Partial<CheckedMessage>, object][])('with %s', (_name, fields, expected) => {
    const call = directCall(directMessage(fields), ['ana', 'bo'], { defaultSender: 'ops' });
    expect(call.body()).toEqual({ contentType: 'application/json', text: JSON.stringify(expected) });
  });

  test.each([
    ['image', 11, image],
    ['file', 12, { type: 'file', url, fileName: 'a' }],
    ['audio', 13, { type: 'audio', url, durationSeconds: 1 }],
    ['video', 14, { type: 'video', url, durationSeconds: 1, thumbnail: image }],
  ] as const)('%s goes as type %i, its object stringified', (_name, type, content) => {
    const wire = JSON.parse(bodyOf(directCall(directMessage({ content }))));
    expect(wire).toMatchObject({ MessageType: type, MessageBody: { Message: expect.stringContaining(url) } });
    expect(wire).not.toHaveProperty('SubMsgType');
  });

  test('is made once, whatever else is asked of the call', async () => {
    const call = directCall();
    const first = bodyOf(call);
    read(call, { Code: 660300005 });
    call.describe();
    await call.target({ now: 5, random: () => 5, renewSignature: true });
    expect(bodyOf(call)).toBe(first);
  });
});

describe('our request is the sample of the vendor', () => {
  test('of the older page: Enable 0 is what an absent OfflinePush means', () => {
    const { MessageBody, ...rest } = readJson('send-peer-message-seed.request');
    const { OfflinePush, ...message } = MessageBody;
    expect(OfflinePush.Enable).toBe(0);
    const call = directCall(
      directMessage({
        from: 'u1',
        priority: 'low',
        content: { type: 'text', text: 'hello world' },
        metadata: 's',
      }),
      ['u2', 'u3'],
    );
    expect(bodyOf(call)).toBe(JSON.stringify({ ...rest, MessageBody: message }));
  });

  test('of the reference: the badge, which it leaves open, is said; NoUnread false, which is the default, is not', () => {
    const { SendMsgOptions, MessageBody, SenderUnaware, ...rest } = readJson(
      'send-peer-message-reference.request',
    );
    expect(SendMsgOptions).toEqual({ NoUnread: false });
    const call = directCall(
      directMessage({
        from: 'svc-billing',
        content: { type: 'text', text: 'Invoice ready' },
        metadata: '{"k":"9f2c"}',
        push: { title: 'Billing', body: 'Invoice ready' },
        senderCopy: false,
      }),
    );
    const OfflinePush = { ...MessageBody.OfflinePush, EnableBadge: true, BadgeIncrement: 1 };
    expect(bodyOf(call)).toBe(
      JSON.stringify({ ...rest, MessageBody: { ...MessageBody, OfflinePush }, SenderUnaware }),
    );
  });
});

describe('the call', () => {
  test('is a POST of JSON that is never certain to be discarded', async () => {
    const call = directCall();
    expect(call).toMatchObject({
      endpoint: 'SendPeerMessage',
      purpose: 'send',
      count: 2,
      costs: [{ limit: { name: 'SendPeerMessage calls', capacity: 20, countedBy: 'app' }, units: 1 }],
      dedupWindowMs: 0,
    });
    // No document gives a reason for another time limit than the default.
    expect(call).not.toHaveProperty('timeoutMs');
    const target = await call.target({ now: 1_750_000_000_000, random: () => 1, renewSignature: false });
    // The type of the body is said by the body.
    expect(target).toMatchObject({ method: 'POST', headers: {} });
    expect(call.body()?.contentType).toBe('application/json');
    expect(target.url).toMatch(/^https:\/\/zim-api\.zego\.im\/\?Action=SendPeerMessage&AppId=2000000001&/);
  });

  test('is signed anew for every attempt', async () => {
    const call = directCall();
    const first = await call.target({ now: 1_000, random: () => 1, renewSignature: false });
    const second = await call.target({ now: 2_000, random: () => 1, renewSignature: false });
    expect(first.url).not.toBe(second.url);
  });

  test('shows its users and no text of the message', () => {
    const message = directMessage({ metadata: 'm', push });
    expect(directCall(message).describe()).toEqual({
      FromUserId: 'ann',
      ToUserId: ['ana', 'bo'],
      MessageType: 1,
      Priority: 2,
      MessageBody: {
        Message: '(5 bytes)',
        ExtendedData: '(1 bytes)',
        OfflinePush: {
          Enable: 1,
          Title: '(3 bytes)',
          Content: '(5 bytes)',
          EnableBadge: true,
          BadgeIncrement: 1,
        },
      },
    });
  });
});

describe('a list of recipients is cut into calls:', () => {
  const ids = (count: number) => Array.from({ length: count }, (_, index) => `u${index}`);
  const recipientsOf = ({ call }: ReturnType<ReturnType<typeof planDirect>['next']>) =>
    JSON.parse(call?.body()?.text ?? '').ToUserId;

  test.each([
    [1, 1],
    [100, 100],
    [101, 100],
    [250, 100],
  ])('%i pending: takes %i', (count, taken) => {
    const batch = planDirect().next(ids(count));
    expect(batch).toMatchObject({ taken, refused: [], unlistedMeans: 'unconfirmed' });
    expect(batch.items).toEqual(ids(taken).map((id, index) => ({ index, id })));
    expect(recipientsOf(batch)).toEqual(ids(taken));
    expect(planDirect().maxItems).toBe(100);
  });

  test('a bad id takes its own place and no other', () => {
    const pending = ids(120);
    pending[3] = 'a*b';
    pending[4] = 'ann';
    pending[5] = 'x'.repeat(33);
    const batch = planDirect().next(pending);
    const good = pending.slice(0, 100).filter((_, index) => ![3, 4, 5].includes(index));
    expect(batch.taken).toBe(100);
    expect(recipientsOf(batch)).toEqual(good);
    expect(batch.call?.count).toBe(97);
    expect(batch.items).toEqual(good.map((id) => ({ index: pending.indexOf(id), id })));
    expect(batch.refused).toMatchObject([
      { index: 3, problem: { code: 'invalid_message', field: 'to', effect: 'not_sent' } },
      { index: 4, problem: { code: 'invalid_message', field: 'to', message: 'to: must not be the sender' } },
      { index: 5, problem: { field: 'to', limit: { max: 32, unit: 'bytes', actual: 33 } } },
    ]);
  });

  test('nobody left makes no call', () => {
    const batch = planDirect().next(['', 'ann']);
    expect(batch).toMatchObject({ taken: 2, items: [], refused: [{ index: 0 }, { index: 1 }] });
    expect(batch.call).toBeUndefined();
  });

  test('the calls of one send differ in their recipients alone', () => {
    const plan = planDirect(directMessage({ content: image }));
    const [first, second] = [plan.next(['ana']), plan.next(['bo', 'cy'])].map((batch) =>
      JSON.parse(batch.call?.body()?.text ?? ''),
    );
    expect(second).toEqual({ ...first, ToUserId: ['bo', 'cy'] });
  });
});

describe('a direct message refused before the wire', () => {
  const text = (value: string): Content => ({ type: 'text', text: value });
  const part = { type: 'text', text: 'x'.repeat(1000) } as const;
  const tooLarge = (max: number, actual: number) => ({
    code: 'message_too_large',
    limit: { max, unit: 'bytes', actual },
  });
  const invalid = { code: 'invalid_message' };

  test.each([
    ['from', { from: undefined }, invalid],
    ['from', { from: 'a,b' }, invalid],
    ['content.text', { content: text('x'.repeat(2049)) }, tooLarge(2048, 2049)],
    ['content.text', { content: text('名'.repeat(683)) }, tooLarge(2048, 2049)],
    ['content.text', { content: text('😀'.repeat(513)) }, tooLarge(2048, 2052)],
    ['content.data', { content: { type: 'custom', data: 'x'.repeat(2049) } }, tooLarge(2048, 2049)],
    ['content.data', { content: { type: 'signal', data: 'x'.repeat(2049) } }, tooLarge(2048, 2049)],
    // Before base64, which makes 2,732 of them.
    ['content.data', { content: { type: 'signal', data: new Uint8Array(2049) } }, tooLarge(2048, 2049)],
    [
      'content.parts',
      { content: { type: 'mixed', parts: [part, part, part, part, part] } },
      tooLarge(5120, 5129),
    ],
    ['metadata', { metadata: 'x'.repeat(1025) }, tooLarge(1024, 1025)],
    [
      'content.url',
      { content: { ...image, url: `https://a.example/${'x'.repeat(483)}` } },
      { ...invalid, limit: { max: 500, unit: 'bytes', actual: 501 } },
    ],
    [
      'content.thumbnail.url',
      { content: { ...image, thumbnail: { ...image, url: `https://a.example/${'x'.repeat(483)}` } } },
      invalid,
    ],
    [
      'content.large.url',
      { content: { ...image, large: { ...image, url: `https://a.example/${'x'.repeat(483)}` } } },
      invalid,
    ],
    [
      'content.thumbnail.url',
      {
        content: {
          type: 'video',
          url,
          durationSeconds: 1,
          thumbnail: { ...image, url: `https://a.example/${'x'.repeat(483)}` },
        },
      },
      invalid,
    ],
    [
      'content.fileName',
      { content: { ...image, fileName: 'x'.repeat(151) } },
      { ...invalid, limit: { max: 150, unit: 'bytes', actual: 151 } },
    ],
    [
      'content.parts[0].fileName',
      { content: { type: 'mixed', parts: [{ type: 'file', url, fileName: '名'.repeat(51) }] } },
      invalid,
    ],
    ['vendor.zim.priority', { vendorFields: { priority: 1 } }, invalid],
    ['vendor.zim.searchedContent', { vendorFields: { searchedContent: 'x' } }, invalid],
    ['vendor.zim.pushStrategyId', { vendorFields: { pushStrategyId: 'x' } }, invalid],
    ['vendor.zim.pushImage', { push, vendorFields: { pushImage: {} } }, invalid],
  ] satisfies [string, Partial<CheckedMessage>, object][])('names %s in $1', (field, fields, expected) => {
    const plan = planDirect(directMessage(fields));
    expect(plan.problems).toMatchObject([{ field, effect: 'not_sent', retryable: false, ...expected }]);
    expect(plan.unsupported).toEqual([]);
    expect(() => plan.next(['ana'])).toThrow('a plan with problems makes no calls');
  });

  test.each([
    [{ content: text('x'.repeat(2048)) }, {}],
    [{ content: text('😀'.repeat(512)) }, {}],
    [{ content: { type: 'signal', data: new Uint8Array(2048) } }, {}],
    [{ content: { type: 'mixed', parts: [part, part, part, part] } }, {}],
    [{ metadata: 'x'.repeat(1024) }, {}],
    [{ content: { ...image, fileName: 'x'.repeat(150) } }, {}],
    [{ content: text('x'.repeat(32_768)) }, { maxMessageBytes: 32_768 }],
    [{ content: { type: 'mixed', parts: [part, part, part, part, part] } }, { maxMixedMessageBytes: 5129 }],
    [{ metadata: 'x'.repeat(2048) }, { maxMetadataBytes: 2048 }],
    [
      { content: { type: 'custom', data: 'x' }, vendorFields: { searchedContent: 'x'.repeat(65) } },
      { maxSearchedContentBytes: 65 },
    ],
  ] satisfies [Partial<CheckedMessage>, Partial<ZimOptions>][])(
    'is not one at its limit, or at a raised one: $0',
    (fields, options) => {
      expect(planDirect(directMessage(fields), options).problems).toEqual([]);
    },
  );

  test('names all problems at once', () => {
    const plan = planDirect(
      directMessage({
        from: '',
        content: text('x'.repeat(3000)),
        metadata: 'x'.repeat(3000),
        vendorFields: 1,
      }),
    );
    expect(plan.problems.map(({ field }) => field)).toEqual([
      'from',
      'content.text',
      'metadata',
      'vendor.zim',
    ]);
  });
});

test('the sender of the plan is the one who is named, or the default', () => {
  const unnamed = directMessage({ from: undefined });
  expect(planDirect(unnamed, { defaultSender: 'ops' })).toMatchObject({ sender: 'ops', warnings: [] });
  expect(planDirect(directMessage(), { defaultSender: 'ops' }).sender).toBe('ann');
  expect(planDirect(unnamed).sender).toBeUndefined();
});
