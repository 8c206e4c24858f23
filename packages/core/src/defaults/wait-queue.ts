import type { PacedCost, PacerAnswer } from '../ports/pacer.ts';

/** A call that waits for capacity. */
export interface Waiter {
  readonly sendId: string;
  readonly costs: readonly PacedCost[];
  end(answer: PacerAnswer): void;
}

/** The waiting calls of one send. */
interface Turn {
  /** Its place among the turns of all queues. */
  readonly number: number;
  readonly waiters: Waiter[];
}

/**
 * Calls that wait for the same limits. Sends take turns: each has one call served, and then lets all others have one,
 * so that a bulk send never has more than one call waiting ahead of somebody else's.
 */
export class WaitQueue {
  /** The counters of its calls' limits. */
  readonly counters: readonly string[];
  readonly #takeNumber: () => number;
  /** By send, in the order of their turns. */
  readonly #turns = new Map<string, Turn>();

  /** @param takeNumber gives a number that is larger than every one before it, in all queues of a scope */
  constructor(costs: readonly PacedCost[], takeNumber: () => number) {
    this.counters = costs.map(({ counter }) => counter);
    this.#takeNumber = takeNumber;
  }

  /** The call whose turn it is. */
  get first(): Waiter | undefined {
    return this.#firstTurn?.waiters[0];
  }

  /** The number of the turn that is next; Infinity where nobody waits. */
  get turn(): number {
    return this.#firstTurn?.number ?? Number.POSITIVE_INFINITY;
  }

  get #firstTurn(): Turn | undefined {
    return this.#turns.values().next().value;
  }

  add(waiter: Waiter): void {
    const turn = this.#turns.get(waiter.sendId);
    if (turn) turn.waiters.push(waiter);
    else this.#turns.set(waiter.sendId, { number: this.#takeNumber(), waiters: [waiter] });
  }

  /** Takes the call away whose turn it was; its send has its next turn after all others. */
  shift(): void {
    const turn = this.#firstTurn;
    const served = turn?.waiters.shift();
    if (!turn || !served) return;
    this.#turns.delete(served.sendId);
    if (turn.waiters.length > 0) {
      this.#turns.set(served.sendId, { number: this.#takeNumber(), waiters: turn.waiters });
    }
  }

  /** Takes away a call that waits no more. The turn of its send stays. */
  delete(waiter: Waiter): void {
    const turn = this.#turns.get(waiter.sendId);
    const index = turn?.waiters.indexOf(waiter) ?? -1;
    if (!turn || index < 0) return;
    turn.waiters.splice(index, 1);
    if (turn.waiters.length === 0) this.#turns.delete(waiter.sendId);
  }

  /** The units of one counter for which calls wait that have their turn before a new call of this send. */
  unitsAhead(counter: string, sendId: string): number {
    const position = this.counters.indexOf(counter);
    if (position < 0) return 0;
    const rounds = (this.#turns.get(sendId)?.waiters.length ?? 0) + 1;
    let units = 0;
    for (const [ahead, { waiters }] of this.#turns) {
      // Of its own calls all are ahead, of another send's as many as there are rounds until its own turn.
      const count = ahead === sendId ? waiters.length : Math.min(rounds, waiters.length);
      for (let index = 0; index < count; index += 1) units += waiters[index]?.costs[position]?.units ?? 0;
    }
    return units;
  }
}

/** Names the queue of a call: the same for calls with the same limits. */
export function queueNameOf(costs: readonly PacedCost[]): string {
  return costs.map(({ counter }) => counter).join('\0');
}

/** The queue whose turn comes before those of all others. */
export function earliest(queues: Iterable<WaitQueue>): WaitQueue | undefined {
  let found: WaitQueue | undefined;
  for (const queue of queues) {
    if (queue.first && queue.turn < (found?.turn ?? Number.POSITIVE_INFINITY)) found = queue;
  }
  return found;
}
