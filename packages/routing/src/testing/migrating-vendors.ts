import type { Chat, DirectReceipt, RecipientOutcome } from '@polychat/core';
import { ChatError } from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import { migration } from '../migration/migration.ts';
import type { MigrationChat } from '../migration/migration-chat.ts';
import type { MigrationOptions } from '../migration/migration-options.ts';
import type { MissingCopies } from '../migration/missing-copies.ts';
import { InboxVendor, type InboxVendorOptions } from './inbox-vendor.ts';

export interface MigratingVendors {
  readonly clock: SimulatedClock;
  readonly old: InboxVendor;
  readonly young: InboxVendor;
  readonly chat: MigrationChat;
}

export interface MigratingVendorsOptions {
  readonly old?: Partial<InboxVendorOptions>;
  readonly young?: Partial<InboxVendorOptions>;
  readonly options?: Partial<MigrationOptions>;
  /** Changes the chats before they are combined. */
  readonly wrap?: (chat: Chat) => Chat;
}

/** Vendors `old` and `young` on one clock, without repeats of their own, and a chat that moves from one to the other. */
export function migratingVendors({
  old: ofOld,
  young: ofYoung,
  options,
  wrap = (chat) => chat,
}: MigratingVendorsOptions = {}): MigratingVendors {
  const clock = new SimulatedClock();
  const chat = { retry: { maxAttempts: 1 } };
  const old = new InboxVendor({ name: 'old', clock, chat, ...ofOld });
  const young = new InboxVendor({ name: 'young', clock, chat, ...ofYoung });
  return {
    clock,
    old,
    young,
    chat: migration({ from: wrap(old.chat), to: wrap(young.chat), stage: 'off', clock, ...options }),
  };
}

/** Options of a vendor whose replies wait until the test lets them go. */
export function heldReplies() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { release: resolve, vendor: { beforeReply: () => promise } };
}

/** How many of these have their copy at the young vendor. */
export function copiesAt({ young }: MigratingVendors, userIds: readonly string[]): number {
  return userIds.filter((userId) => young.inbox(userId).length > 0).length;
}

/** All that is missing: who, where, in which way, and why. */
export async function missingOf(chat: MigrationChat): Promise<readonly string[]> {
  const found: MissingCopies[] = await Array.fromAsync(chat.takeMissing());
  return found.flatMap(({ userIds, via, status, reason, operation, conversationId }) => {
    if (operation === 'direct') return userIds.map((userId) => `${userId} ${via} ${status} ${reason}`);
    const what = conversationId === undefined ? operation : `${operation} ${conversationId}`;
    return [`${what} ${via} ${status} ${reason}`];
  });
}

/** The receipt of a list, also where nobody was accepted. */
export async function receiptOfList(sending: Promise<DirectReceipt>): Promise<DirectReceipt> {
  return sending.catch((error: unknown) => {
    if (!ChatError.is(error) || !error.receipt) throw error;
    return error.receipt as DirectReceipt;
  });
}

/** A receipt in words, in the order of its lists. */
export function shownReceipt({ accepted, failed, unconfirmed }: DirectReceipt): readonly string[] {
  return [
    ...accepted.map(({ userId, via }) => `${userId} accepted ${via}`),
    ...failed.map(({ userId, via, problem }) => `${userId} failed ${via} ${problem.code}`),
    ...unconfirmed.map(({ userId, via, problem }) => `${userId} unconfirmed ${via} ${problem.code}`),
  ];
}

/** Outcomes in words, in the order of the input. */
export function shownOutcomes(outcomes: readonly RecipientOutcome[]): readonly string[] {
  return outcomes
    .toSorted((one, another) => one.index - another.index)
    .map((outcome) => {
      const { userId, status, via } = outcome;
      return `${userId} ${status} ${via}${outcome.status === 'accepted' ? '' : ` ${outcome.problem.code}`}`;
    });
}
