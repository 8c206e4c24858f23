import type { Chat, DirectReceipt, RecipientOutcome } from '@polychat/core';
import fc from 'fast-check';
import type { MissingCopies } from '../migration/missing-copies.ts';
import { Rollout, type RolloutUnit } from '../migration/rollout.ts';
import { type MigrationSide, type MigrationStage, migrationStages, wayOf } from '../migration/stage.ts';
import { readAll } from './failing-vendors.ts';
import { type CallFate, type Fate, hello, type InboxVendor } from './inbox-vendor.ts';
import { type MigratingVendors, migratingVendors, receiptOfList } from './migrating-vendors.ts';

/** What goes wrong at one vendor, call by call and recipient by recipient. */
export interface Trouble {
  readonly fates: readonly Fate[];
  readonly callFates: readonly CallFate[];
  readonly maxItems: number;
}

/** One send of a run. */
export interface Send {
  readonly stage: MigrationStage;
  readonly rollout: number;
  readonly isStream: boolean;
  readonly count: number;
  /** Sends with the same key are repeats of one message. */
  readonly key?: string;
  /** Whether the caller cancels it, and after how many milliseconds. */
  readonly abortAfterMs?: number;
}

/** A few sends, one after the other, and what goes wrong meanwhile. */
export interface Run {
  readonly old: Trouble;
  readonly young: Trouble;
  readonly unit: RolloutUnit;
  readonly envelope: boolean;
  readonly maxWaiting: number;
  readonly sends: readonly Send[];
}

export const trouble: fc.Arbitrary<Trouble> = fc.record({
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

export const send: fc.Arbitrary<Send> = fc.record(
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

export const run: fc.Arbitrary<Run> = fc.record({
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

export interface World extends MigratingVendors {
  readonly missing: MissingCopies[];
  readonly flags: { stage: MigrationStage; rollout: number };
  /** How often the stage was asked for. */
  readonly asked: () => number;
}

/** Breaks one of the two chats. */
export type Broken = (chat: Chat) => Chat;

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
export type Planted = (world: World) => Chat;

/** Sends all of a run, and says what is not as promised. */
export async function faultsOf(one: Run, planted?: Planted, broken?: Broken): Promise<readonly string[]> {
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
export async function differencesOf(one: Run, planted?: Planted): Promise<readonly string[]> {
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
