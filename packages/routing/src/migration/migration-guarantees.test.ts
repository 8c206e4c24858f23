import type { Chat, DirectMessage, DirectReceipt, RecipientOutcome, SendOptions } from '@polychat/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAll } from '../testing/failing-vendors.ts';
import { type CallFate, type Fate, hello, type InboxVendor } from '../testing/inbox-vendor.ts';
import { type MigratingVendors, migratingVendors, receiptOfList } from '../testing/migrating-vendors.ts';
import { migration } from './migration.ts';
import type { MissingCopies } from './missing-copies.ts';
import { Rollout, type RolloutUnit } from './rollout.ts';
import { type MigrationSide, type MigrationStage, migrationStages, wayOf } from './stage.ts';

/** What goes wrong at one vendor, call by call and recipient by recipient. */
interface Trouble {
  readonly fates: readonly Fate[];
  readonly callFates: readonly CallFate[];
  readonly maxItems: number;
}

interface Send {
  readonly stage: MigrationStage;
  readonly rollout: number;
  readonly isStream: boolean;
  readonly count: number;
  /** Sends with the same key are repeats of one message. */
  readonly key?: string;
  /** Whether the caller cancels it, and after how many milliseconds. */
  readonly abortAfterMs?: number;
}

interface Run {
  readonly old: Trouble;
  readonly young: Trouble;
  readonly unit: RolloutUnit;
  readonly envelope: boolean;
  readonly maxWaiting: number;
  readonly sends: readonly Send[];
}

const trouble: fc.Arbitrary<Trouble> = fc.record({
  fates: fc.array(fc.constantFrom<Fate>('accepted', 'accepted', 'refused', 'lost'), {
    minLength: 1,
    maxLength: 4,
  }),
  callFates: fc.array(
    fc.constantFrom<CallFate>(
      'answered',
      'answered',
      'answered',
      'not_sent',
      'unknown',
      'unavailable',
      'forbidden',
    ),
    { minLength: 1, maxLength: 5 },
  ),
  maxItems: fc.constantFrom(1, 3, 10),
});

const send: fc.Arbitrary<Send> = fc.record(
  {
    stage: fc.constantFrom(...migrationStages),
    rollout: fc.constantFrom(0, 0.3, 0.7, 1),
    isStream: fc.boolean(),
    count: fc.integer({ min: 1, max: 12 }),
    key: fc.constantFrom('k1', 'k2'),
    abortAfterMs: fc.constantFrom(0, 5, 15),
  },
  { requiredKeys: ['stage', 'rollout', 'isStream', 'count'] },
);

const run: fc.Arbitrary<Run> = fc.record({
  old: trouble,
  young: trouble,
  unit: fc.constantFrom<RolloutUnit>('conversation', 'user'),
  envelope: fc.boolean(),
  maxWaiting: fc.constantFrom(3, 1_000),
  sends: fc.array(send, { minLength: 1, maxLength: 4 }),
});

/** What one send of a run came to. */
interface Sent {
  readonly send: Send;
  readonly text: string;
  readonly to: readonly string[];
  readonly outcomes: readonly RecipientOutcome[];
  readonly tookMs: number;
  /** How often the stage was asked for. */
  readonly asked: number;
}

interface World extends MigratingVendors {
  readonly missing: MissingCopies[];
  readonly flags: { stage: MigrationStage; rollout: number };
  /** How often the stage was asked for. */
  readonly asked: () => number;
}

/** Breaks one of the two chats. */
type Broken = (chat: Chat) => Chat;

/** How long a reply takes, in milliseconds. */
const replyMs = { old: 10, young: 25 };

function worldOf(
  { old, young, unit, envelope, maxWaiting }: Run,
  broken: Broken = (chat) => chat,
  rehearse = false,
): World {
  const inTurn = <Value>(from: readonly Value[]) => {
    let next = 0;
    return (): Value => from[next++ % from.length] as Value;
  };
  const vendorOf = ({ maxItems, fates, callFates }: Trouble, delayMs: number) => {
    const fateOf = inTurn(fates);
    return {
      maxItems,
      fateOf: () => fateOf(),
      callFate: inTurn(callFates),
      beforeReply: () =>
        new Promise<void>((resolve) => {
          vendors.clock.schedule(resolve, delayMs);
        }),
    };
  };
  const missing: MissingCopies[] = [];
  const flags = { stage: 'off' as MigrationStage, rollout: 1 };
  let asked = 0;
  const vendors: MigratingVendors = migratingVendors({
    old: vendorOf(old, replyMs.old),
    young: vendorOf(young, replyMs.young),
    options: {
      unit,
      envelope,
      maxWaiting,
      rehearse,
      stage: () => {
        asked += 1;
        return flags.stage;
      },
      rollout: () => flags.rollout,
      hooks: { missing: (event) => missing.push(event) },
    },
    wrap: broken,
  });
  return { ...vendors, missing, flags, asked: () => asked };
}

function outcomesIn(
  { accepted, failed, unconfirmed }: DirectReceipt,
  to: readonly string[],
): readonly RecipientOutcome[] {
  const place = <Entry extends { readonly userId: string }>(entry: Entry) => ({
    ...entry,
    index: to.indexOf(entry.userId),
  });
  return [
    ...accepted.map((entry) => ({ ...place(entry), status: 'accepted' as const })),
    ...failed.map((entry) => ({ ...place(entry), status: 'failed' as const })),
    ...unconfirmed.map((entry) => ({ ...place(entry), status: 'unconfirmed' as const })),
  ];
}

async function sendOne(world: World, chat: Chat, one: Send, at: number): Promise<Sent> {
  const { clock, flags } = world;
  flags.stage = one.stage;
  flags.rollout = one.rollout;
  const text = one.key ?? `message ${at}`;
  const message = {
    ...hello,
    content: { type: 'text', text } as const,
    ...(one.key === undefined ? {} : { idempotencyKey: one.key }),
  };
  const to = Array.from({ length: one.count }, (_, place) => `u${place}`);
  const stopping = new AbortController();
  if (one.abortAfterMs !== undefined) clock.schedule(() => stopping.abort(), one.abortAfterMs);
  const options = {
    correlationId: text,
    ...(one.abortAfterMs === undefined ? {} : { signal: stopping.signal }),
  };
  const startedAt = clock.monotonic();
  const askedBefore = world.asked();
  let tookMs = 0;
  const ended = <Value>(value: Value): Value => {
    tookMs = clock.monotonic() - startedAt;
    return value;
  };
  const sending = one.isStream
    ? readAll(chat.deliver(message, to, options))
    : receiptOfList(chat.sendDirect({ ...message, to }, options)).then((receipt) => outcomesIn(receipt, to));
  const outcomes = await clock.finish(sending.then(ended));
  return { send: one, text, to, outcomes, tookMs, asked: world.asked() - askedBefore };
}

/** What is not as promised, each fault by its name. */
function faultsIn(world: World, { unit }: Run, sents: readonly Sent[]): ReadonlySet<string> {
  const faults = new Set<string>();
  const vendors: Record<MigrationSide, InboxVendor> = { from: world.old, to: world.young };
  const copiesAt = (side: MigrationSide, userId: string, text: string) =>
    vendors[side].inbox(userId).filter((own) => own === text).length;
  const rollout = new Rollout('migration');
  const pinned = new Map<string, Send>();
  for (const sent of sents) {
    const { send: one, text, to, outcomes, asked } = sent;
    if (asked > 1) faults.add('the stage was read twice');
    if (outcomes.length !== to.length || new Set(outcomes.map(({ userId }) => userId)).size !== to.length) {
      faults.add('not everybody is named once');
    }
    const first = (one.key !== undefined && pinned.get(one.key)) || one;
    if (one.key !== undefined) pinned.set(one.key, first);
    const isOnly = sents.filter((other) => other.text === text).length === 1;
    for (const { userId, index, status, via } of outcomes) {
      if (to[index] !== userId) faults.add('an index is wrong');
      const stage = rollout.stageFor(
        { stage: first.stage, rollout: first.rollout, unit },
        hello.from,
        userId,
      );
      const { authority, other } = wayOf(stage);
      if (status === 'accepted' && via !== vendors[authority].name) faults.add('somebody went another way');
      if (!isOnly) continue;
      const atAuthority = copiesAt(authority, userId, text);
      const otherSide = authority === 'from' ? 'to' : 'from';
      const atOther = copiesAt(otherSide, userId, text);
      if (atAuthority > 1 || atOther > 1) faults.add('somebody has it twice at one side');
      if (atOther > 0 && !other) faults.add('a copy was written in a stage without copies');
      if (atOther > 0 && status === 'failed') faults.add('a copy was written for somebody who failed');
      if (status === 'accepted' && atAuthority !== 1)
        faults.add('somebody was accepted where they have nothing');
      const isMissing = world.missing.some(
        (missing) =>
          missing.userIds.includes(userId) && idOf(missing) === sent.text && missing.side === otherSide,
      );
      if (other && status === 'accepted' && atOther === 0 && !isMissing)
        faults.add('a missing copy is in no report');
      const certainly = world.missing.some(
        (missing) =>
          missing.userIds.includes(userId) &&
          idOf(missing) === sent.text &&
          missing.side === otherSide &&
          missing.status !== 'unconfirmed',
      );
      if (certainly && atOther > 0) faults.add('a copy is reported as missing and is there');
    }
  }
  // Of a message that was sent several times, whoever has a copy has one.
  for (const [key, first] of pinned) {
    for (const userId of new Set(sents.filter(({ text }) => text === key).flatMap(({ to }) => to))) {
      const stage = rollout.stageFor(
        { stage: first.stage, rollout: first.rollout, unit },
        hello.from,
        userId,
      );
      const { authority, other } = wayOf(stage);
      const otherSide = authority === 'from' ? 'to' : 'from';
      if (copiesAt(otherSide, userId, key) > (other ? 1 : 0))
        faults.add('somebody has two copies of one message');
    }
  }
  return faults;
}

/** Which message is missing: the test says it in the correlation id, or in the key. */
function idOf({ idempotencyKey, correlationId }: MissingCopies): string | undefined {
  return idempotencyKey ?? correlationId;
}

/** What one breaks of a chat that migrates; it goes on with the world that the chat moves in. */
type Planted = (world: World) => Chat;

async function faultsOf(one: Run, planted?: Planted, broken?: Broken): Promise<readonly string[]> {
  const world = worldOf(one, broken);
  const chat = planted?.(world) ?? world.chat;
  const sents: Sent[] = [];
  for (const [at, next] of one.sends.entries()) {
    sents.push(await sendOne(world, chat, next, at));
    await world.clock.finish(world.chat.drain());
  }
  const faults = new Set(faultsIn(world, one, sents));
  if (!planted) {
    const counted = world.chat.report().stages.reduce((sum, { authority }) => {
      return sum + authority.accepted + authority.failed + authority.unconfirmed;
    }, 0);
    const named = sents.reduce((sum, { outcomes }) => sum + outcomes.length, 0);
    // Whom a stream was cancelled before is named, and went through no chat.
    const isCancelled = sents.some(({ send: { abortAfterMs } }) => abortAfterMs !== undefined);
    if (isCancelled ? counted > named : counted !== named) faults.add('the report counts others');
  }
  return [...faults];
}

/** What the other side changed in the answer: the same sends, once with copies and once without. */
async function differencesOf(one: Run, planted?: Planted): Promise<readonly string[]> {
  const answers = await Promise.all(
    [false, true].map(async (rehearse) => {
      const world = worldOf(one, undefined, rehearse);
      const chat = planted?.(world) ?? world.chat;
      const [first] = one.sends;
      if (!first) throw new Error('a run has a send');
      const { outcomes, tookMs } = await sendOne(world, chat, first, 0);
      await world.clock.finish(world.chat.drain());
      return { tookMs, outcomes: outcomes.map((outcome) => JSON.stringify(outcome)).toSorted() };
    }),
  );
  const [withCopies, without] = answers;
  const differences: string[] = [];
  if (withCopies?.tookMs !== without?.tookMs) differences.push('the answer waits for the other side');
  if (withCopies?.outcomes.join() !== without?.outcomes.join())
    differences.push('the other side changes the answer');
  return differences;
}

/** How many runs: more with `MIGRATION_RUNS`. A run that fails prints its seed; `MIGRATION_SEED` takes it up again. */
const { MIGRATION_RUNS = '1000', MIGRATION_SEED } = process.env;
const settings = {
  numRuns: Number(MIGRATION_RUNS),
  ...(MIGRATION_SEED === undefined ? {} : { seed: Number(MIGRATION_SEED) }),
};

test(`over ${MIGRATION_RUNS} random runs nobody is lost or sent to twice, the way sticks, and the report has what differs`, async () => {
  await fc.assert(
    fc.asyncProperty(run, async (one) => {
      expect(await faultsOf(one)).toEqual([]);
    }),
    settings,
  );
}, 300_000);

/** One authority alone: else one vendor's faults would come in another order to whom they come. */
const oneAuthority = fc
  .record({ ...base(), sends: fc.tuple(send.map(({ abortAfterMs: _abort, ...one }) => one)) })
  .map((one): Run => ({ ...one, maxWaiting: 1_000 }))
  .filter(({ sends: [first] }) => first?.stage !== 'live' || first.rollout === 0 || first.rollout === 1);

/** What all runs have. */
function base() {
  return {
    old: trouble,
    young: trouble,
    unit: fc.constantFrom<RolloutUnit>('conversation', 'user'),
    envelope: fc.constant(false),
  };
}

test(`over ${MIGRATION_RUNS} random runs the answer is the same, and comes as soon, as without the other side`, async () => {
  await fc.assert(
    fc.asyncProperty(oneAuthority, async (one) => {
      expect(await differencesOf(one)).toEqual([]);
    }),
    settings,
  );
}, 300_000);

describe('a planted fault is found', () => {
  const fine: Trouble = { fates: ['accepted'], callFates: ['answered'], maxItems: 10 };
  const shadow: Send = { stage: 'shadow', rollout: 1, isStream: false, count: 6 };
  const calm: Run = {
    old: fine,
    young: fine,
    unit: 'conversation',
    envelope: false,
    maxWaiting: 1_000,
    sends: [shadow, { ...shadow, stage: 'live', rollout: 0.5, count: 12 }],
  };

  /** The chat with another `sendDirect`. */
  function sending(
    { chat }: World,
    sendDirect: (message: DirectMessage, options?: SendOptions) => Promise<DirectReceipt>,
  ): Chat {
    return Object.assign(Object.create(chat), { name: chat.name, sendDirect });
  }

  test('without one there is no fault', async () => {
    for (const isStream of [false, true]) {
      const sends = calm.sends.map((one) => ({ ...one, isStream }));
      expect(await faultsOf({ ...calm, sends })).toEqual([]);
      expect(await differencesOf({ ...calm, sends })).toEqual([]);
    }
  });

  test('a hash that does not stick', async () => {
    let salts = 0;
    const planted: Planted = (world) =>
      sending(world, (message, options) => {
        salts += 1;
        const { old, young, clock, flags } = world;
        const moving = migration({
          from: old.chat,
          to: young.chat,
          stage: () => flags.stage,
          rollout: () => flags.rollout,
          salt: `salt ${salts}`,
          clock,
        });
        return moving.sendDirect(message, options);
      });
    expect(await faultsOf(calm, planted)).toContain('somebody went another way');
  });

  test('waiting for the other side', async () => {
    const planted: Planted = (world) =>
      sending(world, async (message, options) => {
        const receipt = await world.chat.sendDirect(message, options);
        await world.chat.drain();
        return receipt;
      });
    expect(await differencesOf(calm, planted)).toEqual(['the answer waits for the other side']);
  });

  test('the other side changes the answer', async () => {
    const planted: Planted = (world) =>
      sending(world, async (message, options) => {
        const receipt = await world.chat.sendDirect(message, options);
        const isWritten = () => world.chat.report().stages.some(({ other }) => other?.isRehearsal === false);
        return isWritten() ? { ...receipt, accepted: receipt.accepted.slice(1) } : receipt;
      });
    expect(await differencesOf(calm, planted)).toEqual(['the other side changes the answer']);
  });

  test('writing the other side for those who failed', async () => {
    const planted: Planted = (world) =>
      sending(world, async (message, options) => {
        const receipt = await receiptOfList(world.chat.sendDirect(message, options));
        const failed = receipt.failed.map(({ userId }) => userId);
        if (failed.length > 0) await world.young.chat.sendDirect({ ...message, to: failed });
        return receipt;
      });
    const old = { ...fine, fates: ['accepted', 'refused'] as const };
    expect(await faultsOf({ ...calm, old, sends: [shadow] }, planted)).toEqual([
      'a copy was written for somebody who failed',
    ]);
  });

  test('a stage read twice in one list', async () => {
    const planted: Planted = (world) =>
      sending(world, async (message, options) => {
        const [first, ...others] = message.to;
        const one = await world.chat.sendDirect({ ...message, to: first ?? '' }, options);
        const rest = await world.chat.sendDirect({ ...message, to: others }, options);
        return { ...rest, accepted: [...one.accepted, ...rest.accepted] };
      });
    expect(await faultsOf({ ...calm, sends: [shadow] }, planted)).toEqual(['the stage was read twice']);
  });

  test('a copy that is written twice', async () => {
    const planted: Planted = (world) =>
      sending(world, async (message, options) => {
        const receipt = await world.chat.sendDirect(message, options);
        await world.young.chat.sendDirect(message);
        return receipt;
      });
    expect(await faultsOf({ ...calm, sends: [shadow] }, planted)).toEqual([
      'somebody has it twice at one side',
    ]);
  });

  test('a copy that is lost without a word', async () => {
    const losing: Broken = (chat) => {
      if (chat.name !== 'young') return chat;
      const sendDirect = async ({ to }: DirectMessage): Promise<DirectReceipt> => ({
        accepted: [...to].map((userId) => ({ userId, via: 'young' })),
        failed: [],
        unconfirmed: [],
        warnings: [],
      });
      return Object.assign(Object.create(chat), { name: chat.name, sendDirect });
    };
    expect(await faultsOf({ ...calm, sends: [shadow] }, undefined, losing)).toEqual([
      'a missing copy is in no report',
    ]);
  });

  test('a copy that is there and is reported as missing', async () => {
    const lying: Broken = (chat) => {
      if (chat.name !== 'young') return chat;
      const sendDirect = async (message: DirectMessage): Promise<DirectReceipt> => {
        const { accepted, ...others } = await chat.sendDirect(message);
        const problem = {
          code: 'network',
          effect: 'not_sent',
          transient: true,
          retryable: true,
          message: 'no',
        } as const;
        return {
          ...others,
          accepted: [],
          failed: accepted.map(({ userId, via }) => ({ userId, via, problem })),
        };
      };
      return Object.assign(Object.create(chat), { name: chat.name, sendDirect });
    };
    expect(await faultsOf({ ...calm, sends: [shadow] }, undefined, lying)).toEqual([
      'a copy is reported as missing and is there',
    ]);
  });

  test('a key that forgets where it went', async () => {
    const planted: Planted = (world) =>
      sending(world, (message, options) => {
        const { idempotencyKey: _key, ...forgotten } = message;
        return world.chat.sendDirect(forgotten, options);
      });
    const sends: readonly Send[] = [
      { ...shadow, key: 'k1' },
      { ...shadow, stage: 'complete', key: 'k1' },
    ];
    expect(await faultsOf({ ...calm, sends })).toEqual([]);
    expect(await faultsOf({ ...calm, sends }, planted)).toContain('somebody went another way');
  });

  test('somebody who is named by nobody', async () => {
    const planted: Planted = (world) =>
      sending(world, async (message, options) => {
        const receipt = await world.chat.sendDirect(message, options);
        return { ...receipt, accepted: receipt.accepted.slice(1) };
      });
    expect(await faultsOf(calm, planted)).toContain('not everybody is named once');
  });
});
