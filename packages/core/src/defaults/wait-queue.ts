import type { Cost, Lease, PacerRefusal } from '../ports/pacer.ts';

export type Answer = Lease | PacerRefusal | 'aborted';

/** A call that waits for room. */
export interface Waiter {
  /** Its place among all that ever waited in the scope. */
  readonly turn: number;
  readonly costs: readonly Cost[];
  end(answer: Answer): void;
}

/**
 * Calls that wait for the same limits, in the order in which they came: only the first of them needs looking at,
 * however many there are.
 */
export class WaitQueue {
  readonly limits: readonly string[];
  readonly #waiters = new Set<Waiter>();
  readonly #units = new Map<string, number>();

  constructor(costs: readonly Cost[]) {
    this.limits = costs.map(({ limit }) => limit.name);
  }

  get first(): Waiter | undefined {
    return this.#waiters.values().next().value;
  }

  /** The units of one limit that all its calls together wait for. */
  unitsOf(limit: string): number {
    return this.#units.get(limit) ?? 0;
  }

  add(waiter: Waiter): void {
    this.#waiters.add(waiter);
    this.#count(waiter, 1);
  }

  delete(waiter: Waiter): void {
    if (this.#waiters.delete(waiter)) this.#count(waiter, -1);
  }

  #count({ costs }: Waiter, sign: 1 | -1): void {
    for (const { limit, units } of costs) {
      this.#units.set(limit.name, this.unitsOf(limit.name) + sign * units);
    }
  }
}

/** Names the lane of a call: the same for calls with the same limits. */
export function queueNameOf(costs: readonly Cost[]): string {
  return costs.map(({ limit }) => limit.name).join('\n');
}

/** The lane whose first call came before those of all others. */
export function earliest(lanes: Iterable<WaitQueue>): WaitQueue | undefined {
  let found: WaitQueue | undefined;
  for (const lane of lanes) {
    const { first } = lane;
    if (first && !(found?.first && found.first.turn < first.turn)) found = lane;
  }
  return found;
}
