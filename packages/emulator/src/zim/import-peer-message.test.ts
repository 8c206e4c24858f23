import { describe, expect, test } from 'vitest';
import { codeOf, emulator, startEmulator } from './__fixtures__/conversation.ts';
import { callZim } from './__fixtures__/zim-client.ts';

await startEmulator();

describe('ImportPeerMsg', () => {
  const base = {
    FromUserId: 'ana',
    ToUserId: 'bo',
    MessageType: 1,
    Priority: 2,
    MessageBody: { Message: 'old' },
    ImportedUserId: 'bo',
  };

  test('writes one side of the history, with its own time', async () => {
    const SendMessageTime = emulator.now() - 86_400_000;
    const { json } = await callZim(emulator, 'ImportPeerMsg', { ...base, SendMessageTime });
    expect(json).toMatchObject({ Code: 0, MsgId: expect.stringMatching(/^\d{19}$/), MsgSeq: 1 });
    const view = async (FromUserId: string, ToUserId: string) =>
      (await callZim(emulator, 'QueryPeerMsg', { FromUserId, ToUserId })).json.List;
    expect(await view('bo', 'ana')).toMatchObject([
      { Sender: 'ana', MsgBody: 'old', MsgTime: SendMessageTime },
    ]);
    expect(await view('ana', 'bo')).toEqual([]);
    expect(emulator.inbox('bo')).toMatchObject([{ countsAsUnread: false, pushShown: false }]);
  });

  test.each<[string, () => Record<string, unknown>, number]>([
    ['no time', () => ({}), 0],
    ['time 0', () => ({ SendMessageTime: 0 }), 0],
    ['an import for the sender', () => ({ ImportedUserId: 'ana' }), 0],
    ['a time to come', () => ({ SendMessageTime: Date.now() + 60_000 }), 660000002],
    ['a time before retention', () => ({ SendMessageTime: Date.now() - 91 * 86_400_000 }), 660000002],
    ['a time as text', () => ({ SendMessageTime: '1' }), 660000002],
    ['an import for a stranger', () => ({ ImportedUserId: 'cy' }), 660000002],
    ['an import for nobody', () => ({ ImportedUserId: undefined }), 660000002],
    ['a command', () => ({ MessageType: 2 }), 660000002],
    ['no priority', () => ({ Priority: undefined }), 660000002],
    ['a list of recipients', () => ({ ToUserId: ['bo'] }), 660000002],
    ['a message to oneself', () => ({ ToUserId: 'ana', ImportedUserId: 'ana' }), 660000002],
    ['an unknown sender', () => ({ FromUserId: 'ghost' }), 660500002],
    ['an unknown recipient', () => ({ ToUserId: 'ghost', ImportedUserId: 'ana' }), 660700015],
    ['a message that is too large', () => ({ MessageBody: { Message: 'x'.repeat(2049) } }), 660400001],
  ])('%s is answered with code $2', async (_name, changes, expected) => {
    expect(await codeOf('ImportPeerMsg', { ...base, ...changes() })).toBe(expected);
  });
});
