import { ownCall } from '../exchange/own-call.ts';
import { rememberCause, safeCause, withCauseOf } from '../exchange/safe-cause.ts';
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
  try {
    return placed(readPlanned(plan.next(pending.map(({ item }) => item)), pending.length), pending);
  } catch (error) {
    return placed(nothingOf(pending.length), pending, safeCause(error));
  }
}

/** Plans one call for exactly these items; undefined where the plan would refuse one of them, or needs several calls. */
export function planSubset<Item, Value>(
  plan: ListPlan<Item, Value>,
  positions: readonly Position<Item>[],
): Batch<Item, Value> | undefined {
  const { taken, refused, batch } = planBatch(plan, positions);
  return taken === positions.length && refused.length === 0 ? batch : undefined;
}

/** What a plan says, read once. Throws where it is not what the contract says. */
function readPlanned<Value>(planned: PlannedBatch<Value>, pending: number): PlannedBatch<Value> {
  const { taken, refused, items, unlistedMeans, warnings = [], call } = planned;
  if (!Number.isInteger(taken) || taken < 1 || taken > pending) return nothingOf(pending);
  return {
    taken,
    refused: refused.map(({ index, problem }) => ({ index, problem: notSent(problem) })),
    items: call ? items.map(({ index, id }) => ({ index, id })) : [],
    unlistedMeans,
    warnings: warnings.map(({ code, message, field }) => ({ code, message, field })),
    ...(call ? { call: ownCall(call) } : {}),
  };
}

/** Nobody is in the call, and nobody was refused. */
function nothingOf(taken: number) {
  return { taken, refused: [], items: [], unlistedMeans: 'unconfirmed' } as const;
}

/** Whom a plan refuses is in no call, whatever the problem says. */
function notSent(problem: Problem): Problem {
  return problem.effect === 'not_sent'
    ? problem
    : withCauseOf(problem, createProblem({ ...problem, effect: 'not_sent' }));
}

function placed<Item, Value>(
  planned: PlannedBatch<Value>,
  pending: readonly Position<Item>[],
  thrown?: Error,
): PlannedPositions<Item, Value> {
  const taken = pending.slice(0, planned.taken);
  const members: BatchMember<Item>[] = [];
  const called = new Set<number>();
  for (const { index, id } of planned.items) {
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
