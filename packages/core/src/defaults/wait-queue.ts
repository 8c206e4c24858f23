import type { Lease, PacedCost, PacerRefusal } from '../ports/pacer.ts';

export type Answer = Lease | PacerRefusal | 'aborted';

/** A call that waits for capacity. */
export interface Waiter {
  /** Its place among all that ever waited in the scope. */
  readonly turn: number;
  readonly costs: readonly PacedCost[];
  end(answer: Answer): void;
}

/**
 * Calls that wait for the same limits, in the order in which they came: only the first of them needs looking at,
 * however many there are.
 */
export class WaitQueue {
  /** The counters of its calls' limits. */
  readonly counters: readonly string[];
  readonly #waiters = new Set<Waiter>();
  readonly #units = new Map<string, number>();

  constructor(costs: readonly PacedCost[]) {
    this.counters = costs.map(({ counter }) => counter);
  }

  get first(): Waiter | undefined {
    return this.#waiters.values().next().value;
  }

  /** The units of one counter that all its calls together wait for. */
  unitsOf(counter: string): number {
    return this.#units.get(counter) ?? 0;
  }

  add(waiter: Waiter): void {
    this.#waiters.add(waiter);
    this.#count(waiter, 1);
  }

  delete(waiter: Waiter): void {
    if (this.#waiters.delete(waiter)) this.#count(waiter, -1);
  }

  #count({ costs }: Waiter, sign: 1 | -1): void {
    for (const { counter, units } of costs) {
      this.#units.set(counter, this.unitsOf(counter) + sign * units);
    }
  }
}

/** Names the queue of a call: the same for calls with the same limits. */
export function queueNameOf(costs: readonly PacedCost[]): string {
  return costs.map(({ counter }) => counter).join('\0');
}

/** The queue whose first call came before those of all others. */
export function earliest(queues: Iterable<WaitQueue>): WaitQueue | undefined {
  let found: WaitQueue | undefined;
  for (const queue of queues) {
    const { first } = queue;
    if (first && !(found?.first && found.first.turn < first.turn)) found = queue;
  }
  return found;
}
