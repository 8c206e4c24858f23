import { ChatError, type ConversationReceipt } from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConversationKind } from './conversation.ts';
import { conversationKinds, sendTo } from './testing/conversations.ts';
import { tree } from './testing/random-trees.ts';
import { treeOf } from './testing/tree-of-vendors.ts';

/** `TREES=10000` looks at more of them; `TREES_SEED` with the seed of a failure makes the same ones again. */
const numRuns = Math.ceil(Number(process.env.TREES ?? '500') / 2);
const seed = Number(process.env.TREES_SEED ?? Math.trunc(Math.random() * 2 ** 31));

const sends = fc.array(
  fc.record({
    kind: fc.constantFrom<ConversationKind>(...conversationKinds),
    id: fc.constantFrom('a', 'b', 'c', '', 'd'.repeat(70)),
    failoverUnknown: fc.constantFrom(false, false, false, true),
  }),
  { minLength: 1, maxLength: 3 },
);

/** How the last of them ends: by itself, or because somebody has had enough. */
const ending = fc.record({
  end: fc.constantFrom('read', 'read', 'read', 'abort', 'close', 'drain'),
  at: fc.nat({ max: 60 }),
});

describe(`over ${numRuns} random trees of chats (TREES_SEED=${seed})`, () => {
  test('a message to a group or a room: what is said of it is true, and no vendor has it twice', async () => {
    await fc.assert(
      fc.asyncProperty(tree, sends, ending, async (root, messages, { end, at }) => {
        const clock = new SimulatedClock();
        const { chat, leaves, mostCopies } = treeOf(root, clock);
        const cancelled = new AbortController();
        const acts = {
          abort: () => cancelled.abort(),
          close: () => void chat.close(),
          drain: () => void chat.close({ drainMs: 5 }),
        };
        if (end in acts) clock.schedule(acts[end as keyof typeof acts], at);
        const ended: { text: string; receipt?: ConversationReceipt; error?: ChatError }[] = [];
        for (const [number, { kind, id, failoverUnknown }] of messages.entries()) {
          const text = `message ${number}`;
          const options = { failoverUnknown, signal: cancelled.signal };
          const sending = sendTo(chat, kind, id, { content: { type: 'text', text } }, options);
          const end = sending.then(
            (receipt) => ({ text, receipt }),
            (error: unknown) => {
              if (ChatError.is(error)) return { text, error };
              throw error;
            },
          );
          ended.push(await clock.finish(end));
        }
        // What is written to another vendor afterwards is written by then.
        await clock.finish(chat.close());
        for (const [number, { text, receipt, error }] of ended.entries()) {
          const { kind = 'group', id = '', failoverUnknown = false } = messages[number] ?? {};
          const copies = new Map(
            leaves.map(({ name, vendor }) => [
              name,
              vendor.conversation(kind, id).filter((each) => each === text).length,
            ]),
          );
          const total = [...copies.values()].reduce((sum, count) => sum + count, 0);
          expect(Math.max(...copies.values())).toBeLessThanOrEqual(1);
          if (!failoverUnknown) expect(total).toBeLessThanOrEqual(mostCopies);
          if (receipt) expect(copies.get(receipt.via)).toBe(1);
          if (error && error.effect !== 'unknown') expect(total).toBe(0);
        }
      }),
      { numRuns, seed },
    );
  });
});
