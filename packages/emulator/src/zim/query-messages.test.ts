import { describe, expect, test } from 'vitest';
import { createEmulator } from '../create-emulator.ts';
import { codeOf, decode, emulator, sendPeer, startEmulator } from './__fixtures__/conversation.ts';
import { callZim } from './__fixtures__/zim-client.ts';

await startEmulator();

describe('QueryPeerMsg', () => {
  const query = (changes: Record<string, unknown> = {}) =>
    callZim(emulator, 'QueryPeerMsg', { FromUserId: 'bo', ToUserId: 'ana', ...changes });

  test('gives pages, newest first, with ids as bare numbers', async () => {
    for (let index = 0; index < 12; index += 1) {
      await sendPeer({ MessageBody: { Message: `m${index}` } });
    }
    const first = await query({ Limit: 5 });
    const second = await query({ Limit: 5, Next: first.json.Next });
    const third = await query({ Limit: 5, Next: second.json.Next });
    const bodies = [first, second, third].flatMap(({ json }) =>
      (json.List as { MsgBody: string }[]).map(({ MsgBody }) => MsgBody),
    );
    expect(bodies).toEqual(Array.from({ length: 12 }, (_, index) => `m${11 - index}`));
    expect([first, second].every(({ json }) => json.Next !== 0)).toBe(true);
    expect(third.json.Next).toBe(0);
    expect(first.text).toMatch(/"MsgId":9033112\d{12},/);
  });

  test.each([
    [undefined, 10],
    [0, 10],
    [-3, 10],
    [1, 1],
    [100, 12],
    [1000, 12],
  ])('Limit %s gives %d of 12', async (Limit, count) => {
    for (let index = 0; index < 12; index += 1) await sendPeer();
    expect((await query({ Limit })).json.List).toHaveLength(count);
  });

  test('leaves out what was recalled, unless asked for', async () => {
    await sendPeer();
    await sendPeer();
    await codeOf('RevokePeerMessage', { FromUserId: 'ana', ToUserId: 'bo', MsgSeq: 1, Payload: 'why' });
    expect((await query()).json.List).toMatchObject([{ MsgSeq: 2, IsEmpty: 0 }]);
    const { json } = await query({ WithEmptyMsg: 1 });
    expect(json.List).toMatchObject([{ IsEmpty: 0 }, { MsgSeq: 1, IsEmpty: 2, MsgType: 31 }]);
    expect(decode((json.List as { MsgBody: string }[])[1]?.MsgBody)).toEqual({
      user_id: 'ana',
      revoke_time: expect.any(Number),
      msg_type: 1,
      payload: 'why',
      msg_status: 12,
    });
  });

  test('forgets what is older than the plan keeps', async () => {
    await sendPeer();
    emulator.advance(91 * 86_400_000);
    expect((await query()).json.List).toEqual([]);
    expect((await query({ WithEmptyMsg: 1 })).json.List).toMatchObject([{ IsEmpty: 1, MsgBody: '' }]);
  });

  test('never shows commands, and hides from a sender what the sender was not to see', async () => {
    await sendPeer({ MessageType: 2 });
    await sendPeer({ SenderUnaware: 1 });
    expect((await query()).json.List).toHaveLength(1);
    expect((await query({ FromUserId: 'ana', ToUserId: 'bo' })).json.List).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['an unknown viewer', { FromUserId: 'ghost' }, 660500002],
    ['no partner', { ToUserId: undefined }, 660000002],
    ['Limit as text', { Limit: '5' }, 660000002],
    ['WithEmptyMsg as a boolean', { WithEmptyMsg: true }, 660000002],
  ])('%s is answered with code $2', async (_name, changes, expected) => {
    expect((await query(changes)).json.Code).toBe(expected);
  });
});

describe('QueryMessagesByMsgSeq', () => {
  const query = (changes: Record<string, unknown> = {}) =>
    callZim(emulator, 'QueryMessagesByMsgSeq', {
      FromUserId: 'bo',
      ConvId: 'ana',
      ConvType: 0,
      MsgSeqList: [2, 1, 9],
      ...changes,
    });

  test('gives the messages that exist, recalled ones as type 31', async () => {
    await sendPeer();
    await sendPeer();
    await codeOf('RevokePeerMessage', { FromUserId: 'ana', ToUserId: 'bo', MsgSeq: 1 });
    expect((await query()).json.MessageList).toMatchObject([
      { MsgSeq: 2, MsgType: 1 },
      { MsgSeq: 1, MsgType: 31, IsEmpty: 2 },
    ]);
  });

  test('answers any registered user about a group', async () => {
    await callZim(emulator, 'SendGroupMessage', {
      FromUserId: 'ana',
      GroupId: 'team',
      MessageType: 1,
      Priority: 1,
      MessageBody: { Message: 'hello' },
    });
    const { json } = await query({ FromUserId: 'cy', ConvId: 'team', ConvType: 2, MsgSeqList: [1] });
    expect(json.MessageList).toMatchObject([{ Sender: 'ana', MsgBody: 'hello' }]);
  });

  test('takes 20 messages a second, not 20 calls', async () => {
    emulator.freeze();
    const MsgSeqList = Array.from({ length: 20 }, (_, index) => index + 1);
    expect((await query({ MsgSeqList })).json.Code).toBe(0);
    expect((await query({ MsgSeqList: [1] })).json.Code).toBe(660300005);
    emulator.advance(1000);
    expect((await query({ MsgSeqList: [1] })).json.Code).toBe(0);
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['21 numbers', { MsgSeqList: Array.from({ length: 21 }, (_, index) => index + 1) }, 660000002],
    ['no numbers', { MsgSeqList: [] }, 660000002],
    ['numbers as text', { MsgSeqList: ['1'] }, 660000002],
    ['a room', { ConvType: 1 }, 660000002],
    ['an unknown viewer', { FromUserId: 'ghost' }, 660700015],
    ['an unknown partner', { ConvId: 'ghost' }, 660700008],
    ['an unknown group', { ConvId: 'nowhere', ConvType: 2 }, 660600001],
  ])('%s is answered with code $2', async (_name, changes, expected) => {
    expect((await query(changes)).json.Code).toBe(expected);
  });
});

test('each side of a conversation has its own MsgSeq when the option says so', async () => {
  const other = await createEmulator({
    zim: { users: ['ana', 'bo', 'cy'], readings: { peerSequence: 'per_side' } },
  });
  const body = { MessageType: 1, Priority: 2, MessageBody: { Message: 'x' } };
  await callZim(other, 'ImportPeerMsg', { ...body, FromUserId: 'ana', ToUserId: 'bo', ImportedUserId: 'bo' });
  const { json } = await callZim(other, 'SendPeerMessage', { ...body, FromUserId: 'bo', ToUserId: ['ana'] });
  expect(json.SuccList).toMatchObject([{ MsgSeq: 2 }]);
  const view = async (FromUserId: string, ToUserId: string) =>
    (await callZim(other, 'QueryPeerMsg', { FromUserId, ToUserId })).json.List;
  expect(await view('bo', 'ana')).toMatchObject([{ MsgSeq: 2 }, { MsgSeq: 1 }]);
  await other.close();
});
