import { expect } from 'vitest';
import { emulatorForFile } from '../../__fixtures__/running-emulator.ts';
import type { Emulator } from '../../emulator.ts';
import { callZim } from './zim-client.ts';

/** The emulator of the tests about what was said: three users, and a group of two of them. */
export let emulator: Emulator;

/** Starts it, for the tests of the file that calls this. */
export async function startEmulator(): Promise<void> {
  emulator = await emulatorForFile({
    zim: {
      users: ['ana', 'bo', 'cy'],
      groups: [{ groupId: 'team', owner: 'ana', members: ['bo'] }],
      rates: { calls: 1000, messagesBySequence: 20 },
    },
  });
}

/** Ana writes to Bo. */
export async function sendPeer(changes: Record<string, unknown> = {}): Promise<void> {
  const { json } = await callZim(emulator, 'SendPeerMessage', {
    FromUserId: 'ana',
    ToUserId: ['bo'],
    MessageType: 1,
    Priority: 2,
    MessageBody: { Message: 'hello', ExtendedData: 'e' },
    ...changes,
  });
  expect(json.Code).toBe(0);
}

/** What an action answers. */
export const codeOf = async (action: string, body: unknown) =>
  (await callZim(emulator, action, body)).json.Code;

/** `MsgBody` of media and of recalled messages. */
export const decode = (text: unknown) => JSON.parse(decodeURIComponent(String(text)));
