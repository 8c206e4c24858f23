import { describe, expect, test } from 'vitest';
import { codeOf, emulator, sendPeer, startEmulator } from './__fixtures__/conversation.ts';
import { callZim } from './__fixtures__/zim-client.ts';

await startEmulator();

describe('RevokePeerMessage', () => {
  const base = { FromUserId: 'ana', ToUserId: 'bo', MsgSeq: 1 };
  const revoke = (changes: Record<string, unknown> = {}) =>
    codeOf('RevokePeerMessage', { ...base, ...changes });

  test('takes a message back, once', async () => {
    await sendPeer();
    expect(await revoke({ Payload: 'p' })).toBe(0);
    expect(emulator.inbox('bo')).toMatchObject([{ state: 'recalled' }]);
    expect(await revoke()).toBe(660000023);
  });

  test.each([
    [119_000, 0],
    [121_000, 660000024],
  ])(
    '%d ms after the message is answered with code %d: only two minutes are allowed',
    async (later, expected) => {
      await sendPeer();
      emulator.advance(later);
      expect(await revoke()).toBe(expected);
    },
  );

  test.each<[string, Record<string, unknown>, number]>([
    ['a number that no message has', { MsgSeq: 2 }, 660000022],
    ['a conversation that does not exist', { ToUserId: 'cy' }, 660000022],
    ['the recipient as its sender', { FromUserId: 'bo', ToUserId: 'ana' }, 660000026],
    ['no number', { MsgSeq: undefined }, 660000002],
    ['a number as text', { MsgSeq: '1' }, 660000002],
    ['number 0', { MsgSeq: 0 }, 660000002],
    ['a list of recipients', { ToUserId: ['bo'] }, 660000002],
    ['201 bytes of payload', { Payload: 'x'.repeat(201) }, 660000002],
    ['200 bytes of payload', { Payload: 'x'.repeat(200) }, 0],
  ])('with %s is answered with code $2', async (_name, changes, expected) => {
    await sendPeer();
    expect(await revoke(changes)).toBe(expected);
  });
});

describe('RevokeGroupMessage', () => {
  const base = { FromUserId: 'ana', GroupId: 'team', MsgSeq: 1 };

  test.each<[string, Record<string, unknown>, number, number]>([
    ['in time', {}, 0, 0],
    ['too late', {}, 121_000, 660000024],
    ['by somebody else', { FromUserId: 'bo' }, 0, 660000026],
    ['of no message', { MsgSeq: 5 }, 0, 660000022],
    ['in no group', { GroupId: 'nowhere' }, 0, 660600001],
    ['without a group', { GroupId: undefined }, 0, 660000002],
  ])('%s is answered with code $3', async (_name, changes, later, expected) => {
    await callZim(emulator, 'SendGroupMessage', {
      FromUserId: 'ana',
      GroupId: 'team',
      MessageType: 1,
      Priority: 2,
      MessageBody: { Message: 'hello' },
    });
    emulator.advance(later);
    expect(await codeOf('RevokeGroupMessage', { ...base, ...changes })).toBe(expected);
    if (expected === 0) expect(await codeOf('RevokeGroupMessage', base)).toBe(660000023);
  });
});
