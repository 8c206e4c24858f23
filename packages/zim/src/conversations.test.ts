import {
  type Chat,
  createChat,
  createRetryBudget,
  type GroupMessage,
  type Pacer,
  type RoomMessage,
  type Transport,
} from '@polychat/core';
import { afterEach, describe, expect, test } from 'vitest';
import { createAdapter, readText } from './__fixtures__/support.ts';

const content = { type: 'text', text: 'At eight?' } as const;
const toGroup: GroupMessage = { from: 'ann', groupId: 'team', content };
const toRoom: RoomMessage = { from: 'ann', roomId: 'stage', content };

/** What each action is still answered, and what it was asked. */
const replies = new Map<string, string[]>();
const asked = new Map<string, Record<string, unknown>[]>();

afterEach(() => {
  replies.clear();
  asked.clear();
});

const transport: Transport = {
  async send({ url, body = '' }) {
    const action = new URL(url).searchParams.get('Action') ?? '';
    const text = replies.get(action)?.shift() ?? expect.unreachable(`${action} has no answer`);
    asked.get(action)?.push(JSON.parse(body));
    return { status: 200, headers: {}, text };
  },
};
const pacer: Pacer = { acquire: async () => ({ settle: () => {} }) };

const chatWith = (options = {}) =>
  createChat(createAdapter(), {
    transport,
    pacer,
    retry: { baseDelayMs: 0, budget: createRetryBudget() },
    ...options,
  });

/** Has an action answered with these, and gives what it is asked from now on. */
function answer(action: string, those: readonly string[]): readonly Record<string, unknown>[] {
  replies.set(action, [...those]);
  const requests: Record<string, unknown>[] = [];
  asked.set(action, requests);
  return requests;
}

const ref = { version: 1, vendor: 'zim', app: '2000000001', from: 'ann' };
const numbered = readText('send-group-message.reply');
const ids = { messageId: '9031123255443322119', sequence: '41' };
const requestId = '512340098771203377';

describe('a message to a group', () => {
  test('has a receipt with all digits of its ids, and a ref', async () => {
    const requests = answer('SendGroupMessage', [numbered]);
    expect(await chatWith().sendToGroup(toGroup)).toEqual({
      via: 'zim',
      ...ids,
      requestId,
      ref: { ...ref, conversation: 'group', to: 'team', ...ids },
      warnings: [],
    });
    expect(requests).toHaveLength(1);
  });

  test('is recalled and edited by its ref, from another process', async () => {
    answer('SendGroupMessage', [numbered]);
    const stored = JSON.parse(JSON.stringify((await chatWith().sendToGroup(toGroup)).ref));
    const edits = answer('EditGroupMsgBody', ['{"Code":0}']);
    await chatWith().edit(stored, { content: { type: 'text', text: 'At nine?' } });
    expect(edits).toMatchObject([{ FromUserId: 'ann', ConvId: 'team', ConvMsgSeq: 41 }]);
    const recalls = answer('RevokeGroupMessage', ['{"Code":0}']);
    await expect(chatWith().recall(stored)).resolves.toMatchObject({ accepted: [{ ref: stored }] });
    expect(recalls).toEqual([{ FromUserId: 'ann', MsgSeq: 41, GroupId: 'team' }]);
  });

  test('that is a signal has no number, and its ref says so to who would take it back', async () => {
    answer('SendGroupMessage', ['{"Code":0,"MsgId":9031123255443322119,"MsgSeq":""}']);
    const receipt = await chatWith().sendToGroup({ ...toGroup, content: { type: 'signal', data: 'ping' } });
    expect(receipt).toMatchObject({ messageId: ids.messageId });
    expect(receipt).not.toHaveProperty('sequence');
    await expect(chatWith().recall(receipt.ref ?? expect.unreachable())).rejects.toMatchObject({
      code: 'invalid_message',
      effect: 'not_sent',
    });
  });
});

describe('a message to a room', () => {
  test('has a receipt without ids and without a ref, as ZIM’s page has it', async () => {
    const requests = answer('SendRoomMessage', ['{"Code":0,"Message":"","RequestId":"7"}']);
    expect(await chatWith().sendToRoom(toRoom)).toEqual({ via: 'zim', requestId: '7', warnings: [] });
    expect(requests).toMatchObject([{ RoomId: 'stage', SenderUnaware: 0 }]);
  });

  test('has a ref where the reply has a number, and is recalled by it', async () => {
    answer('SendRoomMessage', ['{"Code":0,"MsgSeq":5}']);
    const { ref: made } = await chatWith().sendToRoom(toRoom);
    expect(made).toEqual({ ...ref, conversation: 'room', to: 'stage', sequence: '5' });
    const recalls = answer('RevokeRoomMessage', ['{"Code":0}']);
    await chatWith().recall(made ?? expect.unreachable());
    expect(recalls).toEqual([{ FromUserId: 'ann', MsgSeq: 5, RoomId: 'stage' }]);
  });
});

const sends: readonly [string, string, (chat: Chat) => Promise<unknown>][] = [
  ['group', 'SendGroupMessage', (chat) => chat.sendToGroup(toGroup)],
  ['room', 'SendRoomMessage', (chat) => chat.sendToRoom(toRoom)],
];

describe.each(sends)('a message to a %s', (kind, action, sendTo) => {
  test.each([
    [kind === 'group' ? 660600001 : 660300001, { code: 'not_found', effect: 'rejected', field: `${kind}Id` }],
    [660500002, { code: 'sender_not_found', effect: 'rejected' }],
    [660500005, { code: 'content_rejected', effect: 'rejected' }],
    // In doubt, and no copy is discarded.
    [660000003, { code: 'vendor_unavailable', effect: 'unknown' }],
  ])('that is answered with code %i throws %j, once', async (Code, problem) => {
    const requests = answer(action, [JSON.stringify({ Code }), '{"Code":0}']);
    await expect(sendTo(chatWith())).rejects.toMatchObject({ name: 'ChatError', ...problem });
    expect(requests).toHaveLength(1);
  });

  test('that came too fast goes again with the same bytes', async () => {
    const requests = answer(action, ['{"Code":660300005}', '{"Code":0}']);
    await sendTo(chatWith());
    expect(requests).toHaveLength(2);
    expect(requests[1]).toEqual(requests[0]);
  });
});

test('a key discards nothing, and the receipt says so', async () => {
  answer('SendGroupMessage', [numbered]);
  const { warnings } = await chatWith().sendToGroup({ ...toGroup, idempotencyKey: 'booking-17' });
  expect(warnings).toMatchObject([{ code: 'not_deduplicated', field: 'idempotencyKey' }]);
});

describe('what ZIM cannot do is refused before the wire, naming the field:', () => {
  const push = { title: 'Team', body: 'hello' };
  const signal = { type: 'signal', data: 'ping' } as const;

  test.each<[string, Partial<GroupMessage>]>([
    ['content.type', { content: { type: 'location', latitude: 0, longitude: 0 } }],
    ['mentions', { mentions: { users: ['bo'] } }],
    ['senderCopy', { senderCopy: false }],
    ['timeToLive', { timeToLive: 0 }],
    ['push', { content: signal, push }],
    ['readReceipt', { content: signal, readReceipt: true }],
  ])('%s of a message to a group: %j', async (field, fields) => {
    await expect(chatWith().sendToGroup({ ...toGroup, ...fields })).rejects.toMatchObject({
      code: 'unsupported',
      effect: 'not_sent',
      field,
    });
  });

  test.each<[string, Partial<RoomMessage>]>([
    ['content.type', { content: { type: 'face', index: 1 } }],
    ['countsAsUnread', { countsAsUnread: true }],
    ['readReceipt', { readReceipt: true }],
    ['push', { push }],
    ['timeToLive', { timeToLive: 60 }],
    ['vendor.zim.threadId', { vendor: { zim: { threadId: 't' } } }],
  ])('%s of a message to a room: %j', async (field, fields) => {
    await expect(chatWith().sendToRoom({ ...toRoom, ...fields })).rejects.toMatchObject({
      code: 'unsupported',
      effect: 'not_sent',
      field,
    });
  });

  test('unless it may be left out with a warning: then it is', async () => {
    const requests = answer('SendRoomMessage', ['{"Code":0}']);
    const vendor = { zim: { threadId: 't' } };
    const chat = chatWith({ onUnsupported: 'warn' });
    const { warnings } = await chat.sendToRoom({ ...toRoom, push, readReceipt: true, vendor });
    expect(warnings.map(({ code, field }) => [code, field])).toEqual([
      ['unsupported', 'readReceipt'],
      ['unsupported', 'push'],
      ['unsupported', 'vendor.zim.threadId'],
    ]);
    expect(requests).toMatchObject([{ MessageBody: { Message: 'At eight?' } }]);
  });
});
