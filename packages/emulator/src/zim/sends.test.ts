import { describe, expect, test } from 'vitest';
import { emulatorForFile } from '../__fixtures__/running-emulator.ts';
import { createEmulator } from '../create-emulator.ts';
import { callZim } from './__fixtures__/zim-client.ts';

const emulator = await emulatorForFile({
  zim: {
    users: [
      'ana',
      'bo',
      'cy',
      { userId: 'live', presence: 'online' },
      { userId: 'phone', presence: 'offline' },
    ],
    groups: [{ groupId: 'team', owner: 'ana', members: ['bo', 'cy', 'live'] }],
    rooms: [{ roomId: 'hall', members: ['ana', 'bo'] }],
  },
});

const text = { MessageType: 1, MessageBody: { Message: 'hello' } };

describe('SendGroupMessage', () => {
  const base = { FromUserId: 'ana', GroupId: 'team', Priority: 2, ...text };
  const send = (changes: Record<string, unknown> = {}) =>
    callZim(emulator, 'SendGroupMessage', { ...base, ...changes });

  test('reaches the members, and answers with a bare number above 2^53', async () => {
    const { json, text: raw } = await send();
    expect(json).toMatchObject({ Code: 0, MsgSeq: 1 });
    const digits = /"MsgId":(\d+)[,}]/.exec(raw)?.[1] ?? '';
    expect(BigInt(digits)).toBeGreaterThan(2n ** 53n);
    expect(String(json.MsgId)).not.toBe(digits);
    expect(emulator.inbox('bo')).toMatchObject([
      { channel: 'group', from: 'ana', to: 'team', messageId: digits, countsAsUnread: true },
    ]);
    expect(emulator.inbox('ana')).toEqual([]);
    expect(emulator.inbox('ana', { direction: 'sent' })).toHaveLength(1);
  });

  test('of type 2 reaches connected members only, without a sequence', async () => {
    const { json } = await send({ MessageType: 2 });
    expect(json).not.toHaveProperty('MsgSeq');
    expect(emulator.inbox('bo')).toEqual([]);
    expect(emulator.inbox('live')).toHaveLength(1);
  });

  test.each([
    ['everyone but a list', { ReceiverUserIds: ['bo'] }, ['cy', 'live'], { except: ['bo'] }],
    ['only a list', { ReceiverUserIds: ['bo'], Inclusive: true }, ['bo'], { only: ['bo'] }],
  ])('can go to %s', async (_name, TargetOption, receivers, targets) => {
    await send({ SendMsgOptions: { TargetOption } });
    expect(['bo', 'cy', 'live'].filter((userId) => emulator.inbox(userId).length > 0)).toEqual(receivers);
    expect(emulator.inbox(receivers[0] ?? '')[0]).toMatchObject({ countsAsUnread: false, targets });
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['a sender outside the group', { FromUserId: 'phone' }, 0],
    ['no group of that id', { GroupId: 'nowhere' }, 660600001],
    ['no group id', { GroupId: undefined }, 660000002],
    ['a group id with a comma', { GroupId: 'a,b' }, 660000002],
    ['an unknown sender', { FromUserId: 'ghost' }, 660500002],
    ['a message that is too large', { MessageBody: { Message: 'x'.repeat(2049) } }, 660400001],
    ['bad base64', { MessageType: 2, MessageBody: { Message: '?', IsBase64: 1 } }, 660000025],
    ['a barrage', { MessageType: 20 }, 660000002],
    ['no priority', { Priority: undefined }, 660000002],
    [
      'a target list that is none',
      { SendMsgOptions: { TargetOption: { ReceiverUserIds: 'bo' } } },
      660000002,
    ],
  ])('with %s is answered with code $2', async (_name, changes, code) => {
    expect((await send(changes)).json.Code).toBe(code);
  });

  test('takes 10 calls a second', async () => {
    emulator.freeze();
    const codes = await Promise.all(Array.from({ length: 11 }, async () => (await send()).json.Code));
    expect(codes.filter((code) => code === 660300005)).toHaveLength(1);
  });

  test('wants a member as sender when the option says so', async () => {
    const other = await createEmulator({
      zim: {
        users: ['ana', 'bo'],
        groups: [{ groupId: 'team', owner: 'bo' }],
        readings: { groupSender: 'member' },
      },
    });
    expect((await callZim(other, 'SendGroupMessage', base)).json.Code).toBe(660600024);
    await other.close();
  });
});

describe('SendRoomMessage', () => {
  const base = { FromUserId: 'ana', RoomId: 'hall', Priority: 2, ...text };
  const send = (changes: Record<string, unknown> = {}) =>
    callZim(emulator, 'SendRoomMessage', { ...base, ...changes });

  test('reaches who is inside; the sender does not see it unless asked for', async () => {
    const { json } = await send();
    expect(Object.keys(json).toSorted()).toEqual(['Code', 'Message', 'RequestId']);
    expect(emulator.inbox('bo')).toMatchObject([{ channel: 'room', to: 'hall', stored: false }]);
    expect(emulator.inbox('cy')).toEqual([]);
    expect(emulator.inbox('ana', { direction: 'sent' })).toEqual([]);
    await send({ SenderUnaware: 0 });
    expect(emulator.inbox('ana', { direction: 'sent' })).toHaveLength(1);
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['a barrage', { MessageType: 20 }, 0],
    ['a receipt', { MessageBody: { Message: 'x', HasReceipt: 1 } }, 660300013],
    ['no room of that id', { RoomId: 'nowhere' }, 660300001],
    ['no room id', { RoomId: undefined }, 660000002],
    ['an unknown sender', { FromUserId: 'ghost' }, 660500002],
    ['a message that is too large', { MessageBody: { Message: 'x'.repeat(2049) } }, 660400001],
    ['bad base64', { MessageType: 2, MessageBody: { Message: '?', IsBase64: 1 } }, 660000025],
  ])('with %s is answered with code $2', async (_name, changes, code) => {
    expect((await send(changes)).json.Code).toBe(code);
  });

  test('answers with a sequence when the option says so', async () => {
    const other = await createEmulator({
      zim: { users: ['ana'], rooms: [{ roomId: 'hall' }], readings: { roomSequence: 'present' } },
    });
    expect((await callZim(other, 'SendRoomMessage', base)).json.MsgSeq).toBe(1);
    await other.close();
  });
});

describe('SendMessageToAllUsers', () => {
  const base = { FromUserId: 'live', ...text };
  const send = (changes: Record<string, unknown> = {}) =>
    callZim(emulator, 'SendMessageToAllUsers', { ...base, ...changes });
  const MessageBody = { Message: 'hello', OfflinePush: { Enable: 1, Title: 'T', Content: 'C' } };
  const seen = (userId: string) =>
    emulator.inbox(userId).map(({ delivered, pushShown }) => ({ delivered, pushShown }));

  test('answers with the envelope alone, and leaves no history', async () => {
    const { json } = await send();
    expect(Object.keys(json).toSorted()).toEqual(['Code', 'Message', 'RequestId']);
    expect(emulator.messages).toMatchObject([
      { channel: 'broadcast', stored: false, messageId: undefined, sequence: undefined },
    ]);
  });

  test.each([
    [undefined, { ana: [], live: [{ delivered: true, pushShown: false }], phone: [] }],
    [0, { ana: [], live: [{ delivered: true, pushShown: false }], phone: [] }],
    [
      1,
      {
        ana: [],
        live: [{ delivered: true, pushShown: false }],
        phone: [{ delivered: false, pushShown: true }],
      },
    ],
    [
      2,
      {
        ana: [],
        live: [{ delivered: false, pushShown: true }],
        phone: [{ delivered: false, pushShown: true }],
      },
    ],
  ])('with PushType %s reaches whom it should, the sender too', async (PushType, expected) => {
    await send({ PushType, MessageBody });
    expect({ ana: seen('ana'), live: seen('live'), phone: seen('phone') }).toEqual(expected);
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['a sender who never logged in', { FromUserId: 'ana' }, 0],
    ['an unknown sender', { FromUserId: 'ghost' }, 660500002],
    ['a command', { MessageType: 2 }, 660000002],
    ['items', { MessageType: 10 }, 660000002],
    ['a PushType of 3', { PushType: 3 }, 660000002],
    ['a PushType as text', { PushType: '0' }, 660000002],
    ['custom without a subtype', { MessageType: 200 }, 660000002],
    ['no message', { MessageBody: undefined }, 660000002],
    ['a message that is too large', { MessageBody: { Message: 'x'.repeat(2049) } }, 660400001],
  ])('with %s is answered with code $2', async (_name, changes, code) => {
    expect((await send(changes)).json.Code).toBe(code);
  });

  test('takes one call a second and 100 in 24 hours', async () => {
    emulator.freeze();
    const start = emulator.now();
    expect((await send()).json.Code).toBe(0);
    expect((await send()).json.Code).toBe(660500003);
    for (let index = 1; index < 100; index += 1) {
      emulator.advance(1000);
      expect((await send()).json.Code).toBe(0);
    }
    emulator.advance(1000);
    expect((await send()).json.Code).toBe(660500003);
    // The first one leaves the window 24 hours after it was sent, not before.
    emulator.advance(86_400_000 - (emulator.now() - start) - 1000);
    expect((await send()).json.Code).toBe(660500003);
    emulator.advance(2000);
    expect((await send()).json.Code).toBe(0);
  });

  test('counts by the calendar when the option says so', async () => {
    const other = await createEmulator({
      zim: { users: ['live'], readings: { broadcastDay: 'calendar' }, rates: { broadcastsPerDay: 1 } },
    });
    const untilMidnight = 86_400_000 - (other.now() % 86_400_000);
    other.advance(untilMidnight - 5000);
    const call = async () => (await callZim(other, 'SendMessageToAllUsers', base)).json.Code;
    expect(await call()).toBe(0);
    other.advance(2000);
    expect(await call()).toBe(660500003);
    other.advance(4000);
    expect(await call()).toBe(0);
    await other.close();
  });

  test('is not on the free plan', async () => {
    const other = await createEmulator({ zim: { users: ['live'], plan: 'free' } });
    expect((await callZim(other, 'SendMessageToAllUsers', base)).json.Code).toBe(660000028);
    await other.close();
  });
});

test.each([
  ['SendGroupMessage', { GroupId: 'team', Priority: 2 }],
  ['SendRoomMessage', { RoomId: 'hall', Priority: 2 }],
  ['SendMessageToAllUsers', {}],
])('%s is moderated where the vendor switched it on', async (action, target) => {
  const other = await createEmulator({
    zim: {
      users: ['ana', { userId: 'live', presence: 'online' }],
      groups: [{ groupId: 'team', owner: 'ana', members: ['live'] }],
      rooms: [{ roomId: 'hall', members: ['live'] }],
      moderation: { words: ['hell'], serverSends: true },
    },
  });
  const { json } = await callZim(other, action, { FromUserId: 'ana', ...text, ...target });
  expect(json.Code).toBe(660500005);
  expect(other.messages).toEqual([]);
  await other.close();
});
