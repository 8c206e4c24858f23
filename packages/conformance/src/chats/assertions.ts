import assert from 'node:assert/strict';
import type { DirectReceipt, Problem, RecipientOutcome, UsersReceipt } from '@polychat/core';
import type { StartedChat } from './started-chat.ts';

/** What became of one recipient, as lists and streams both tell it. */
export interface Fact {
  readonly userId: string;
  readonly status: RecipientOutcome['status'];
  readonly via: string;
  readonly problem?: Problem;
}

/** What a receipt says of everybody, list by list. */
export function factsOf(receipt: DirectReceipt | UsersReceipt): readonly Fact[] {
  return [
    ...receipt.accepted.map(({ userId, via }) => ({ userId, via, status: 'accepted' as const })),
    ...receipt.failed.map((entry) => ({ ...entry, status: 'failed' as const })),
    ...receipt.unconfirmed.map((entry) => ({ ...entry, status: 'unconfirmed' as const })),
  ];
}

/** Fails unless everybody of the input is in exactly one list of the receipt, and each list is in its order. */
export function assertEverybodyListed(
  receipt: DirectReceipt | UsersReceipt,
  to: readonly string[],
): readonly Fact[] {
  const places = new Map<string, number>();
  for (const [place, userId] of to.entries()) if (!places.has(userId)) places.set(userId, place);
  const facts = factsOf(receipt);
  assert.deepEqual(
    facts.map(({ userId }) => userId).toSorted(),
    [...places.keys()].toSorted(),
    'not everybody is in exactly one list of the receipt',
  );
  for (const name of ['accepted', 'failed', 'unconfirmed'] as const) {
    const found = receipt[name].map(({ userId }) => places.get(userId) ?? -1);
    assert.deepEqual(
      found,
      found.toSorted((a, b) => a - b),
      `${name} is not in the order of the input`,
    );
  }
  return facts;
}

/** Fails unless every id of the input has exactly one outcome, with its place. */
export function assertEverybodyStreamed(
  outcomes: readonly RecipientOutcome[],
  ids: readonly string[],
): readonly Fact[] {
  for (const { userId, index } of outcomes) {
    assert.equal(
      userId,
      ids[index],
      `the outcome of ${JSON.stringify(userId)} has index ${index}, where another stands`,
    );
  }
  assert.deepEqual(
    outcomes.map(({ index }) => index).toSorted((a, b) => a - b),
    ids.map((_, index) => index),
    'not everybody who was pulled has exactly one outcome',
  );
  return outcomes.map((outcome) => ({ ...outcome }));
}

/** Fails where what is said of somebody is not what the vendors' inboxes hold. */
export function assertTrue(started: StartedChat, facts: readonly Fact[]): void {
  for (const { userId, status, via } of facts) {
    const copies = started.copiesOf(userId);
    assertOnce(started, userId);
    if (status === 'failed') {
      assert.ok(!copies.some((count) => count > 0), `${userId} has the message and is said to have failed`);
    }
    if (status === 'accepted') {
      const vendor = started.vendorNamed(via);
      const count = vendor.inbox(started.vendorIdOf(userId)).length;
      assert.equal(count, 1, `${userId} was accepted by ${via}, where they have ${count} messages`);
    }
  }
}

/** Fails where somebody has the message twice at a vendor, or at more vendors than it goes to. */
export function assertOnce(started: StartedChat, userId: string): void {
  const copies = started.copiesOf(userId);
  const all = copies.reduce((sum, count) => sum + count, 0);
  const isOnce = copies.every((count) => count <= 1) && all <= started.copies;
  assert.ok(isOnce, `${userId} has the message ${all} times`);
}

/** The only fact of a user. */
export function factOf(facts: readonly Fact[], userId: string): Fact {
  return (
    facts.find((fact) => fact.userId === userId) ??
    assert.fail(`nothing is said of ${JSON.stringify(userId)}`)
  );
}
