import { createProblem, type Problem } from '../model/problem.ts';
import type { ListReply, PlannedBatch } from '../ports/plans.ts';
import type { CallResult } from '../ports/vendor-call.ts';
import { type ItemState, joinStates, stateOf } from './item-state.ts';

/** One state for each item of a call, by the item's name in replies. */
export interface Account<Value> {
  stateOf(id: string): ItemState<Value>;
  /** The state of all items of the call, where the reply names nobody. */
  readonly everybody?: ItemState<Value>;
  /** How many entries of the reply name somebody whom the call has not. */
  readonly unasked: number;
}

const contradiction = stateOf(
  createProblem({
    code: 'bad_reply',
    effect: 'unknown',
    transient: false,
    message: 'the reply names it both as accepted and as failed',
  }),
);

const unlisted = stateOf(
  createProblem({
    code: 'bad_reply',
    effect: 'unknown',
    transient: false,
    message: 'the reply does not name it',
  }),
);

const failureOfAnotherName = stateOf(
  createProblem({
    code: 'bad_reply',
    effect: 'unknown',
    transient: false,
    message: 'the reply names a failure of somebody who was not in the call, which may mean anybody in it',
  }),
);

/**
 * Accounts for the items of a call from its plan: the reply fills the states in, and cannot add to them. `ids` is asked
 * for only where the reply names somebody.
 */
export function accountFor<Value>(
  ids: () => ReadonlySet<string>,
  { value: reply, problem }: CallResult<ListReply<Value>>,
  unlistedMeans: PlannedBatch<Value>['unlistedMeans'],
): Account<Value> {
  const { accepted = [], failed = [] } = reply ?? {};
  if (accepted.length === 0 && failed.length === 0) {
    const everybody = stateOfUnlisted(reply, problem, unlistedMeans, false);
    return { stateOf: () => everybody, everybody, unasked: 0 };
  }
  const known = ids();
  const named = new Map<string, ItemState<Value>>();
  let unasked = 0;
  let unaskedFailures = 0;
  for (const { id, value } of accepted) {
    if (known.has(id)) named.set(id, { status: 'accepted', value });
    else unasked += 1;
  }
  for (const entry of failed) {
    if (!known.has(entry.id)) {
      unasked += 1;
      unaskedFailures += 1;
      continue;
    }
    const earlier = named.get(entry.id);
    // One that is named twice stands as its least certain entry says.
    const state =
      earlier?.status === 'accepted'
        ? contradiction
        : joinStates<ItemState<Value>>(earlier, stateOf(entry.problem));
    named.set(entry.id, state);
  }
  const others = stateOfUnlisted(reply, problem, unlistedMeans, unaskedFailures > 0);
  return { stateOf: (id) => named.get(id) ?? others, unasked };
}

function stateOfUnlisted<Value>(
  reply: ListReply<Value> | undefined,
  problem: Problem | undefined,
  unlistedMeans: PlannedBatch<Value>['unlistedMeans'],
  hasUnaskedFailures: boolean,
): ItemState<Value> {
  if (problem) return stateOf(problem);
  if (unlistedMeans === 'unconfirmed' || !reply) return unlisted;
  // A failure under a name that we do not know may be a misspelt one of ours: nobody else is certain then.
  return hasUnaskedFailures ? failureOfAnotherName : { status: 'accepted', value: reply.shared };
}
