import type { CheckedGroupMessage } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import { bodyOf, groupCall, groupMessage, planGroup } from './__fixtures__/support.ts';

const push = { title: 'Team', body: 'hello' };
const pushed = { Enable: 1, Title: 'Team', Content: 'hello', EnableBadge: true, BadgeIncrement: 1 };
const url = 'https://cdn.example/a.png';
const image = { type: 'image', url, width: 1, height: 1 } as const;

/** The body of a text from ann to the group team, but for what a row changes. */
const body = (more: object = {}, messageBody: object = {}) => ({
  FromUserId: 'ann',
  GroupId: 'team',
  MessageType: 1,
  Priority: 2,
  MessageBody: { Message: 'hello', ...messageBody },
  ...more,
});

describe('the exact request of a message to a group', () => {
  test.each([
    ['nothing but content', {}, body()],
    ['the default sender', { from: undefined }, body({ FromUserId: 'ops' })],
    ['a group whose id the vendor made', { groupId: '#group1' }, body({ GroupId: '#group1' })],
    ['metadata', { metadata: '{"k":1}' }, body({}, { ExtendedData: '{"k":1}' })],
    ['priority low', { priority: 'low' }, body({ Priority: 1 })],
    ['priority high', { priority: 'high' }, body({ Priority: 3 })],
    ['countsAsUnread false', { countsAsUnread: false }, body({ SendMsgOptions: { NoUnread: true } })],
    ['readReceipt', { readReceipt: true }, body({}, { HasReceipt: 1 })],
    ['idempotencyKey, which ZIM has no place for', { idempotencyKey: 'k' }, body()],
    ['push', { push }, body({}, { OfflinePush: pushed })],
    [
      'push with fields of its own',
      { push, vendorFields: { pushStrategyId: 's', threadId: 't' } },
      body(
        {},
        {
          OfflinePush: {
            Enable: 1,
            Title: 'Team',
            Content: 'hello',
            PushStrategyId: 's',
            EnableBadge: true,
            BadgeIncrement: 1,
            ThreadId: 't',
          },
        },
      ),
    ],
    [
      'targets: only these',
      { targets: { only: ['ana', 'bo'] } },
      body({ SendMsgOptions: { TargetOption: { ReceiverUserIds: ['ana', 'bo'], Inclusive: true } } }),
    ],
    [
      'targets: all but these, which is the default',
      { targets: { except: ['cy'] } },
      body({ SendMsgOptions: { TargetOption: { ReceiverUserIds: ['cy'] } } }),
    ],
    [
      'custom content',
      { content: { type: 'custom', data: 'x' } },
      { ...body({ MessageType: 200, MessageBody: { Message: 'x' } }), SubMsgType: 0 },
    ],
    [
      'everything at once, in the order of the vendor',
      {
        content: { type: 'custom', data: 'x', subType: 7 },
        metadata: 'm',
        push,
        readReceipt: true,
        countsAsUnread: false,
        targets: { only: ['ana'] },
        vendorFields: { searchedContent: 'find me' },
      },
      {
        FromUserId: 'ann',
        GroupId: 'team',
        MessageType: 200,
        Priority: 2,
        MessageBody: { Message: 'x', ExtendedData: 'm', OfflinePush: pushed, HasReceipt: 1 },
        SubMsgType: 7,
        SearchedContent: 'find me',
        SendMsgOptions: { NoUnread: true, TargetOption: { ReceiverUserIds: ['ana'], Inclusive: true } },
      },
    ],
    [
      'a signal of bytes',
      { content: { type: 'signal', data: Uint8Array.of(1, 2, 3) } },
      { ...body({ MessageType: 2 }), MessageBody: { Message: 'AQID', IsBase64: 1 } },
    ],
    [
      'mixed',
      { content: { type: 'mixed', parts: [{ type: 'text', text: 'a' }] } },
      { ...body({ MessageType: 10 }), MessageBody: { Message: '{"MultiMsg":[{"MsgType":1,"Msg":"a"}]}' } },
    ],
  ] satisfies [string, Partial<CheckedGroupMessage>, object][])('with %s', (_name, fields, expected) => {
    const plan = planGroup(groupMessage(fields), { defaultSender: 'ops' });
    expect(plan).toMatchObject({ problems: [], unsupported: [], warnings: [] });
    expect(plan.call().body()).toEqual({ contentType: 'application/json', text: JSON.stringify(expected) });
  });

  test.each([
    ['image', 11, image],
    ['file', 12, { type: 'file', url, fileName: 'a' }],
    ['audio', 13, { type: 'audio', url, durationSeconds: 1 }],
    ['video', 14, { type: 'video', url, durationSeconds: 1, thumbnail: image }],
  ] as const)('%s goes as type %i, its object stringified', (_name, type, content) => {
    expect(JSON.parse(bodyOf(groupCall(groupMessage({ content }))))).toMatchObject({
      MessageType: type,
      MessageBody: { Message: expect.stringContaining(url) },
    });
  });
});

test('the call counts for a second of its own, and is never certain to be discarded', () => {
  const call = groupCall();
  expect(call).toMatchObject({
    endpoint: 'SendGroupMessage',
    purpose: 'send',
    count: 1,
    costs: [
      {
        limit: {
          name: 'SendGroupMessage calls',
          capacity: 10,
          windowMs: 1_000,
          kind: 'rate',
          countedBy: 'app',
        },
        units: 1,
      },
    ],
    dedupWindowMs: 0,
  });
  // No copy is discarded, so none need be another.
  for (const name of ['timeoutMs', 'renewed']) expect(call).not.toHaveProperty(name);
  expect(groupCall(groupMessage(), { groupCallsPerSecond: 50 }).costs[0]?.limit.capacity).toBe(50);
});

test('the call shows its users and its group, and no text of the message', () => {
  const message = groupMessage({ metadata: 'm', targets: { only: ['ana'] } });
  expect(groupCall(message).describe()).toEqual({
    FromUserId: 'ann',
    GroupId: 'team',
    MessageType: 1,
    Priority: 2,
    MessageBody: { Message: '(5 bytes)', ExtendedData: '(1 bytes)' },
    SendMsgOptions: { TargetOption: { ReceiverUserIds: ['ana'], Inclusive: true } },
  });
});

describe('a message to a group refused before the wire', () => {
  const custom = { type: 'custom', data: 'x' } as const;

  test.each([
    ['from', 'invalid_message', { from: undefined }],
    ['from', 'invalid_message', { from: 'a/b' }],
    ['groupId', 'invalid_message', { groupId: 'x'.repeat(33) }],
    // Allowed at other vendors.
    ['groupId', 'invalid_message', { groupId: 'a,b' }],
    ['groupId', 'invalid_message', { groupId: '群' }],
    ['targets.only[1]', 'invalid_message', { targets: { only: ['ana', 'b*'] } }],
    ['targets.except[0]', 'invalid_message', { targets: { except: ['x'.repeat(33)] } }],
    ['content.text', 'message_too_large', { content: { type: 'text', text: 'x'.repeat(2049) } }],
    ['metadata', 'message_too_large', { metadata: 'x'.repeat(1025) }],
    ['vendor.zim.searchedContent', 'invalid_message', { vendorFields: { searchedContent: 'x' } }],
    [
      'vendor.zim.searchedContent',
      'invalid_message',
      { content: custom, vendorFields: { searchedContent: 'x'.repeat(65) } },
    ],
    ['vendor.zim.threadId', 'invalid_message', { vendorFields: { threadId: 'x' } }],
    ['vendor.zim.pushImage', 'invalid_message', { push, vendorFields: { pushImage: {} } }],
  ] satisfies [string, string, Partial<CheckedGroupMessage>][])(
    'names %s as %s in $2',
    (field, code, fields) => {
      const plan = planGroup(groupMessage(fields));
      expect(plan.problems).toMatchObject([{ field, code, effect: 'not_sent', retryable: false }]);
      expect(() => plan.call()).toThrow('a plan with problems makes no call');
    },
  );

  test('names the limit of an id that is too long', () => {
    expect(planGroup(groupMessage({ groupId: '#'.repeat(33) })).problems).toMatchObject([
      { field: 'groupId', limit: { max: 32, unit: 'bytes', actual: 33 } },
    ]);
    expect(planGroup(groupMessage({ groupId: '#'.repeat(32) })).problems).toEqual([]);
  });
});

test('a signal takes neither push nor receipt', () => {
  const content = { type: 'signal', data: 'ping' } as const;
  const message = groupMessage({ content, push, readReceipt: true, vendorFields: { threadId: 't' } });
  expect(planGroup(message)).toMatchObject({
    problems: [],
    unsupported: [{ field: 'push' }, { field: 'vendor.zim.threadId' }, { field: 'readReceipt' }],
  });
});

test.each([
  [{}, 'ann'],
  [{ from: undefined }, 'ops'],
])('the sender of a message with %j is %s', (fields, sender) => {
  expect(planGroup(groupMessage(fields), { defaultSender: 'ops' }).sender).toBe(sender);
});
