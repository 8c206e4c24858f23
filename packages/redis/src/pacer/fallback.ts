import { type Clock, createMemoryPacer, type Lease, type PacedCost, type Pacer } from '@polychat/core';
import { earliest } from '@polychat/core/pacing';
import type { PacedQueue, PacedWaiter } from './paced-queue.ts';
import type { ScopeQueues } from './scope-queues.ts';

/** A part of every rate that is never given out by the server, for the time in which it is away. */
export interface FallbackOptions {
  /** The part of each process, above 0. */
  readonly share: number;
  /** How many processes there are at most. All of them together hold back `share` times this. */
  readonly processes: number;
}

/** Paces in this process, within its reserved part. */
export class Fallback {
  readonly #share: number;
  readonly #pacer: Pacer;

  constructor({ share }: FallbackOptions, clock: Clock) {
    this.#share = share;
    this.#pacer = createMemoryPacer({ clock });
  }

  /** Lets go who can go, in turn, and returns how long until there may be capacity again, in milliseconds. */
  serve(scope: string, queues: ScopeQueues): number {
    const open = new Set(queues.all);
    let waitMs = Number.POSITIVE_INFINITY;
    for (let next = earliestOf(open); next; next = earliestOf(open)) {
      // For those who come before it, a lease of the server's is in hand.
      const waiter = next.missing().next().value;
      const lease = waiter && this.#take(scope, waiter);
      if (waiter && typeof lease === 'object') {
        next.serve(waiter);
        waiter.end(lease);
      } else {
        if (typeof lease === 'number') waitMs = Math.min(waitMs, lease);
        open.delete(next);
      }
    }
    return waitMs;
  }

  /**
   * A lease where there is capacity; how long until there may be, in milliseconds; or undefined for a call that must
   * wait for the server: one that the reserved part has no room for, or that costs of a quota.
   */
  #take(scope: string, { sendId, kind }: PacedWaiter): Lease | number | undefined {
    const costs: PacedCost[] = [];
    for (const { limit, units, counter } of kind.costs) {
      const capacity = limit.capacity * this.#share;
      if (limit.kind === 'quota' || units > capacity) return undefined;
      costs.push({ limit: { ...limit, capacity }, units, counter });
    }
    const answer = this.#pacer.acquire({ scope, costs, sendId, holdMs: kind.holdMs, maxWaitMs: 0 });
    // The memory pacer answers at once where nothing may wait.
    if (answer instanceof Promise || answer === 'aborted') return undefined;
    return 'settle' in answer ? answer : answer.waitMs;
  }
}

/** The queue whose turn is next. */
function earliestOf(queues: ReadonlySet<PacedQueue>): PacedQueue | undefined {
  const first = earliest([...queues].map(({ waiting }) => waiting));
  return [...queues].find(({ waiting }) => waiting === first);
}
