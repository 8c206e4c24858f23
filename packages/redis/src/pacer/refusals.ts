import type { Clock, Limit, PacedCost, PacerAnswer } from '@polychat/core';
import type { PacedQueue, PacedWaiter } from './paced-queue.ts';

/** Takes a call out of its queue and tells it what became of its wait. */
export function endWait(queue: PacedQueue, waiter: PacedWaiter, answer: PacerAnswer): void {
  queue.delete(waiter);
  waiter.end(answer);
}

/** What a call is told that cannot go within its longest wait. */
export function refusalOf(
  { head, costs }: PacedQueue,
  clock: Clock,
): { readonly waitMs: number; readonly limit: Limit } {
  const limit = head?.limit ?? (costs[0] as PacedCost).limit;
  return { limit, waitMs: head ? Math.max(1, head.at - clock.monotonic()) : limit.windowMs };
}

/** Refuses a call that could go at this moment at the earliest. */
function refuse(queue: PacedQueue, waiter: PacedWaiter, at: number, clock: Clock): void {
  const refusal = refusalOf(queue, clock);
  endWait(queue, waiter, { ...refusal, waitMs: Math.max(refusal.waitMs, at - clock.monotonic()) });
}

/** Refuses a call that just came and cannot go within its longest wait; another waits from now on. */
export function refuseOrNote(queue: PacedQueue, waiter: PacedWaiter, clock: Clock): void {
  const at = queue.earliest(queue.unitsAhead(waiter));
  if (at > waiter.deadlineAt) refuse(queue, waiter, at, clock);
  else waiter.noteWait();
}

/** After an answer: those who have not gone wait, or are refused. */
export function noteRest(
  queue: PacedQueue,
  reason: '' | 'full' | 'turn' | 'unknown',
  now: number,
  clock: Clock,
): void {
  const missing = new Set(queue.missing());
  let unitsAhead = 0;
  for (const waiter of [...queue.waiting.inTurn()]) {
    const isMissing = missing.has(waiter);
    // They came while the answer was on its way, and are asked for next.
    if (isMissing && reason === '') continue;
    const at = isMissing ? queue.earliest(unitsAhead) : now;
    if (isMissing) unitsAhead += queue.decidingUnits(waiter);
    if (isMissing && reason === 'unknown') endWait(queue, waiter, refusalOf(queue, clock));
    else if (Math.max(now, at) > waiter.deadlineAt) refuse(queue, waiter, at, clock);
    else waiter.noteWait();
  }
}

/** While the server is away: those whose longest wait is over are refused. */
export function refuseOverdue(queue: PacedQueue, clock: Clock): void {
  const now = clock.monotonic();
  for (const waiter of [...queue.missing()]) {
    if (waiter.deadlineAt <= now) endWait(queue, waiter, refusalOf(queue, clock));
    else waiter.noteWait();
  }
}
