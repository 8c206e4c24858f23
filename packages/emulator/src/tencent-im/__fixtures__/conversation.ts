import { expect } from 'vitest';
import { emulatorForFile } from '../../__fixtures__/running-emulator.ts';
import type { Emulator } from '../../emulator.ts';
import { call, type Reply, textBody } from './tencent-im-client.ts';

/** A message as `admin_getroammsg` gives it. */
export interface Entry {
  MsgKey: string;
  MsgTimeStamp: number;
  MsgFlagBits: number;
  IsPeerRead: number;
  MsgBody: { MsgContent: { Text: string } }[];
}

/** The emulator of the tests about conversations: Alice and Carol are there, Bob's phone is off. */
export let emulator: Emulator;

/** Starts it, for the tests of the file that calls this. */
export async function startEmulator(): Promise<void> {
  emulator = await emulatorForFile(
    {
      tencentIm: {
        users: [
          { userId: 'alice', presence: 'online' },
          { userId: 'bob', presence: 'offline' },
          { userId: 'carol', presence: 'online' },
        ],
      },
    },
    'frozen',
  );
}

export const openim = (command: string, body: unknown): Promise<Reply> =>
  call(emulator, `openim/${command}`, body);

let lastRandom = 0;

/** Alice writes to Bob, with another MsgRandom each time. */
export async function send(text: string, changes: Record<string, unknown> = {}): Promise<Reply> {
  lastRandom += 1;
  const body = { From_Account: 'alice', To_Account: 'bob', MsgRandom: lastRandom, MsgBody: textBody(text) };
  const reply = await openim('sendmsg', { ...body, ...changes });
  expect(reply.ErrorCode).toBe(0);
  return reply;
}

/** Bob's view of what was said between him and Alice. */
export const history = (changes: Record<string, unknown> = {}): Promise<Reply> =>
  openim('admin_getroammsg', {
    Operator_Account: 'bob',
    Peer_Account: 'alice',
    MaxCnt: 100,
    MinTime: 0,
    MaxTime: 4_294_967_295,
    ...changes,
  });

export const entries = (reply: Reply) => reply.MsgList as Entry[];

export const texts = (reply: Reply) => entries(reply).map((entry) => entry.MsgBody[0]?.MsgContent.Text);
