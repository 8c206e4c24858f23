import { describe, expect, test } from 'vitest';
import { emulator, entries, history, openim, send, startEmulator } from './__fixtures__/conversation.ts';

await startEmulator();

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
  ])('admin_set_msg_read with %s is answered with code $2', async (_name, changes, code) => {
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

  test('get_c2c_unread_msg_num counts neither NoUnread, online-only nor recalled messages', async () => {
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

  test('admin_set_msg_read marks what came up to MsgReadTime, or everything', async () => {
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
