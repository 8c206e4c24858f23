import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../create-emulator.ts';
import { call, type Reply, textBody } from './__fixtures__/tencent-im-client.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await createEmulator({
    tencentIm: {
      users: [
        { userId: 'alice', presence: 'online' },
        { userId: 'bob', presence: 'offline' },
        { userId: 'carol', presence: 'online' },
      ],
    },
  });
});
beforeEach(() => {
  emulator.reset();
  emulator.freeze();
});
afterAll(() => emulator.close());

let lastRandom = 0;
async function send(text: string, changes: Record<string, unknown> = {}): Promise<Reply> {
  lastRandom += 1;
  const body = { From_Account: 'alice', To_Account: 'bob', MsgRandom: lastRandom, MsgBody: textBody(text) };
  const reply = await call(emulator, 'openim/sendmsg', { ...body, ...changes });
  expect(reply.ErrorCode).toBe(0);
  return reply;
}

const openim = (command: string, body: unknown): Promise<Reply> => call(emulator, `openim/${command}`, body);

const everything = { MaxCnt: 100, MinTime: 0, MaxTime: 4_294_967_295 };
const history = (changes: Record<string, unknown> = {}): Promise<Reply> =>
  openim('admin_getroammsg', { Operator_Account: 'bob', Peer_Account: 'alice', ...everything, ...changes });

interface Entry {
  MsgKey: string;
  MsgTimeStamp: number;
  MsgFlagBits: number;
  IsPeerRead: number;
  MsgBody: { MsgContent: { Text: string } }[];
}
const entries = (reply: Reply) => reply.MsgList as Entry[];

describe('read state', () => {
  const setRead = (changes: Record<string, unknown> = {}) =>
    openim('admin_set_msg_read', { Report_Account: 'bob', Peer_Account: 'alice', ...changes });
  const unread = (changes: Record<string, unknown> = {}) =>
    openim('get_c2c_unread_msg_num', { To_Account: 'bob', ...changes });

  test.each<[string, Record<string, unknown>, number]>([
    ['no Peer_Account', { Peer_Account: undefined }, 90003],
    ['an unknown peer', { Peer_Account: 'ghost' }, 90003],
    ['no Report_Account', { Report_Account: undefined }, 90008],
    ['an unknown reader', { Report_Account: 'ghost' }, 90008],
    ['MsgReadTime that is no time', { MsgReadTime: 'now' }, 90001],
    ['MsgReadTime as a string', { MsgReadTime: '1700000000' }, 0],
    ['MsgReadTime as a number', { MsgReadTime: 1700000000 }, 0],
  ])('admin_set_msg_read: %s', async (_name, changes, code) => {
    expect((await setRead(changes)).ErrorCode).toBe(code);
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['no To_Account', { To_Account: undefined }, 90003],
    ['an unknown account', { To_Account: 'ghost' }, 90003],
    ['Peer_Account as a string', { Peer_Account: 'alice' }, 90001],
    ['11 peers', { Peer_Account: Array.from({ length: 11 }, () => 'alice') }, 90001],
  ])('get_c2c_unread_msg_num refuses %s', async (_name, changes, code) => {
    expect((await unread(changes)).ErrorCode).toBe(code);
  });

  test('counts what counts', async () => {
    await send('one');
    await send('two');
    await send('from carol', { From_Account: 'carol' });
    await send('not counted', { SendMsgControl: ['NoUnread'] });
    await send('typing', { OnlineOnlyFlag: 1 });
    const { MsgKey } = await send('recalled');
    await openim('admin_msgwithdraw', { From_Account: 'alice', To_Account: 'bob', MsgKey });
    expect(await unread()).toEqual({
      ActionStatus: 'OK',
      ErrorCode: 0,
      ErrorInfo: '',
      AllC2CUnreadMsgNum: 3,
    });
    expect(await unread({ Peer_Account: ['alice', 'carol', 'ghost'] })).toEqual({
      ActionStatus: 'OK',
      ErrorCode: 0,
      ErrorInfo: '',
      C2CUnreadMsgNumList: [
        { Peer_Account: 'alice', C2CUnreadMsgNum: 2 },
        { Peer_Account: 'carol', C2CUnreadMsgNum: 1 },
      ],
      ErrorList: [{ Peer_Account: 'ghost', ErrorCode: 70107 }],
    });
    expect(await unread({ Peer_Account: ['alice'] })).not.toHaveProperty('ErrorList');
  });

  test('reading up to a moment', async () => {
    const first = await send('one');
    emulator.advance(5000);
    await send('two');
    await setRead({ MsgReadTime: first.MsgTime });
    expect((await unread()).AllC2CUnreadMsgNum).toBe(1);
    expect(entries(await history()).map((entry) => entry.IsPeerRead)).toEqual([1, 0]);
    await setRead();
    expect((await unread()).AllC2CUnreadMsgNum).toBe(0);
    expect(emulator.inbox('bob')).toMatchObject([
      { readAt: expect.any(Number) },
      { readAt: expect.any(Number) },
    ]);
  });
});
