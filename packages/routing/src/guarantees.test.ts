import { type Chat, ChatError, type RecipientOutcome } from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapedUserIds } from './escaped-user-ids.ts';
import { mapUsers } from './map-users.ts';
import { routeBy } from './route-by.ts';
import { senders } from './senders.ts';
import { type CallFate, type Fate, hello, InboxVendor } from './testing/inbox-vendor.ts';

/** What goes wrong at one vendor; drawn anew for each call and each recipient. */
interface Trouble {
  readonly fates: readonly Fate[];
  readonly callFates: readonly CallFate[];
  readonly maxItems: number;
  readonly slow: boolean;
}

/** A tree of chats: a vendor, or one of our functions over others. */
type Tree =
  | { readonly kind: 'vendor'; readonly trouble: Trouble }
  | { readonly kind: 'senders'; readonly of: Tree }
  | { readonly kind: 'mapUsers'; readonly of: Tree }
  | {
      readonly kind: 'routeBy';
      readonly of: readonly Tree[];
      readonly picks: readonly number[];
      readonly isAsync: boolean;
    };

const trouble: fc.Arbitrary<Trouble> = fc.record({
  fates: fc.array(fc.constantFrom<Fate>('accepted', 'accepted', 'refused', 'lost'), {
    minLength: 1,
    maxLength: 5,
  }),
  callFates: fc.array(fc.constantFrom<CallFate>('answered', 'answered', 'answered', 'not_sent', 'unknown'), {
    minLength: 1,
    maxLength: 4,
  }),
  maxItems: fc.constantFrom(1, 2, 10),
  slow: fc.boolean(),
});

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('vendor' as const), trouble }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('senders' as const),
        of: tie('tree'),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('mapUsers' as const),
        of: tie('tree'),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('routeBy' as const),
        of: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
        // Beyond the chats are those whom the look-up does not know, gets wrong, throws for and never answers for.
        picks: fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 6 }),
        isAsync: fc.boolean(),
      }),
    },
  ),
}));

/** Builds a tree; every vendor has a name of its own. */
function build(root: Tree, clock: SimulatedClock) {
  const vendors: InboxVendor[] = [];
  let names = 0;
  const taking = <T>(from: readonly T[]) => {
    let next = 0;
    return (): T => from[next++ % from.length] as T;
  };
  const build = (one: Tree): Chat => {
    names += 1;
    if (one.kind === 'vendor') {
      const { fates, callFates, maxItems, slow } = one.trouble;
      const vendor = new InboxVendor({
        name: `vendor${names}`,
        clock,
        maxItems,
        fateOf: taking(fates),
        callFate: taking(callFates),
        ...(slow
          ? { beforeReply: () => new Promise<void>((resolve) => void clock.schedule(resolve, 20)) }
          : {}),
        chat: { maxInFlight: 2 },
      });
      vendors.push(vendor);
      return vendor.chat;
    }
    if (one.kind === 'senders') return senders(build(one.of), { ops: 'administrator' });
    if (one.kind === 'mapUsers') return mapUsers(build(one.of), escapedUserIds());
    const name = `router${names}`;
    // A wrapper keeps its chat's name, and each is below one router only, so names stay apart.
    const chats = one.of.map(build);
    const pick = (userId: string): string | undefined | Promise<string> => {
      const hash = [...userId].reduce((sum, character) => sum + character.charCodeAt(0), 0);
      const picked = one.picks[hash % one.picks.length] ?? 0;
      if (picked < 4) return chats[picked % chats.length]?.name;
      if (picked === 4) return undefined;
      if (picked === 5) throw new Error('the directory is down');
      return one.isAsync ? new Promise<string>(() => {}) : 'nobody';
    };
    return routeBy(one.isAsync ? async (userId) => pick(userId) : pick, chats, {
      name,
      clock,
      bufferSize: 2,
      pickBatchSize: 3,
    });
  };
  return { chat: build(root), vendors };
}

const userIds = fc.array(fc.constantFrom('a', 'b', 'c@d', 'e f', 'x-g', 'h'.repeat(33), 'i', 'j', ''), {
  minLength: 1,
  maxLength: 14,
});

/** How many messages reached the users of the list, by their own ids. */
function received(vendors: readonly InboxVendor[]): number {
  return vendors.reduce((sum, { delivered }) => sum + delivered, 0);
}

const numRuns = Number(process.env.TREES ?? '300');

describe('over any tree of chats', () => {
  test('a list: everybody is in exactly one list, nobody gets it twice, and nothing but a ChatError is thrown', async () => {
    await fc.assert(
      fc.asyncProperty(
        tree,
        userIds,
        fc.option(fc.nat({ max: 60 }), { nil: undefined }),
        async (root, to, abortAt) => {
          const clock = new SimulatedClock();
          const { chat, vendors } = build(root, clock);
          const cancelled = new AbortController();
          if (abortAt !== undefined) clock.schedule(() => cancelled.abort(), abortAt);
          const receipt = await clock.finish(
            chat.sendDirect({ ...hello, to }, { signal: cancelled.signal }).catch((error: unknown) => {
              if (ChatError.is(error) && error.receipt) return error.receipt;
              throw error;
            }),
          );
          if (!('accepted' in receipt)) throw new Error('no receipt of recipients');
          const { accepted, failed, unconfirmed } = receipt;
          const named = [...accepted, ...failed, ...unconfirmed].map(({ userId }) => userId);
          expect(named.toSorted()).toEqual([...new Set(to)].toSorted());
          for (const list of [accepted, failed, unconfirmed]) {
            const places = list.map(({ userId }) => to.indexOf(userId));
            expect(places).toEqual(places.toSorted((a, b) => a - b));
          }
          for (const { via } of accepted) expect(vendors.map(({ name }) => name)).toContain(via);
          // No vendor here discards copies, so each of them that is a message is counted.
          const most = accepted.length + unconfirmed.length;
          expect(received(vendors)).toBeGreaterThanOrEqual(accepted.length);
          expect(received(vendors)).toBeLessThanOrEqual(most);
        },
      ),
      { numRuns },
    );
  }, 120_000);

  test('a stream: every id that was pulled has one outcome or is a duplicate, and the counts are true', async () => {
    await fc.assert(
      fc.asyncProperty(
        tree,
        userIds,
        fc.record({
          end: fc.constantFrom('read', 'read', 'abort', 'stop', 'leave', 'close'),
          at: fc.nat({ max: 60 }),
          isAsync: fc.boolean(),
          duplicates: fc.constantFrom('call' as const, 'exact' as const),
        }),
        async (root, ids, { end, at, isAsync, duplicates }) => {
          const clock = new SimulatedClock();
          const { chat, vendors } = build(root, clock);
          const cancelled = new AbortController();
          const source = isAsync ? fromAsync(ids) : ids;
          const bulk = chat.sendBulk(hello, source, { signal: cancelled.signal, duplicates });
          const acts = {
            abort: () => cancelled.abort(),
            stop: () => bulk.stop(),
            close: () => void chat.close(),
          };
          if (end in acts) clock.schedule(acts[end as keyof typeof acts], at);
          const seen: RecipientOutcome[] = [];
          const reading = (async () => {
            for await (const outcomes of bulk) {
              seen.push(...outcomes);
              if (end === 'leave') break;
            }
          })();
          await clock.finish(reading);
          const summary = await clock.finish(bulk.summary());
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
          expect(received(vendors)).toBeGreaterThanOrEqual(accepted);
          expect(received(vendors)).toBeLessThanOrEqual(accepted + unconfirmed);
        },
      ),
      { numRuns },
    );
  }, 120_000);
});

async function* fromAsync<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield item;
}
