import type { RecipientOutcome } from '@polychat/core';
import { joinStates } from '@polychat/core/combine';
import type { SettledOutcomes, UnsettledChunk } from '../ports/campaign-store.ts';
import type { OutcomeCounts } from '../ports/stored-campaign.ts';
import { packOutcomes, unpackOutcomes } from './outcomes.ts';
import { unpackPositions } from './recipients.ts';

/** What is known of a chunk while it is worked on. */
export interface KnownOutcomes {
  /** By position; what all that was ever said comes to. */
  readonly outcomes: readonly (RecipientOutcome | undefined)[];
  /** Whom the round is for, and who has no outcome of this round. */
  readonly missing: readonly number[];
}

/** Joins what was settled before with what was stored since, oldest first. */
export function joinKnown(
  { todo, outcomes, segments, round }: UnsettledChunk,
  recipients: readonly string[],
): KnownOutcomes {
  const joined: (RecipientOutcome | undefined)[] = new Array(recipients.length).fill(undefined);
  const isSaid = new Uint8Array(recipients.length);
  const add = (bytes: Uint8Array, isOfRound: boolean) => {
    for (const outcome of unpackOutcomes(bytes, recipients)) {
      joined[outcome.index] = joinStates(joined[outcome.index], outcome);
      if (isOfRound) isSaid[outcome.index] = 1;
    }
  };
  if (outcomes) add(outcomes, false);
  for (const segment of segments) add(segment.bytes, segment.round === round);
  const wanted = wantedOf(todo, outcomes !== undefined, recipients.length);
  // Who turns out to have it from an earlier round does not get it again.
  const missing = wanted.filter((index) => !isSaid[index] && joined[index]?.status !== 'accepted');
  return { outcomes: joined, missing };
}

/** A chunk that was settled is worked on for those of another round, or for nobody: to join what came late. */
function wantedOf(todo: Uint8Array | undefined, wasSettled: boolean, count: number): readonly number[] {
  if (todo) return unpackPositions(todo);
  return wasSettled ? [] : Array.from({ length: count }, (_, index) => index);
}

/** What a chunk is settled with; undefined while somebody has no outcome. */
export function settledOf(known: UnsettledChunk, recipients: readonly string[]): SettledOutcomes | undefined {
  const { outcomes, missing } = joinKnown(known, recipients);
  const all = outcomes.filter((outcome) => outcome !== undefined);
  if (missing.length > 0 || all.length < recipients.length) return undefined;
  const bytes = packOutcomes(all, 'small');
  return { bytes, counts: countsOf(all), isChanged: !isSame(bytes, known.outcomes) };
}

export function countsOf(outcomes: Iterable<RecipientOutcome>): OutcomeCounts {
  const counts = { accepted: 0, failed: 0, unconfirmed: 0 };
  for (const { status } of outcomes) counts[status] += 1;
  return counts;
}

function isSame(bytes: Uint8Array, before: Uint8Array | undefined): boolean {
  return before !== undefined && Buffer.compare(bytes, before) === 0;
}
