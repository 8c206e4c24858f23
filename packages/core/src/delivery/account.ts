import { createProblem } from '../model/problem.ts';
import type { ListReply, PlannedBatch } from '../ports/plans.ts';
import type { CallResult } from '../ports/vendor-call.ts';
import { type ItemState, joinStates, stateOf } from './item-state.ts';

/** One state for each item of a call, by the item's name in replies. */
export interface Account<Value> {
  stateOf(id: string): ItemState<Value>;
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

/** Accounts for the items of a call from its plan: the reply fills the states in, and cannot add to them. */
export function accountFor<Value>(
  ids: ReadonlySet<string>,
  { value: reply, problem }: CallResult<ListReply<Value>>,
  unlistedMeans: PlannedBatch<Value>['unlistedMeans'],
): Account<Value> {
  const named = new Map<string, ItemState<Value>>();
  let unasked = 0;
  let unaskedFailures = 0;
  for (const { id, value } of reply?.accepted ?? []) {
    if (ids.has(id)) named.set(id, { status: 'accepted', value });
    else unasked += 1;
  }
  for (const failed of reply?.failed ?? []) {
    if (!ids.has(failed.id)) {
      unasked += 1;
      unaskedFailures += 1;
      continue;
    }
    const earlier = named.get(failed.id);
    // One that is named twice stands as its least certain entry says.
    const state =
      earlier?.status === 'accepted' ? contradiction : joinStates<Value>(earlier, stateOf(failed.problem));
    named.set(failed.id, state);
  }
  const stateOfUnlisted = (): ItemState<Value> => {
    if (problem) return stateOf(problem);
    if (unlistedMeans === 'unconfirmed' || !reply) return unlisted;
    // A failure under a name that we do not know may be a misspelt one of ours: nobody else is certain then.
    return unaskedFailures > 0 ? failureOfAnotherName : { status: 'accepted', value: reply.shared };
  };
  const others = stateOfUnlisted();
  return { stateOf: (id) => named.get(id) ?? others, unasked };
}
