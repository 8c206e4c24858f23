import { createProblem } from '../model/problem.ts';
import type { ListPlan, PlannedBatch } from '../ports/chat-adapter.ts';

/** An adapter that breaks the contract: it neither refused a recipient nor put it into the call. */
const unplanned = createProblem({
  code: 'vendor_error',
  effect: 'not_sent',
  retryable: false,
  message: 'the adapter made no call for this recipient',
});

/**
 * Asks a plan for its next call. Of those whom it took everybody is either refused or in the call, and nobody both,
 * whatever the adapter does: one that fails in planning fails those whom it was asked about, and nobody else.
 */
export function nextBatch<Item>(
  plan: ListPlan<Item>,
  pending: readonly Item[],
  userIdOf: (item: Item) => string,
): PlannedBatch {
  const slice = askPlan(plan, pending);
  const called = new Set(slice.call?.recipients);
  if (called.size === slice.taken) return { ...slice, refused: [] };
  const problems = new Map(slice.refused.map(({ userId, problem }) => [userId, problem]));
  const left = pending
    .slice(0, slice.taken)
    .map(userIdOf)
    .filter((userId) => !called.has(userId));
  return {
    ...slice,
    refused: left.map((userId) => ({ userId, problem: problems.get(userId) ?? unplanned })),
  };
}

function askPlan<Item>(plan: ListPlan<Item>, pending: readonly Item[]): PlannedBatch {
  try {
    const slice = plan.next(pending);
    if (slice.taken >= 1 && slice.taken <= pending.length) return slice;
  } catch {}
  return { taken: pending.length, refused: [] };
}
