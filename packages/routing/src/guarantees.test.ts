import { ChatError, type DirectReceipt, type RecipientOutcome } from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hello, type InboxVendor } from './testing/inbox-vendor.ts';
import { type BuiltTree, tree, userIds } from './testing/random-trees.ts';
import { treeOf } from './testing/tree-of-vendors.ts';

/** `TREES=10000` looks at more of them; `TREES_SEED` with the seed of a failure makes the same ones again. */
const numRuns = Number(process.env.TREES ?? '500');
const seed = Number(process.env.TREES_SEED ?? Math.trunc(Math.random() * 2 ** 31));

/** How often each vendor has put this text into a user's inbox, by the names of their chats. */
function copiesOf({ leaves }: BuiltTree<InboxVendor>, userId: string, text: string): Map<string, number> {
  return new Map(
    leaves.map(({ name, vendor, idOf }) => [
      name,
      vendor.inbox(idOf(userId)).filter((each) => each === text).length,
    ]),
  );
}

/** How a send ends: by itself, or because somebody has had enough. */
const ending = fc.record({
  end: fc.constantFrom('read', 'read', 'read', 'abort', 'close', 'drain'),
  at: fc.nat({ max: 60 }),
});
const streamEnding = fc.record({
  end: fc.constantFrom('read', 'read', 'read', 'abort', 'stop', 'leave', 'close', 'drain', 'throw'),
  at: fc.nat({ max: 60 }),
  isAsync: fc.boolean(),
  duplicates: fc.constantFrom('call' as const, 'exact' as const),
});

/** The receipt of a list, whether it was returned or thrown; undefined for one that a closed chat has not begun. */
function receiptIn(error: unknown): DirectReceipt | undefined {
  if (!ChatError.is(error)) throw error;
  if (error.receipt && 'accepted' in error.receipt) return error.receipt as DirectReceipt;
  if (error.code !== 'misconfigured' || !error.message.startsWith('the chat is closed')) throw error;
  return undefined;
}

const nobody: DirectReceipt = { accepted: [], failed: [], unconfirmed: [], warnings: [] };

describe(`over ${numRuns} random trees of chats (TREES_SEED=${seed})`, () => {
  test('a list: everybody is in exactly one list, nobody has it twice, and what is said is true', async () => {
    await fc.assert(
      fc.asyncProperty(tree, fc.tuple(userIds, userIds), ending, async (root, lists, { end, at }) => {
        const clock = new SimulatedClock();
        const built = treeOf(root, clock);
        const { chat, mostCopies, leaves } = built;
        const cancelled = new AbortController();
        const acts = {
          abort: () => cancelled.abort(),
          close: () => void chat.close(),
          drain: () => void chat.close({ drainMs: 5 }),
        };
        if (end in acts) clock.schedule(acts[end as keyof typeof acts], at);
        const receipts: (readonly [DirectReceipt, readonly string[], string])[] = [];
        // The second send finds circuit breakers open, users known, and flags changed.
        for (const [number, to] of lists.entries()) {
          const text = `message ${number}`;
          const message = { ...hello, content: { type: 'text', text } as const, to };
          const sending = chat.sendDirect(message, { signal: cancelled.signal });
          const receipt = await clock.finish(sending.catch(receiptIn));
          if (!receipt) expect(end === 'drain' || (end === 'close' && number > 0)).toBe(true);
          receipts.push([receipt ?? nobody, receipt ? to : [], text]);
        }
        // What is written to another vendor afterwards is written by then.
        await clock.finish(chat.close());
        for (const [number, [{ accepted, failed, unconfirmed }, to, text]] of receipts.entries()) {
          for (const userId of to.length === 0 ? new Set(lists[number]) : []) {
            expect([...copiesOf(built, userId, text).values()].every((count) => count === 0)).toBe(true);
          }
          const named = [...accepted, ...failed, ...unconfirmed].map(({ userId }) => userId);
          expect(named.toSorted()).toEqual([...new Set(to)].toSorted());
          for (const list of [accepted, failed, unconfirmed]) {
            const places = list.map(({ userId }) => to.indexOf(userId));
            expect(places).toEqual(places.toSorted((a, b) => a - b));
          }
          for (const userId of named) {
            const copies = [...copiesOf(built, userId, text).values()];
            // No vendor here discards copies, so each of them that is a message is counted.
            expect(Math.max(...copies)).toBeLessThanOrEqual(1);
            expect(copies.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(mostCopies);
          }
          for (const { userId, via } of accepted) {
            expect(leaves.map(({ name }) => name)).toContain(via);
            expect(copiesOf(built, userId, text).get(via)).toBe(1);
          }
          for (const { userId } of failed) {
            expect([...copiesOf(built, userId, text).values()].every((count) => count === 0)).toBe(true);
          }
        }
      }),
      { numRuns, seed },
    );
  });

  test('a stream: every id that was pulled has one outcome or is a duplicate, and the counts are true', async () => {
    await fc.assert(
      fc.asyncProperty(tree, userIds, streamEnding, async (root, ids, { end, at, isAsync, duplicates }) => {
        const clock = new SimulatedClock();
        const built = treeOf(root, clock);
        const { chat, mostCopies } = built;
        const cancelled = new AbortController();
        const source = end === 'throw' ? failing(ids) : isAsync ? fromAsync(ids) : ids;
        const bulk = chat.sendBulk(hello, source, { signal: cancelled.signal, duplicates });
        const acts = {
          abort: () => cancelled.abort(),
          stop: () => bulk.stop(),
          close: () => void chat.close(),
          drain: () => void chat.close({ drainMs: 5 }),
        };
        if (end in acts) clock.schedule(acts[end as keyof typeof acts], at);
        const seen: RecipientOutcome[] = [];
        const reading = (async () => {
          for await (const outcomes of bulk) {
            seen.push(...outcomes);
            if (end === 'leave') break;
          }
        })();
        const thrown: unknown = await clock.finish(
          reading.then(
            () => undefined,
            (error: unknown) => error,
          ),
        );
        if (end === 'throw') expect(thrown).toBe(fault);
        else if (thrown !== undefined) throw thrown;
        const summary = await clock.finish(bulk.summary());
        await clock.finish(chat.close());
        const all = [...seen, ...(summary.unread ?? [])];
        const { pulled, duplicates: dropped, accepted, failed, unconfirmed, completed } = summary;
        expect(accepted + failed + unconfirmed).toBe(all.length);
        expect(pulled).toBe(all.length + dropped);
        expect(new Set(all.map(({ index }) => index)).size).toBe(all.length);
        for (const { index, userId } of all) expect(userId).toBe(ids[index]);
        if (end === 'read') expect({ pulled, completed }).toEqual({ pulled: ids.length, completed: true });
        // Who cannot be written at a vendor fails each time that they come.
        const fitting = all
          .filter((one) => one.status !== 'failed' || one.problem.code !== 'invalid_message')
          .map(({ userId }) => userId);
        if (duplicates === 'exact') expect(new Set(fitting).size).toBe(fitting.length);
        for (const userId of new Set(ids)) {
          const copies = copiesOf(built, userId, hello.content.text);
          const count = [...copies.values()].reduce((sum, each) => sum + each, 0);
          const outcomes = all.filter((one) => one.userId === userId);
          const taken = outcomes.filter(({ status }) => status === 'accepted');
          const perhaps = outcomes.filter(({ status }) => status === 'unconfirmed');
          expect(count).toBeGreaterThanOrEqual(taken.length);
          expect(count).toBeLessThanOrEqual(mostCopies * (taken.length + perhaps.length));
          for (const { via } of taken) expect(copies.get(via)).toBeGreaterThanOrEqual(1);
        }
      }),
      { numRuns, seed },
    );
  });

  test('broadcasts and registrations: vendors and users are named once, and nothing but a ChatError is thrown', async () => {
    await fc.assert(
      fc.asyncProperty(tree, userIds, async (root, ids) => {
        const clock = new SimulatedClock();
        const { chat, leaves } = treeOf(root, clock);
        const errorOf = (error: unknown) => {
          if (ChatError.is(error)) return error;
          throw error;
        };
        const sent = await clock.finish(chat.broadcast({ ...hello, audience: 'online' }).catch(errorOf));
        const taken = ChatError.is(sent) ? sent.receipt : sent;
        const vias = taken && 'results' in taken ? taken.results.map(({ via }) => via) : [];
        expect(new Set(vias).size).toBe(vias.length);
        for (const via of vias) {
          const posted = leaves.find(({ name }) => name === via)?.vendor.posted ?? [];
          expect(posted.map(({ command }) => command)).toContain('broadcast');
        }
        const users = ids.map((userId) => ({ userId }));
        const registered = await clock.finish(chat.registerUsers(users).catch(errorOf));
        const receipt = ChatError.is(registered) ? registered.receipt : registered;
        if (receipt && 'accepted' in receipt) {
          const named = [...receipt.accepted, ...receipt.failed, ...receipt.unconfirmed];
          expect(named.map(({ userId }) => userId).toSorted()).toEqual([...new Set(ids)].toSorted());
        }
        await clock.finish(chat.close());
      }),
      { numRuns: Math.ceil(numRuns / 4), seed },
    );
  });
});

const fault = new Error('the database is gone');

async function* fromAsync<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield item;
}

async function* failing<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
  throw fault;
}
