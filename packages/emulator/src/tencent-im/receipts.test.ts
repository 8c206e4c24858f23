import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../vendor.ts';
import { ServiceHarness } from './__fixtures__/service-harness.ts';
import { textBody } from './__fixtures__/tencent-im-client.ts';

let harness: ServiceHarness;
beforeEach(() => {
  harness = new ServiceHarness();
});

let lastRandom = 0;

async function sent(changes: JsonObject = {}): Promise<JsonObject> {
  lastRandom += 1;
  const message = {
    ...{ From_Account: 'alice', To_Account: 'bob', MsgRandom: lastRandom, MsgBody: textBody() },
    ...changes,
  };
  const reply = await harness.call('openim/sendmsg', message);
  harness.told.length = 0;
  return reply;
}

async function sentToGroup(changes: JsonObject = {}): Promise<JsonObject> {
  lastRandom += 1;
  const message = { GroupId: 'grp', From_Account: 'alice', Random: lastRandom, MsgBody: textBody() };
  const reply = await harness.call('group_open_http_svc/send_group_msg', { ...message, ...changes });
  harness.told.length = 0;
  return reply;
}

describe('c2c_msg_read_receipt', () => {
  const read = (MsgKey: unknown, changes: JsonObject = {}) =>
    harness.call('openim/c2c_msg_read_receipt', {
      Operator_Account: 'bob',
      Peer_Account: 'alice',
      C2CMsgInfo: [{ From_Account: 'alice', To_Account: 'bob', MsgKey }],
      ...changes,
    });

  test('says who has read a message, once', async () => {
    const { MsgKey, MsgId } = await sent({ IsNeedReadReceipt: 1 });
    expect(await read(MsgKey)).toEqual({ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' });
    await read(MsgKey);
    expect(harness.told.map(({ body }) => body)).toEqual([
      {
        CallbackCommand: 'C2C.CallbackAfterMsgReadReceipt',
        EventTime: expect.any(String),
        Operator_Account: 'bob',
        Peer_Account: 'alice',
        C2CMsgInfo: [{ From_Account: 'alice', To_Account: 'bob', MsgKey, MsgId }],
      },
    ]);
    expect(harness.messages.all()).toMatchObject([{ readers: ['bob'], readAt: expect.any(Number) }]);
  });

  test.each<[string, JsonObject, JsonObject]>([
    ['a message that asked for none', {}, {}],
    ['an unknown reader', { IsNeedReadReceipt: 1 }, { Operator_Account: 'ghost' }],
    ['no message', { IsNeedReadReceipt: 1 }, { C2CMsgInfo: [] }],
  ])('is refused with %s', async (_name, message, changes) => {
    const { MsgKey } = await sent(message);
    expect((await read(MsgKey, changes)).ErrorCode).toBe(20001);
    expect(harness.told).toEqual([]);
  });
});

describe('group_msg_receipt', () => {
  const read = (changes: JsonObject = {}) =>
    harness.call('group_open_http_svc/group_msg_receipt', {
      GroupId: 'grp',
      From_Account: 'bob',
      MsgSeqList: [{ MsgSeq: 1 }, { MsgSeq: 2 }, { MsgSeq: 99 }],
      ...changes,
    });

  test('says what a member has read, of the messages that asked for receipts', async () => {
    await sentToGroup();
    await sentToGroup({ NeedReadReceipt: 1 });
    expect((await read()).ErrorCode).toBe(0);
    await read();
    expect(harness.told.map(({ body }) => body)).toEqual([
      {
        CallbackCommand: 'Group.CallbackAfterReadReceipt',
        EventTime: expect.any(String),
        GroupId: 'grp',
        Type: 'Public',
        GroupMsgReceiptList: [
          { MsgSeq: 2, ReadNum: 1, UnreadNum: 0, ReadReceiptMembers: [{ Member_Account: 'bob' }] },
        ],
      },
    ]);
  });

  test.each<[string, JsonObject, number]>([
    ['an unknown group', { GroupId: 'nowhere' }, 10010],
    ['a live group', { GroupId: 'live' }, 10007],
    ['a user who is no member', { From_Account: 'carol' }, 10007],
    ['too many messages', { MsgSeqList: Array.from({ length: 51 }, () => ({ MsgSeq: 1 })) }, 10004],
  ])('is refused with %s', async (_name, changes, code) => {
    expect((await read(changes)).ErrorCode).toBe(code);
    expect(harness.told).toEqual([]);
  });
});
