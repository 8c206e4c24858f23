import type { Chat, RecipientOutcome } from '@polychat/core';
import type { MissingCopies } from '../migration/missing-copies.ts';
import { Rollout } from '../migration/rollout.ts';
import { type MigrationSide, wayOf } from '../migration/stage.ts';
import { hello, type InboxVendor } from './inbox-vendor.ts';
import {
  type Broken,
  type Run,
  type Send,
  type Sent,
  sendOne,
  type World,
  worldOf,
} from './migration-runs.ts';

/** Looks at the inboxes of both vendors, and at all that was said. */
class Inspection {
  readonly faults = new Set<string>();
  readonly #vendors: Readonly<Record<MigrationSide, InboxVendor>>;
  readonly #missing: readonly MissingCopies[];
  readonly #unit: Run['unit'];
  readonly #rollout = new Rollout('migration');

  constructor({ old, young, missing }: World, { unit }: Run) {
    this.#vendors = { from: old, to: young };
    this.#missing = missing;
    this.#unit = unit;
  }

  #check(isRight: boolean, fault: string): void {
    if (!isRight) this.faults.add(fault);
  }

  /** Everybody in a send is named once, in their place, and by the way of the stage. */
  lookAtOutcomes({ to, outcomes, asked }: Sent, decidedBy: Send): void {
    this.#check(asked <= 1, 'the stage was read twice');
    const named = new Set(outcomes.map(({ userId }) => userId));
    this.#check(outcomes.length === to.length && named.size === to.length, 'not everybody is named once');
    for (const { userId, index, status, via } of outcomes) {
      this.#check(to[index] === userId, 'an index is wrong');
      const { authority } = this.#wayTo(decidedBy, userId);
      const isThere = via === this.#vendors[authority].name;
      this.#check(status !== 'accepted' || isThere, 'somebody went another way');
    }
  }

  /** What a recipient has of a message that was sent once is what was said of it. */
  lookAtInboxes({ text }: Sent, decidedBy: Send, { userId, status }: RecipientOutcome): void {
    const { authority, otherSide, isCopied } = this.#wayTo(decidedBy, userId);
    const atAuthority = this.#copiesAt(authority, userId, text);
    const atOther = this.#copiesAt(otherSide, userId, text);
    const isAccepted = status === 'accepted';
    this.#check(atAuthority <= 1 && atOther <= 1, 'somebody has it twice at one side');
    this.#check(atOther === 0 || isCopied, 'a copy was written in a stage without copies');
    this.#check(atOther === 0 || status !== 'failed', 'a copy was written for somebody who failed');
    this.#check(!isAccepted || atAuthority === 1, 'somebody was accepted where they have nothing');
    const reports = this.#missing.filter(
      (missing) => missing.side === otherSide && missing.userIds.includes(userId) && idOf(missing) === text,
    );
    const isLost = isCopied && isAccepted && atOther === 0 && reports.length === 0;
    this.#check(!isLost, 'a missing copy is in no report');
    const isCertain = reports.some(({ status: became }) => became !== 'unconfirmed');
    this.#check(!isCertain || atOther === 0, 'a copy is reported as missing and is there');
  }

  /** Of a message that was sent several times, a recipient has one copy at most. */
  lookAtRepeats(key: string, decidedBy: Send, userId: string): void {
    const { otherSide, isCopied } = this.#wayTo(decidedBy, userId);
    const most = isCopied ? 1 : 0;
    this.#check(this.#copiesAt(otherSide, userId, key) <= most, 'somebody has two copies of one message');
  }

  #wayTo({ stage, rollout }: Send, userId: string) {
    const decision = { stage, rollout, unit: this.#unit };
    const { authority, other } = wayOf(this.#rollout.stageFor(decision, hello.from, userId));
    const otherSide: MigrationSide = authority === 'from' ? 'to' : 'from';
    return { authority, otherSide, isCopied: other !== undefined };
  }

  #copiesAt(side: MigrationSide, userId: string, text: string): number {
    return this.#vendors[side].inbox(userId).filter((own) => own === text).length;
  }
}

/** What is not as promised, each fault by its name. */
function faultsIn(world: World, run: Run, sents: readonly Sent[]): ReadonlySet<string> {
  const inspection = new Inspection(world, run);
  /** The first send of each key, by which all others with it go. */
  const pinned = new Map<string, Send>();
  for (const sent of sents) {
    const { key } = sent.send;
    const decidedBy = (key !== undefined && pinned.get(key)) || sent.send;
    if (key !== undefined) pinned.set(key, decidedBy);
    inspection.lookAtOutcomes(sent, decidedBy);
    const isOnly = sents.filter(({ text }) => text === sent.text).length === 1;
    for (const outcome of isOnly ? sent.outcomes : []) inspection.lookAtInboxes(sent, decidedBy, outcome);
  }
  for (const [key, decidedBy] of pinned) {
    const recipients = sents.filter(({ text }) => text === key).flatMap(({ to }) => to);
    for (const userId of new Set(recipients)) inspection.lookAtRepeats(key, decidedBy, userId);
  }
  return inspection.faults;
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
