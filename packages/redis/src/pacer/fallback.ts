import { type Clock, createMemoryPacer, type Lease, type PacedCost, type Pacer } from '@polychat/core';
import type { PacedWaiter } from './paced-queue.ts';

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

  /**
   * A lease where there is capacity; how long until there may be, in milliseconds; or undefined for a call that must
   * wait for the server: one that the reserved part has no room for, or that costs of a quota.
   */
  take(scope: string, { sendId, kind }: PacedWaiter): Lease | number | undefined {
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
