import type { Problem } from '../model/problem.ts';

/** What is known of one item, or of a single operation. */
export type ItemState<Value> =
  | { readonly status: 'accepted'; readonly value: Value | undefined }
  | NotAcceptedState;

/** What is known of an item that was not accepted, and why. */
export interface NotAcceptedState {
  readonly status: 'failed' | 'unconfirmed';
  readonly problem: Problem;
}

/** A problem whose effect is certain is a certain failure; any other leaves its item unconfirmed. */
/* @__NO_SIDE_EFFECTS__ */
export function stateOf(problem: Problem): NotAcceptedState {
  const isCertain = problem.effect === 'not_sent' || problem.effect === 'rejected';
  return { status: isCertain ? 'failed' : 'unconfirmed', problem };
}

/**
 * Joins what is known after an attempt with what was known before: accepted if one attempt was; else unconfirmed
 * if one was; only then failed. A later refusal never turns an unclear attempt into a certain failure.
 */
export function joinStates<State extends Pick<ItemState<unknown>, 'status'>>(
  earlier: State | undefined,
  later: State,
): State {
  if (!earlier || later.status === 'accepted') return later;
  if (earlier.status === 'accepted') return earlier;
  return earlier.status === 'unconfirmed' && later.status === 'failed' ? earlier : later;
}

/** How many stand how. */
export function countStates(states: Iterable<ItemState<unknown>>) {
  const counts = { accepted: 0, failed: 0, unconfirmed: 0 };
  for (const { status } of states) counts[status] += 1;
  return counts;
}
