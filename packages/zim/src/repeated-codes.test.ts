import { readFileSync } from 'node:fs';
import { type Chat, ChatError, createChat, createRetryBudget, type Pacer } from '@polychat/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAdapter } from './__fixtures__/support.ts';
import { safeRepeats, signatureCodes } from './error-codes.ts';

/** Every documented code, and one that nobody documented. */
const codes: readonly number[] = [
  ...JSON.parse(readFileSync(new URL('../reference/errors.json', import.meta.url), 'utf8')).map(
    ({ code }: { code: number }) => code,
  ),
  424_242,
];
const safe = new Set(safeRepeats.flatMap((reason) => reason.codes));
const unpaced: Pacer = { acquire: async () => ({ settle: () => {} }) };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const content = { type: 'text', text: 'Hello' } as const;
const sends = {
  direct: (chat: Chat) => chat.sendDirect({ from: 'ann', to: ['bo', 'cy'], content }),
  group: (chat: Chat) => chat.sendToGroup({ from: 'ann', groupId: 'team', content }),
  room: (chat: Chat) => chat.sendToRoom({ from: 'ann', roomId: 'stage', content }),
  audience: (chat: Chat) => chat.broadcast({ from: 'ann', audience: 'online', content }),
};

/** The body of each call, where the first gets this reply and all others are good. */
async function bodiesAfter(reply: object, what: keyof typeof sends): Promise<Record<string, unknown>[]> {
  const bodies: Record<string, unknown>[] = [];
  const chat = createChat(createAdapter(), {
    transport: {
      send: async ({ body = '' }) => {
        bodies.push(JSON.parse(body));
        const good = { Code: 0, Message: 'success', RequestId: '1' };
        return { status: 200, headers: {}, text: JSON.stringify(bodies.length === 1 ? reply : good) };
      },
    },
    pacer: unpaced,
    retry: { budget: createRetryBudget() },
  });
  const sent: Promise<unknown> = sends[what](chat);
  const caught = sent.catch((error: unknown) => {
    if (!ChatError.is(error)) throw error;
  });
  await vi.advanceTimersByTimeAsync(30_000);
  await caught;
  return bodies;
}

test.each(Object.keys(sends) as (keyof typeof sends)[])(
  'a message of kind %s goes again after a code with a reason, and after no other',
  async (what) => {
    for (const code of codes) {
      const bodies = await bodiesAfter({ Code: code, Message: '', RequestId: '1' }, what);
      expect([code, bodies.length]).toEqual([code, safe.has(code) ? 2 : 1]);
    }
  },
);

test('beside a user such a code sends the message again to that one alone; one of a signature does not', async () => {
  for (const code of codes) {
    const reply = {
      Code: 0,
      Message: 'success',
      RequestId: '1',
      SuccList: [{ UserId: 'bo', MsgId: '1', MsgSeq: 1 }],
      ErrorList: [{ UserId: 'cy', SubCode: code }],
    };
    const bodies = await bodiesAfter(reply, 'direct');
    const isRepeated = safe.has(code) && !signatureCodes.includes(code);
    expect([code, bodies.map(({ ToUserId }) => ToUserId)]).toEqual([
      code,
      [['bo', 'cy'], ...(isRepeated ? [['cy']] : [])],
    ]);
  }
});
