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
  readonly batch: Batch<Item, Value> | undefined;
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
    const planned = plan.next(pending.map(({ item }) => item));
    const { taken } = planned;
    const isSound = Number.isInteger(taken) && taken >= 1 && taken <= pending.length;
    return isSound ? placed(planned, taken, pending) : nobodyPlaced(pending);
  } catch (error) {
    return nobodyPlaced(pending, safeCause(error));
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

/** Nobody is in the call, and nobody was refused. */
function nobodyPlaced<Item, Value>(
  pending: readonly Position<Item>[],
  thrown?: Error,
): PlannedPositions<Item, Value> {
  const problem = unplanned(thrown);
  return {
    taken: pending.length,
    refused: pending.map((position) => ({ position, problem })),
    warnings: [],
    batch: undefined,
  };
}

/** Whom a plan refuses is in no call, whatever the problem says. */
function notSent(problem: Problem): Problem {
  return problem.effect === 'not_sent'
    ? problem
    : withCauseOf(problem, createProblem({ ...problem, effect: 'not_sent' }));
}

const nobody: readonly never[] = Object.freeze([]);

/** What a plan says, read once. Throws where it cannot be read. */
function placed<Item, Value>(
  planned: PlannedBatch<Value>,
  taken: number,
  pending: readonly Position<Item>[],
): PlannedPositions<Item, Value> {
  const call = planned.call && ownCall(planned.call);
  const { unlistedMeans } = planned;
  const members = call ? membersOf(planned, taken, pending) : [];
  return {
    taken,
    refused: refusedOf(planned, taken, pending, members),
    warnings: planned.warnings?.map(({ code, message, field }) => ({ code, message, field })) ?? nobody,
    batch: call && members.length > 0 ? { call, members, unlistedMeans } : undefined,
  };
}

/** Whom the call is for; one that it names twice once. */
function membersOf<Item, Value>(
  { items }: PlannedBatch<Value>,
  taken: number,
  pending: readonly Position<Item>[],
): readonly BatchMember<Item>[] {
  const members: BatchMember<Item>[] = [];
  /** Plans name everybody in the order of the input; who comes out of it is looked for. */
  let last = -1;
  for (const { index: place, id } of items) {
    const position = place < taken ? pending[place] : undefined;
    // Most plans name everybody in the order of the input, and nobody twice.
    if (!position || (place <= last && isAmong(members, position))) continue;
    last = Math.max(last, place);
    const { item, userId, index } = position;
    members.push({ item, userId, index, id });
  }
  return members;
}

function isAmong<Item>(members: readonly BatchMember<Item>[], { index }: Position<Item>): boolean {
  return members.some((member) => member.index === index);
}

/** Who is not in the call, and why. */
function refusedOf<Item, Value>(
  { refused }: PlannedBatch<Value>,
  taken: number,
  pending: readonly Position<Item>[],
  members: readonly BatchMember<Item>[],
): PlannedPositions<Item, Value>['refused'] {
  if (refused.length === 0 && members.length === taken) return nobody;
  const problems = new Map(refused.map(({ index, problem }) => [index, notSent(problem)]));
  if (members.length === taken) return nobody;
  const called = new Set(members.map(({ index }) => index));
  let missing: Problem | undefined;
  const left: { readonly position: Position<Item>; readonly problem: Problem }[] = [];
  for (let place = 0; place < taken; place += 1) {
    const position = pending[place];
    if (!position || called.has(position.index)) continue;
    missing ??= unplanned(undefined);
    left.push({ position, problem: problems.get(place) ?? missing });
  }
  return left;
}
