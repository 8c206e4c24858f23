import { describe, expect, test } from 'vitest';
import {
  emulator,
  entries,
  history,
  openim,
  send,
  startEmulator,
  texts,
} from './__fixtures__/conversation.ts';
import { type Reply, textBody } from './__fixtures__/tencent-im-client.ts';

await startEmulator();

describe('admin_getroammsg', () => {
  test.each<[string, Record<string, unknown>, number]>([
    ['no Peer_Account', { Peer_Account: undefined }, 90003],
    ['Peer_Account as a number', { Peer_Account: 5 }, 90003],
    ['an unknown peer', { Peer_Account: 'ghost' }, 90003],
    ['no Operator_Account', { Operator_Account: undefined }, 90008],
    ['an unknown operator', { Operator_Account: 'ghost' }, 90008],
    ['no MaxCnt', { MaxCnt: undefined }, 90001],
    ['MaxCnt 0', { MaxCnt: 0 }, 90001],
    ['MinTime as a string', { MinTime: '0' }, 90001],
    ['no MaxTime', { MaxTime: undefined }, 90001],
    ['LastMsgKey as a number', { LastMsgKey: 5 }, 90001],
  ])('is refused with %s', async (_name, changes, code) => {
    expect((await history(changes)).ErrorCode).toBe(code);
  });

  test('of an empty conversation has no messages', async () => {
    expect(await history()).toEqual({
      ActionStatus: 'OK',
      ErrorCode: 0,
      ErrorInfo: '',
      Complete: 1,
      MsgCnt: 0,
      LastMsgTime: 0,
      LastMsgKey: '',
      MsgList: [],
    });
  });

  test('gives an entry, the same from both sides and under the retired names', async () => {
    const sent = await send('hello', { MsgSeq: 12, MsgRandom: 34, CloudCustomData: 'v1' });
    const expected = {
      From_Account: 'alice',
      To_Account: 'bob',
      MsgSeq: 12,
      MsgRandom: 34,
      MsgTimeStamp: sent.MsgTime,
      MsgFlagBits: 0,
      IsPeerRead: 0,
      MsgKey: sent.MsgKey,
      MsgBody: textBody('hello'),
      CloudCustomData: 'v1',
    };
    expect(entries(await history())).toEqual([expected]);
    expect(entries(await history({ Operator_Account: 'alice', Peer_Account: 'bob' }))).toEqual([expected]);
    const retired = {
      From_Account: 'bob',
      To_Account: 'alice',
      MaxCnt: 100,
      MinTime: 0,
      MaxTime: 4_294_967_295,
    };
    expect(entries(await openim('admin_getroammsg', retired))).toEqual([expected]);
  });

  test('has a message with SyncOtherMachine 2 on the recipient’s side only', async () => {
    await send('hello', { SyncOtherMachine: 2 });
    expect((await history()).MsgCnt).toBe(1);
    expect((await history({ Operator_Account: 'alice', Peer_Account: 'bob' })).MsgCnt).toBe(0);
  });

  test('leaves out online-only messages, except those of a batch', async () => {
    await send('hello', { OnlineOnlyFlag: 1 });
    const body = {
      From_Account: 'alice',
      To_Account: ['bob', 'carol'],
      MsgRandom: 1,
      MsgBody: textBody('all'),
    };
    await openim('batchsendmsg', body);
    expect(texts(await history())).toEqual(['all']);
  });

  test('goes back page by page, and each page lists the oldest first', async () => {
    for (let index = 1; index <= 5; index++) {
      await send(`m${index}`);
      emulator.advance(1000);
    }
    const first = await history({ MaxCnt: 2 });
    expect(texts(first)).toEqual(['m4', 'm5']);
    expect(first).toMatchObject({ Complete: 0, MsgCnt: 2, LastMsgKey: entries(first)[0]?.MsgKey });
    expect(first.LastMsgTime).toBe(entries(first)[0]?.MsgTimeStamp);
    const onwards = (page: Reply) => ({ MaxCnt: 2, MaxTime: page.LastMsgTime, LastMsgKey: page.LastMsgKey });
    const second = await history(onwards(first));
    expect(texts(second)).toEqual(['m2', 'm3']);
    const third = await history(onwards(second));
    expect(texts(third)).toEqual(['m1']);
    expect(third.Complete).toBe(1);
  });

  test('has messages of one second in the order of MsgSeq', async () => {
    await send('second', { MsgSeq: 2 });
    await send('first', { MsgSeq: 1 });
    expect(texts(await history())).toEqual(['first', 'second']);
  });

  test('includes MinTime and MaxTime', async () => {
    const times: unknown[] = [];
    for (const text of ['m1', 'm2', 'm3']) {
      times.push((await send(text)).MsgTime);
      emulator.advance(2000);
    }
    expect(texts(await history({ MinTime: times[1], MaxTime: times[1] }))).toEqual(['m2']);
    expect(texts(await history({ MinTime: times[1] }))).toEqual(['m2', 'm3']);
  });

  test('ends a page at about 13 KB', async () => {
    for (let index = 0; index < 4; index++) await send('x'.repeat(5000));
    const page = await history();
    expect(page).toMatchObject({ MsgCnt: 2, Complete: 0 });
    expect((await history({ LastMsgKey: page.LastMsgKey })).MsgCnt).toBe(2);
  });

  test('forgets messages after seven days', async () => {
    await send('old');
    emulator.advance(6 * 86_400_000);
    await send('new');
    expect(texts(await history())).toEqual(['old', 'new']);
    emulator.advance(86_400_000);
    expect(texts(await history())).toEqual(['new']);
  });
});

describe('admin_msgwithdraw', () => {
  const withdraw = (changes: Record<string, unknown> = {}) =>
    openim('admin_msgwithdraw', { From_Account: 'alice', To_Account: 'bob', MsgKey: '1_2_3', ...changes });

  test.each<[string, Record<string, unknown>, number]>([
    ['no To_Account', { To_Account: undefined }, 90003],
    ['an unknown recipient', { To_Account: 'ghost' }, 90003],
    ['no From_Account', { From_Account: undefined }, 90008],
    ['an unknown sender', { From_Account: 'ghost' }, 90008],
    ['no MsgKey', { MsgKey: undefined }, 90054],
    ['a MsgKey of another form', { MsgKey: 'abc' }, 90054],
    ['a MsgKey over 50 characters', { MsgKey: `${'1'.repeat(30)}_${'2'.repeat(19)}_3` }, 90054],
    ['a key that no message has', {}, 20022],
  ])('is refused with %s', async (_name, changes, code) => {
    expect((await withdraw(changes)).ErrorCode).toBe(code);
  });

  test('takes a message from both sides, once, and keeps it in the history', async () => {
    const { MsgKey } = await send('secret');
    expect((await withdraw({ MsgKey, To_Account: 'carol' })).ErrorCode).toBe(20022);
    expect((await withdraw({ MsgKey, From_Account: 'bob', To_Account: 'alice' })).ErrorCode).toBe(20022);
    emulator.advance(86_400_000);
    expect(await withdraw({ MsgKey })).toEqual({ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' });
    expect((await withdraw({ MsgKey })).ErrorCode).toBe(20023);
    expect(emulator.inbox('bob')).toMatchObject([{ state: 'recalled' }]);
    expect(emulator.inbox('alice', { direction: 'sent' })).toMatchObject([{ state: 'recalled' }]);
    expect(entries(await history())).toMatchObject([{ MsgKey, MsgFlagBits: 8 }]);
  });

  test('takes a batch message from one recipient alone', async () => {
    const body = { From_Account: 'alice', To_Account: ['bob', 'carol'], MsgRandom: 1, MsgBody: textBody() };
    const { MsgKey } = await openim('batchsendmsg', body);
    expect((await withdraw({ MsgKey })).ErrorCode).toBe(0);
    expect(emulator.inbox('bob')).toMatchObject([{ state: 'recalled' }]);
    expect(emulator.inbox('carol')).toMatchObject([{ state: 'normal' }]);
  });

  test('does not find an online-only message', async () => {
    const { MsgKey } = await send('typing', { OnlineOnlyFlag: 1 });
    expect((await withdraw({ MsgKey })).ErrorCode).toBe(20022);
  });

  test('is answered with the code of a fault for the recipient, once', async () => {
    const { MsgKey } = await send('hello');
    emulator.fail({ recipient: 'bob', fault: { kind: 'code', code: 20004 } });
    expect((await withdraw({ MsgKey })).ErrorCode).toBe(20004);
    expect((await withdraw({ MsgKey })).ErrorCode).toBe(0);
  });
});

describe('modify_c2c_msg', () => {
  const modify = (changes: Record<string, unknown>) =>
    openim('modify_c2c_msg', {
      From_Account: 'alice',
      To_Account: 'bob',
      MsgKey: '1_2_3',
      CloudCustomData: 'v2',
      ...changes,
    });

  test.each<[string, Record<string, unknown>, number]>([
    ['no To_Account', { To_Account: undefined }, 90003],
    ['no From_Account', { From_Account: undefined }, 90008],
    ['a MsgKey of another form', { MsgKey: 'abc' }, 90054],
    ['neither content nor data', { CloudCustomData: undefined }, 90010],
    ['MsgBody as an object', { MsgBody: {} }, 90007],
    ['an empty MsgBody', { MsgBody: [] }, 90002],
    ['data as a number', { CloudCustomData: 5 }, 90010],
    ['a body that is too large', { CloudCustomData: 'x'.repeat(12_000) }, 93000],
    ['a key that no message has', {}, 20001],
  ])('is refused with %s', async (_name, changes, code) => {
    expect((await modify(changes)).ErrorCode).toBe(code);
  });

  test('changes the fields that are given and keeps the rest', async () => {
    const { MsgKey } = await send('hello', { CloudCustomData: 'v1' });
    expect(await modify({ MsgKey })).toEqual({ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: 'succeed' });
    expect(emulator.inbox('bob')).toMatchObject([
      { content: { MsgBody: textBody('hello'), CloudCustomData: 'v2' }, editedAt: expect.any(Number) },
    ]);
    await modify({ MsgKey, CloudCustomData: undefined, MsgBody: textBody('better') });
    expect(entries(await history())).toMatchObject([{ MsgBody: textBody('better'), CloudCustomData: 'v2' }]);
  });

  test('does not change a message that was recalled', async () => {
    const { MsgKey } = await send('hello');
    await openim('admin_msgwithdraw', { From_Account: 'alice', To_Account: 'bob', MsgKey });
    expect((await modify({ MsgKey })).ErrorCode).toBe(20001);
  });
});
