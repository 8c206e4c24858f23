import { describe, expect, test } from 'vitest';
import { emulatorForFile } from '../__fixtures__/running-emulator.ts';
import { callZim } from './__fixtures__/zim-client.ts';

const users = ['ana', 'bo'];
const rooms = [{ roomId: 'stage', members: users }];
const emulator = await emulatorForFile({ zim: { users, rooms } });
const poor = await emulatorForFile({ zim: { users, rooms, plan: 'pro' } });

const send = (at: typeof emulator) =>
  callZim(at, 'SendRoomMessage', {
    FromUserId: 'ana',
    RoomId: 'stage',
    MessageType: 1,
    Priority: 2,
    MessageBody: { Message: 'hello' },
  });
const revoke = async (changes: Record<string, unknown> = {}, at = emulator) =>
  (await callZim(at, 'RevokeRoomMessage', { FromUserId: 'ana', RoomId: 'stage', MsgSeq: 1, ...changes })).json
    .Code;

describe('RevokeRoomMessage', () => {
  test('takes a message back, once', async () => {
    await send(emulator);
    expect(await revoke()).toBe(0);
    expect(emulator.inbox('bo')).toMatchObject([{ state: 'recalled' }]);
    expect(await revoke()).toBe(660000023);
  });

  test.each<[string, Record<string, unknown>, number, number]>([
    ['an hour later', {}, 3_600_000, 0],
    ['after a day', {}, 86_401_000, 660000022],
    ['of no message', { MsgSeq: 7 }, 0, 660000022],
    ['in no room', { RoomId: 'hall' }, 0, 660300001],
    ['without a number', { MsgSeq: undefined }, 0, 660000002],
  ])('%s is answered with code %4$s', async (_title, changes, later, code) => {
    await send(emulator);
    emulator.advance(later);
    expect(await revoke(changes)).toBe(code);
  });

  test('is refused on a plan that stores no room messages', async () => {
    await send(poor);
    expect(await revoke({}, poor)).toBe(660000027);
  });
});
