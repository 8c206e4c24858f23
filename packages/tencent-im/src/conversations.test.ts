import {
  type Chat,
  createChat,
  createRetryBudget,
  type GroupMessage,
  type Pacer,
  type RoomMessage,
  type Transport,
} from '@polychat/core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAdapter, readJson } from './__fixtures__/support.ts';

const content = { type: 'text', text: 'Hi all' } as const;
const ok = readJson('send-group-msg-ok.reply');
const dropped = readJson('send-group-msg-dropped.reply');
const toGroup: GroupMessage = { from: 'alice', groupId: 'grp-42', content };
const toRoom: RoomMessage = { from: 'alice', roomId: 'live', content };

/** What each command is still answered, and what it was asked. */
const replies = new Map<string, Reply[]>();
const asked = new Map<string, Record<string, unknown>[]>();
type Reply = object | 'no answer';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  replies.clear();
  asked.clear();
});

const transport: Transport = {
  async send({ url, body = '' }) {
    const command = new URL(url).pathname.slice('/v4/'.length);
    const reply = replies.get(command)?.shift() ?? expect.unreachable(`${command} has no answer`);
    asked.get(command)?.push(JSON.parse(body));
    if (reply === 'no answer') return { fault: 'unknown', reason: 'network' };
    return { status: 200, headers: {}, text: JSON.stringify(reply) };
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

/** What becomes of a send that may wait before it goes again. */
async function later<Value>(sent: Promise<Value>): Promise<Value> {
  // Somebody looks at it below.
  sent.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(30_000);
  return sent;
}

/** Has a command answered with these, and gives what it is asked from now on. */
function answer(command: string, those: readonly Reply[]): readonly Record<string, unknown>[] {
  replies.set(command, [...those]);
  const requests: Record<string, unknown>[] = [];
  asked.set(command, requests);
  return requests;
}

const send = 'group_open_http_svc/send_group_msg';
const ref = { version: 1, vendor: 'tencentIm', app: '1400000000', from: 'alice' };
const ids = { sequence: '18', sentAt: 1_751_500_200_000 };

describe.each<[string, (chat: Chat) => ReturnType<Chat['sendToGroup']>, object, string]>([
  [
    'a group',
    (chat) => chat.sendToGroup(toGroup),
    { ...ref, conversation: 'group', to: 'grp-42', ...ids },
    'groupId',
  ],
  [
    'a room',
    (chat) => chat.sendToRoom(toRoom),
    { ...ref, conversation: 'room', to: 'live', ...ids },
    'roomId',
  ],
])('a message to %s', (_what, sendTo, expectedRef, field) => {
  test('has a receipt with its number, and a ref', async () => {
    const requests = answer(send, [ok]);
    expect(await sendTo(chatWith())).toEqual({ via: 'tencentIm', ...ids, ref: expectedRef, warnings: [] });
    expect(requests).toHaveLength(1);
  });

  test.each([
    [10010, { code: 'not_found', effect: 'rejected', field }],
    [10015, { code: 'invalid_message', effect: 'rejected', field }],
    [10017, { code: 'permission_denied', effect: 'rejected' }],
    [10019, { code: 'sender_not_found', effect: 'rejected' }],
    [10016, { code: 'content_rejected', effect: 'rejected' }],
  ])('that is refused with code %i throws %j, once', async (ErrorCode, problem) => {
    const requests = answer(send, [{ ActionStatus: 'FAIL', ErrorCode, ErrorInfo: '' }, ok]);
    await expect(later(sendTo(chatWith()))).rejects.toMatchObject({ name: 'ChatError', ...problem });
    expect(requests).toHaveLength(1);
  });

  test.each([
    ['refused for the group’s speed', { ActionStatus: 'FAIL', ErrorCode: 10023, ErrorInfo: '' }],
    ['in doubt, of which a copy is discarded', { ActionStatus: 'FAIL', ErrorCode: 10002, ErrorInfo: '' }],
  ])('that is %s goes again with the same bytes', async (_how, first) => {
    const requests = answer(send, [first, ok]);
    await expect(later(sendTo(chatWith()))).resolves.toMatchObject(ids);
    expect(requests).toHaveLength(2);
    expect(requests[1]).toEqual(requests[0]);
  });

  test('that is dropped for the frequency goes again under another Random', async () => {
    const requests = answer(send, [dropped, dropped, ok]);
    await expect(later(sendTo(chatWith()))).resolves.toMatchObject(ids);
    expect(new Set(requests.map(({ Random }) => Random)).size).toBe(3);
    const others = requests.map(({ Random: _, ...rest }) => rest);
    expect(others[1]).toEqual(others[0]);
    expect(others[2]).toEqual(others[0]);
  });

  test('that is dropped every time is rate_limited, and certainly not there', async () => {
    answer(send, Array(10).fill(dropped));
    await expect(later(sendTo(chatWith()))).rejects.toMatchObject({
      code: 'rate_limited',
      effect: 'rejected',
      retryable: true,
    });
  });

  test('that is dropped after an attempt without an answer may be there, and no other is made', async () => {
    const requests = answer(send, ['no answer', dropped, ok]);
    await expect(later(sendTo(chatWith()))).rejects.toMatchObject({ effect: 'unknown' });
    // The second is the same as the first.
    expect(requests).toHaveLength(2);
    expect(requests[1]).toEqual(requests[0]);
  });
});

test('with a key, the Random that was dropped and the next one are the same in every process', async () => {
  const randoms = async () => {
    const requests = answer(send, [dropped, ok]);
    await later(chatWith().sendToGroup({ ...toGroup, idempotencyKey: 'booking-17' }));
    return requests.map(({ Random }) => Random);
  };
  const [first, again] = [await randoms(), await randoms()];
  expect(again).toEqual(first);
  expect(first[0]).not.toBe(first[1]);
});

test('a ref recalls and edits, from another process and in a topic, too', async () => {
  answer(send, [ok]);
  const { ref: made } = await chatWith().sendToGroup({ ...toGroup, groupId: '@TGS#_big@TOPIC#_a' });
  const stored = JSON.parse(JSON.stringify(made));
  const edits = answer('openim/modify_group_msg', [
    { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: 'succeed' },
  ]);
  await chatWith().edit(stored, { metadata: 'v2' });
  const topic = { GroupId: '@TGS#_big', TopicId: '@TGS#_big@TOPIC#_a' };
  expect(edits).toEqual([{ ...topic, MsgSeq: 18, CloudCustomData: 'v2' }]);
  const recalls = answer('group_open_http_svc/group_msg_recall', [
    { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', RecallRetList: [{ MsgSeq: 18, RetCode: 0 }] },
  ]);
  await expect(chatWith().recall(stored)).resolves.toMatchObject({ accepted: [{ ref: stored }] });
  expect(recalls).toEqual([{ ...topic, MsgSeqList: [{ MsgSeq: 18 }] }]);
});

describe('what Tencent IM cannot do is refused before the wire, naming the field:', () => {
  const push = { title: 'Team', body: 'Hi' };
  const signal = { type: 'signal', data: 'typing' } as const;

  test.each<[string, Partial<GroupMessage>]>([
    ['senderCopy', { senderCopy: false }],
    ['timeToLive', { timeToLive: 60 }],
    ['targets.except', { targets: { except: ['bob'] } }],
    ['push', { content: signal, push }],
    ['readReceipt', { timeToLive: 0, readReceipt: true }],
    [
      'vendor.tencentIm.sendMsgControl',
      { content: signal, vendor: { tencentIm: { sendMsgControl: ['NoUnread'] } } },
    ],
  ])('%s of a message to a group: %j', async (field, fields) => {
    await expect(chatWith().sendToGroup({ ...toGroup, ...fields })).rejects.toMatchObject({
      code: 'unsupported',
      effect: 'not_sent',
      field,
    });
  });

  test.each<[string, Partial<RoomMessage>]>([
    ['senderCopy', { senderCopy: false }],
    ['countsAsUnread', { countsAsUnread: true }],
    ['readReceipt', { readReceipt: true }],
    ['push', { push }],
    ['timeToLive', { timeToLive: 60 }],
    ['vendor.tencentIm.offlinePush', { vendor: { tencentIm: { offlinePush: {} } } }],
  ])('%s of a message to a room: %j', async (field, fields) => {
    await expect(chatWith().sendToRoom({ ...toRoom, ...fields })).rejects.toMatchObject({
      code: 'unsupported',
      effect: 'not_sent',
      field,
    });
  });

  test('unless it may be left out with a warning; whom it is kept from, never', async () => {
    const chat = chatWith({ onUnsupported: 'warn' });
    const requests = answer(send, [ok]);
    const vendor = { tencentIm: { offlinePush: {} } };
    const { warnings } = await chat.sendToRoom({ ...toRoom, push, readReceipt: true, vendor });
    expect(warnings.map(({ code, field }) => [code, field])).toEqual([
      ['unsupported', 'readReceipt'],
      ['unsupported', 'push'],
      ['unsupported', 'vendor.tencentIm.offlinePush'],
    ]);
    expect(requests).toMatchObject([{ GroupId: 'live', OfflinePushInfo: { PushFlag: 1 } }]);
    await expect(chat.sendToGroup({ ...toGroup, targets: { except: ['bob'] } })).rejects.toMatchObject({
      code: 'unsupported',
      field: 'targets.except',
    });
  });
});
