import type { CheckedRoomMessage } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import { bodyOf, planRoom, roomCall, roomMessage } from './__fixtures__/support.ts';

const push = { title: 'Team', body: 'hello' };
const url = 'https://cdn.example/a.png';
const image = { type: 'image', url, width: 1, height: 1 } as const;

/** The body of a text from ann to the room stage, but for what a row changes. */
const body = (more: object = {}, messageBody: object = {}) => ({
  FromUserId: 'ann',
  RoomId: 'stage',
  MessageType: 1,
  Priority: 2,
  MessageBody: { Message: 'hello', ...messageBody },
  SenderUnaware: 0,
  ...more,
});

describe('the exact request of a message to a room', () => {
  test.each([
    // The vendor's default is the other one.
    ['nothing but content: the sender gets a copy', {}, body()],
    ['senderCopy false', { senderCopy: false }, body({ SenderUnaware: 1 })],
    ['the default sender', { from: undefined }, body({ FromUserId: 'ops' })],
    ['metadata', { metadata: '{"k":1}' }, body({}, { ExtendedData: '{"k":1}' })],
    ['priority low', { priority: 'low' }, body({ Priority: 1 })],
    ['priority high', { priority: 'high' }, body({ Priority: 3 })],
    [
      'values that are what happens anyway',
      { countsAsUnread: false, timeToLive: 0, idempotencyKey: 'k' },
      body(),
    ],
    [
      'custom content, in the order of the vendor',
      {
        content: { type: 'custom', data: 'x', subType: 7 },
        metadata: 'm',
        vendorFields: { searchedContent: 'find me' },
      },
      {
        FromUserId: 'ann',
        RoomId: 'stage',
        MessageType: 200,
        Priority: 2,
        MessageBody: { Message: 'x', ExtendedData: 'm' },
        SubMsgType: 7,
        SearchedContent: 'find me',
        SenderUnaware: 0,
      },
    ],
    [
      'a signal',
      { content: { type: 'signal', data: 'ping' } },
      { ...body({ MessageType: 2 }), MessageBody: { Message: 'ping' } },
    ],
    [
      'mixed',
      { content: { type: 'mixed', parts: [{ type: 'text', text: 'a' }] } },
      { ...body({ MessageType: 10 }), MessageBody: { Message: '{"MultiMsg":[{"MsgType":1,"Msg":"a"}]}' } },
    ],
  ] satisfies [string, Partial<CheckedRoomMessage>, object][])('with %s', (_name, fields, expected) => {
    const plan = planRoom(roomMessage(fields), { defaultSender: 'ops' });
    expect(plan).toMatchObject({ problems: [], unsupported: [], warnings: [] });
    expect(plan.call().body()).toEqual({ contentType: 'application/json', text: JSON.stringify(expected) });
  });

  test.each([
    ['image', 11, image],
    ['file', 12, { type: 'file', url, fileName: 'a' }],
    ['audio', 13, { type: 'audio', url, durationSeconds: 1 }],
    ['video', 14, { type: 'video', url, durationSeconds: 1, thumbnail: image }],
  ] as const)('%s goes as type %i, its object stringified', (_name, type, content) => {
    expect(JSON.parse(bodyOf(roomCall(roomMessage({ content }))))).toMatchObject({
      MessageType: type,
      MessageBody: { Message: expect.stringContaining(url) },
    });
  });
});

test('the call counts for a second of its own, and is never certain to be discarded', () => {
  const call = roomCall();
  expect(call).toMatchObject({
    endpoint: 'SendRoomMessage',
    purpose: 'send',
    count: 1,
    costs: [
      {
        limit: {
          name: 'SendRoomMessage calls',
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
  for (const name of ['timeoutMs', 'renewed']) expect(call).not.toHaveProperty(name);
  expect(roomCall(roomMessage(), { roomCallsPerSecond: 50 }).costs[0]?.limit.capacity).toBe(50);
});

test('the call shows its sender and its room, and no text of the message', () => {
  expect(roomCall(roomMessage({ metadata: 'm' })).describe()).toEqual({
    FromUserId: 'ann',
    RoomId: 'stage',
    MessageType: 1,
    Priority: 2,
    MessageBody: { Message: '(5 bytes)', ExtendedData: '(1 bytes)' },
    SenderUnaware: 0,
  });
});

describe('a message to a room refused before the wire', () => {
  test.each([
    ['from', 'invalid_message', { from: undefined }],
    ['roomId', 'invalid_message', { roomId: 'x'.repeat(33) }],
    ['roomId', 'invalid_message', { roomId: 'a/b' }],
    ['content.text', 'message_too_large', { content: { type: 'text', text: 'x'.repeat(2049) } }],
    ['metadata', 'message_too_large', { metadata: 'x'.repeat(1025) }],
    ['vendor.zim.searchedContent', 'invalid_message', { vendorFields: { searchedContent: 'x' } }],
  ] satisfies [string, string, Partial<CheckedRoomMessage>][])(
    'names %s as %s in $2',
    (field, code, fields) => {
      const plan = planRoom(roomMessage(fields));
      expect(plan.problems).toMatchObject([{ field, code, effect: 'not_sent', retryable: false }]);
      expect(() => plan.call()).toThrow('a plan with problems makes no call');
    },
  );
});

test('what says how to push has no place in a room, with push or without', () => {
  const vendorFields = { pushStrategyId: 's', threadId: 't' };
  const unsupported = [{ field: 'vendor.zim.pushStrategyId' }, { field: 'vendor.zim.threadId' }];
  expect(planRoom(roomMessage({ vendorFields })).unsupported).toMatchObject(unsupported);
  expect(planRoom(roomMessage({ push, vendorFields })).unsupported).toMatchObject(unsupported);
});
