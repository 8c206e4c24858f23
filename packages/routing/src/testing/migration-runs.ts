import type { Chat, DirectReceipt, RecipientOutcome } from '@polychat/core';
import fc from 'fast-check';
import type { MissingCopies } from '../migration/missing-copies.ts';
import type { RolloutUnit } from '../migration/rollout.ts';
import { type MigrationStage, migrationStages } from '../migration/stage.ts';
import { crowd } from './crowd.ts';
import { readAll } from './failing-vendors.ts';
import { inTurn } from './in-turn.ts';
import { type CallFate, type Fate, hello } from './inbox-vendor.ts';
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
export interface Sent {
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

/** Vendors that go wrong as the run says, and a chat between them. */
export function worldOf(
  { old, young, unit, envelope, maxWaiting }: Run,
  broken: Broken = (chat) => chat,
  rehearse = false,
): World {
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

/** Sends one message of a run, and says what came of it. */
export async function sendOne(world: World, chat: Chat, one: Send, at: number): Promise<Sent> {
  const { clock, flags } = world;
  flags.stage = one.stage;
  flags.rollout = one.rollout;
  const text = one.key ?? `message ${at}`;
  const message = {
    ...hello,
    content: { type: 'text', text } as const,
    ...(one.key === undefined ? {} : { idempotencyKey: one.key }),
  };
  const to = crowd(one.count);
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
