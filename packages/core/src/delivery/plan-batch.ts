import { rememberCause, safeCause } from '../exchange/safe-cause.ts';
import { createProblem, type Problem } from '../model/problem.ts';
import type { PlanWarning } from '../model/warning.ts';
import type { ListPlan, PlannedBatch } from '../ports/plans.ts';
import type { Batch, BatchMember, Position } from './batch.ts';

/** An adapter that breaks the contract: it neither refused an item nor put it into the call. */
function unplanned(thrown: Error | undefined): Problem {
  const problem = createProblem({
    code: 'vendor_error',
    effect: 'not_sent',
    transient: false,
    message: 'the adapter made no call for it',
  });
  return thrown ? rememberCause(problem, thrown) : problem;
}

/** What became of the first of the pending items. */
export interface PlannedPositions<Item, Value> {
  /** How many of the pending items were taken. */
  readonly taken: number;
  readonly refused: readonly { readonly position: Position<Item>; readonly problem: Problem }[];
  readonly batch?: Batch<Item, Value>;
  readonly warnings: readonly PlanWarning[];
}

/**
 * Asks a plan for its next call. Of those that it took everyone is either refused or in the call, and none both,
 * whatever the adapter does: one that fails in planning fails those whom it was asked about, and nobody else.
 */
export function planBatch<Item, Value>(
  plan: ListPlan<Item, Value>,
  pending: readonly Position<Item>[],
): PlannedPositions<Item, Value> {
  const { planned, thrown } = askPlan(plan, pending);
  const taken = pending.slice(0, planned.taken);
  const members: BatchMember<Item>[] = [];
  const called = new Set<number>();
  for (const { index, id } of planned.call ? planned.items : []) {
    const position = taken[index];
    if (!position || called.has(index)) continue;
    called.add(index);
    members.push({ ...position, id });
  }
  const problems = new Map(planned.refused.map(({ index, problem }) => [index, problem]));
  let missing: Problem | undefined;
  const problemOf = (index: number): Problem => {
    missing ??= unplanned(thrown);
    return problems.get(index) ?? missing;
  };
  const refused =
    called.size === taken.length
      ? []
      : taken.flatMap((position, index) =>
          called.has(index) ? [] : [{ position, problem: problemOf(index) }],
        );
  return {
    taken: planned.taken,
    refused,
    warnings: planned.warnings ?? [],
    ...(planned.call && members.length > 0
      ? { batch: { call: planned.call, members, unlistedMeans: planned.unlistedMeans } }
      : {}),
  };
}

/** Plans one call for exactly these items; undefined where the plan would refuse one of them, or needs several calls. */
export function planSubset<Item, Value>(
  plan: ListPlan<Item, Value>,
  positions: readonly Position<Item>[],
): Batch<Item, Value> | undefined {
  const { taken, refused, batch } = planBatch(plan, positions);
  return taken === positions.length && refused.length === 0 ? batch : undefined;
}

function askPlan<Item, Value>(
  plan: ListPlan<Item, Value>,
  pending: readonly Position<Item>[],
): { readonly planned: PlannedBatch<Value>; readonly thrown?: Error } {
  const nothing = { taken: pending.length, refused: [], items: [], unlistedMeans: 'unconfirmed' } as const;
  try {
    const planned = plan.next(pending.map(({ item }) => item));
    return { planned: planned.taken >= 1 && planned.taken <= pending.length ? planned : nothing };
  } catch (error) {
    return { planned: nothing, thrown: safeCause(error) };
  }
}
