import { createProblem, type Problem } from '../model/problem.ts';
import type { AcceptedDetails, CallResult } from '../ports/chat-adapter.ts';

/** What is known of one recipient. */
export type RecipientState =
  | { readonly status: 'accepted'; readonly details: AcceptedDetails }
  | { readonly status: 'failed' | 'unconfirmed'; readonly problem: Problem };

/** A problem whose effect is unknown leaves its recipient unconfirmed; any other is a certain failure. */
export function stateOf(problem: Problem): RecipientState {
  return { status: problem.effect === 'unknown' ? 'unconfirmed' : 'failed', problem };
}

/**
 * Joins what is known after an attempt with what was known before: accepted if one attempt was; else unconfirmed
 * if one was; only then failed. A later refusal never turns an unclear attempt into a certain failure.
 */
export function joinStates(earlier: RecipientState | undefined, later: RecipientState): RecipientState {
  if (!earlier || later.status === 'accepted') return later;
  if (earlier.status === 'accepted') return earlier;
  return earlier.status === 'unconfirmed' && later.status === 'failed' ? earlier : later;
}

export interface Account {
  /** One state for every recipient of the call, and for nobody else. */
  readonly states: ReadonlyMap<string, RecipientState>;
  /** How many recipients the reply names that the call did not. */
  readonly unasked: number;
}

const contradiction = stateOf(
  createProblem({
    code: 'bad_reply',
    effect: 'unknown',
    retryable: false,
    message: 'the reply names the recipient both as accepted and as failed',
  }),
);

const silence = stateOf(
  createProblem({
    code: 'bad_reply',
    effect: 'unknown',
    retryable: false,
    message: 'the reply does not name the recipient',
  }),
);

/** Builds the states of a call's recipients from the plan: the reply fills them in, and cannot add to them. */
export function accountFor(
  recipients: readonly string[],
  reading: CallResult,
  unlistedMeans: 'accepted' | 'unconfirmed',
): Account {
  const named = new Map<string, RecipientState>();
  for (const { userId, ...details } of reading.accepted) {
    named.set(userId, { status: 'accepted', details });
  }
  for (const { userId, problem } of reading.failed) {
    const earlier = named.get(userId);
    // One that is named twice stands as its least certain entry says.
    named.set(userId, earlier?.status === 'accepted' ? contradiction : joinStates(earlier, stateOf(problem)));
  }
  const unnamed = standingOfUnnamed(reading, unlistedMeans);
  const states = new Map<string, RecipientState>();
  for (const userId of recipients) {
    states.set(userId, named.get(userId) ?? unnamed);
    named.delete(userId);
  }
  return { states, unasked: named.size };
}

function standingOfUnnamed(reading: CallResult, unlistedMeans: 'accepted' | 'unconfirmed'): RecipientState {
  if (reading.problem) return stateOf(reading.problem);
  return unlistedMeans === 'accepted' ? { status: 'accepted', details: reading.shared ?? {} } : silence;
}
