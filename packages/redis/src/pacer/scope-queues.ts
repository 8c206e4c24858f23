import type { PacedCost } from '@polychat/core';
import { queueNameOf } from '@polychat/core/pacing';
import { PacedQueue } from './paced-queue.ts';

/** Beyond so many queues, idle ones are forgotten: counters of groups, senders or channels come without end. */
const queuesToKeep = 256;

/** The queues of one scope: one for all calls that wait for the same counters. */
export class ScopeQueues {
  readonly #client: string;
  readonly #queues = new Map<string, PacedQueue>();
  #turnsSoFar = 0;
  #queuesSoFar = 0;

  /** @param client names this client to the server */
  constructor(client: string) {
    this.#client = client;
  }

  get all(): Iterable<PacedQueue> {
    return this.#queues.values();
  }

  /** The queue of calls with these costs. */
  queueOf(costs: readonly PacedCost[]): PacedQueue {
    const key = queueNameOf(costs);
    let queue = this.#queues.get(key);
    if (queue) return queue;
    if (this.#queues.size >= queuesToKeep) {
      for (const [name, each] of this.#queues) if (each.isIdle) this.#queues.delete(name);
    }
    this.#queuesSoFar += 1;
    queue = new PacedQueue(`${this.#client}/${this.#queuesSoFar}`, costs, () => ++this.#turnsSoFar);
    this.#queues.set(key, queue);
    return queue;
  }

  /** Whose turn is next comes first. */
  inTurn(): readonly PacedQueue[] {
    return [...this.#queues.values()].sort((a, b) => a.waiting.turn - b.waiting.turn);
  }
}

/** A counter that a call names twice is one cost. */
export function mergedByCounter(costs: readonly PacedCost[]): readonly PacedCost[] {
  const merged = new Map<string, PacedCost>();
  for (const cost of costs) {
    if (cost.units <= 0) continue;
    const known = merged.get(cost.counter);
    merged.set(cost.counter, known ? { ...known, units: known.units + cost.units } : cost);
  }
  return [...merged.values()];
}
