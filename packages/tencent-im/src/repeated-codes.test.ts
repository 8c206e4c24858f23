import { readFileSync } from 'node:fs';
import { ChatError, createChat, createRetryBudget, type Pacer } from '@polychat/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAdapter } from './__fixtures__/support.ts';
import { commands } from './commands.ts';
import { safeRepeats, signatureCodes } from './error-codes.ts';

/** Every documented code, one of each range of the app's own, and one that nobody documented. */
const codes: readonly number[] = [
  ...JSON.parse(readFileSync(new URL('../reference/errors.json', import.meta.url), 'utf8')).map(
    ({ code }: { code: number }) => code,
  ),
  10_150,
  38_500,
  125_000,
  424_242,
];
/** The codes after which a call of a command is repeated. */
const safeIn = (endpoint: string) =>
  new Set(safeRepeats.flatMap(({ codes: safe, only = endpoint }) => (only === endpoint ? safe : [])));
const safe = safeIn(commands.sendBatch);
const unpaced: Pacer = { acquire: async () => ({ settle: () => {} }) };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** To whom each call of a batch goes, where the first gets this reply and all others are good. */
async function batchesAfter(reply: object): Promise<string[][]> {
  const batches: string[][] = [];
  const chat = createChat(createAdapter({ command: 'batch' }), {
    transport: {
      send: async ({ body = '' }) => {
        batches.push(JSON.parse(body).To_Account);
        const text = JSON.stringify(
          batches.length === 1 ? reply : { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' },
        );
        return { status: 200, headers: {}, text };
      },
    },
    pacer: unpaced,
    retry: { budget: createRetryBudget() },
    // More than the minute of the lock on failing signatures.
    deadlineMs: 100_000,
  });
  const sent = chat
    .sendDirect({ to: ['alice', 'bob'], content: { type: 'text', text: 'Hello' } })
    .catch((error: unknown) => {
      if (!ChatError.is(error)) throw error;
    });
  await vi.advanceTimersByTimeAsync(100_000);
  await sent;
  return batches;
}

test('a batch, of which the vendor discards no copy, goes again after a code with a reason, and after no other', async () => {
  const everybody = ['alice', 'bob'];
  for (const code of codes) {
    const batches = await batchesAfter({ ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: '' });
    expect([code, batches]).toEqual([code, safe.has(code) ? [everybody, everybody] : [everybody]]);
  }
});

test('beside a recipient such a code sends the message again to that one alone; one of a signature does not', async () => {
  for (const code of codes) {
    const batches = await batchesAfter({
      ActionStatus: 'SomeError',
      ErrorCode: 0,
      ErrorInfo: '',
      ErrorList: [{ To_Account: 'bob', ErrorCode: code }],
    });
    const isRepeated = safe.has(code) && !signatureCodes.includes(code);
    expect([code, batches]).toEqual([code, [['alice', 'bob'], ...(isRepeated ? [['bob']] : [])]]);
  }
});
