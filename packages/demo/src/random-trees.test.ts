import { ChatError, type ChatOptions, createChat, type DirectReceipt, type Pacer } from '@polychat/core';
import { createEmulator, type Emulator, type Fault, type Vendor } from '@polychat/emulator';
import { escapedUserIds } from '@polychat/routing';
import { tencentIm } from '@polychat/tencent-im';
import { zim } from '@polychat/zim';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type BuiltTree,
  buildTree,
  type Tree,
  type Trouble,
  tree,
  userIds,
} from '../../routing/src/testing/random-trees.ts';
import { EmulatorTime } from './__fixtures__/emulator-time.ts';

/** `EMULATED_TREES=500` looks at more of them; `TREES_SEED` with the seed of a failure makes the same ones again. */
const numRuns = Number(process.env.EMULATED_TREES ?? '50');
const seed = Number(process.env.TREES_SEED ?? Math.trunc(Math.random() * 2 ** 31));

/** The recipients of random trees but for `j`, whom no vendor knows, and the senders: as they are, and encoded. */
const people = ['a', 'b', 'c@d', 'e f', 'x-g', 'i', 'ops', 'administrator'];
const { toVendor } = escapedUserIds();
const once = people.map(toVendor);
const twice = once.map(toVendor);
const users = [...new Set([...people, ...once, ...twice, ...twice.map(toVendor)])].filter((userId) =>
  /^[\w-]{1,32}$/.test(userId),
);

let emulator: Emulator;
let time: EmulatorTime;
let options: ChatOptions & { readonly clock: NonNullable<ChatOptions['clock']> };
let own: Readonly<Record<Vendor, ReadonlySet<string>>>;

/** Pacing has tests of its own. */
const unpaced: Pacer = { acquire: async () => ({ settle: () => {} }) };

beforeAll(async () => {
  emulator = await createEmulator({ zim: { users }, tencentIm: { users } });
  time = new EmulatorTime(emulator);
  const { clock, transport } = time;
  options = { clock, transport, pacer: unpaced };
  const idsAt = (vendor: Vendor) => new Set([...emulator[vendor].users.values()].map(({ userId }) => userId));
  own = { zim: idsAt('zim'), tencentIm: idsAt('tencentIm') };
});
afterAll(() => emulator.close());

/** A vendor at an end of a tree: one of the two, in one of the ways of calling it. */
function connect(name: string, { maxItems, slow }: Trouble) {
  const own = { ...options, name, maxInFlight: 2 };
  if (slow) {
    const { appId, serverSecret, baseUrl } = emulator.zim;
    return { at: 'zim' as const, chat: createChat(zim({ appId, serverSecret, baseUrl }), own) };
  }
  const { sdkAppId, secretKey, admins, baseUrl } = emulator.tencentIm;
  const command = maxItems === 1 ? 'single' : 'batch';
  const app = { sdkAppId, secretKey, adminUserId: admins[0] ?? '', baseUrl, command } as const;
  return { at: 'tencentIm' as const, chat: createChat(tencentIm(app), own) };
}

type EmulatedTree = BuiltTree<ReturnType<typeof connect>>;

/** A tree on an emulator that has forgotten everything but its users. */
function treeOf(root: Tree): EmulatedTree {
  emulator.reset();
  time.freeze();
  for (const vendor of ['zim', 'tencentIm'] as const) {
    const known = emulator[vendor].users;
    for (const { userId } of [...known.values()]) if (!own[vendor].has(userId)) known.delete(userId);
  }
  return buildTree(root, options.clock, connect);
}

let sent = 0;
/** The text of this send, and of no other. */
let text = '';

/** How often the text is in a user's inbox at a vendor. */
function received(userId: string, vendor: Vendor): number {
  const inbox = emulator.inbox(userId, { vendor });
  return inbox.filter(({ content }) => JSON.stringify(content).includes(text)).length;
}

/** How many messages a user has at one of the vendors, by the id that a chat gives them there. */
function copiesAt({ leaves }: EmulatedTree, name: string, userId: string): number {
  const leaf = leaves.find((each) => each.name === name);
  return leaf ? received(leaf.idOf(userId), leaf.vendor.at) : 0;
}

/** How many messages a user has anywhere. Several chats of a tree may speak to one vendor. */
function copiesOf({ leaves }: EmulatedTree, userId: string): number {
  const inboxes = new Set(leaves.map(({ vendor, idOf }) => JSON.stringify([vendor.at, idOf(userId)])));
  let count = 0;
  for (const inbox of inboxes) {
    const [vendor, id] = JSON.parse(inbox) as [Vendor, string];
    count += received(id, vendor);
  }
  return count;
}

const fault = fc.constantFrom<Fault>(
  { kind: 'silence', when: 'before' },
  { kind: 'silence', when: 'after' },
  { kind: 'reset', when: 'before' },
  { kind: 'reset', when: 'after' },
  { kind: 'html', when: 'before' },
  { kind: 'html', when: 'after' },
  { kind: 'truncated' },
  { kind: 'shuffle' },
);
const faults = fc.array(
  fc.record({
    vendor: fc.constantFrom<Vendor>('zim', 'tencentIm'),
    fault,
    times: fc.integer({ min: 1, max: 4 }),
  }),
  { maxLength: 4 },
);

const message = () => ({ from: 'ops', content: { type: 'text', text } }) as const;

interface Said {
  readonly userId: string;
  readonly status: 'accepted' | 'failed' | 'unconfirmed';
  readonly via: string;
}

async function sendList(
  { chat }: EmulatedTree,
  to: readonly string[],
  signal: AbortSignal,
): Promise<readonly Said[]> {
  const receipt = await chat.sendDirect({ ...message(), to }, { signal }).catch((error: unknown) => {
    if (ChatError.is(error) && error.receipt && 'accepted' in error.receipt) {
      return error.receipt as DirectReceipt;
    }
    throw error;
  });
  return (['accepted', 'failed', 'unconfirmed'] as const).flatMap((status) =>
    receipt[status].map(({ userId, via }) => ({ userId, via, status })),
  );
}

async function sendStream(
  { chat }: EmulatedTree,
  to: readonly string[],
  signal: AbortSignal,
): Promise<readonly Said[]> {
  const outcomes = (await Array.fromAsync(chat.deliver(message(), to, { signal }))).flat();
  for (const { userId, index } of outcomes) expect(userId).toBe(to[index]);
  return outcomes;
}

test(`over ${numRuns} random trees of chats on the emulator everybody is named once, nobody has it twice, and what is said is true (TREES_SEED=${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(
      tree,
      userIds.map((ids) => [...new Set(ids)]),
      faults,
      fc.boolean(),
      fc.option(fc.nat({ max: 20_000 }), { freq: 4, nil: undefined }),
      async (root, to, rules, isStream, abortAfterMs) => {
        const built = treeOf(root);
        sent += 1;
        text = `At eight? (${sent})`;
        for (const rule of rules) emulator.fail(rule);
        const cancelled = new AbortController();
        const stop =
          abortAfterMs === undefined
            ? () => {}
            : options.clock.schedule(() => cancelled.abort(), abortAfterMs);
        const said = await (isStream ? sendStream : sendList)(built, to, cancelled.signal);
        // What is written to another vendor afterwards is written by then.
        await built.chat.close();
        stop();
        const named = said.map(({ userId }) => userId);
        if (isStream && cancelled.signal.aborted) expect(new Set(named).size).toBe(named.length);
        else expect(named.toSorted()).toEqual(to.toSorted());
        for (const { userId, status, via } of said) {
          const copies = copiesOf(built, userId);
          expect(copies).toBeLessThanOrEqual(built.mostCopies);
          if (status === 'failed') expect(copies).toBe(0);
          if (status === 'accepted') expect(copiesAt(built, via, userId)).toBeGreaterThanOrEqual(1);
        }
      },
    ),
    { numRuns, seed },
  );
});
