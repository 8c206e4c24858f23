import assert from 'node:assert/strict';
import type { ListPlan } from '@polychat/core/adapter';
import { itemsOf, type TrialListCall } from './trial-call.ts';

/** The first call of a plan for these items, whom the vendor can all have. */
export function firstCall<Item, Value>(
  operation: 'direct' | 'users',
  plan: ListPlan<Item, Value>,
  items: readonly Item[],
  userIdOf: (item: Item) => string,
): TrialListCall {
  assert.deepEqual(plan.problems, [], 'the plan of what the vendor carries has problems');
  // An adapter that changes what it is given fails at once.
  const pending = Object.freeze(items.slice(0, plan.maxItems));
  const { call, items: planned, unlistedMeans } = plan.next(pending);
  assert.ok(call, 'the plan makes no call for users that the vendor knows');
  return {
    operation,
    call,
    items: itemsOf(planned, pending.map(userIdOf)),
    unlistedMeans,
    sender: plan.sender,
  };
}

/** All calls of a plan for these items. */
export function allCalls<Item, Value>(
  operation: 'direct' | 'users',
  plan: ListPlan<Item, Value>,
  items: readonly Item[],
  userIdOf: (item: Item) => string,
): readonly TrialListCall[] {
  const calls: TrialListCall[] = [];
  for (let first = 0; first < items.length; first += calls.at(-1)?.items.length ?? 1) {
    calls.push(firstCall(operation, plan, items.slice(first), userIdOf));
  }
  return calls;
}
