import type { PacedCost, PacerAnswer } from '../ports/pacer.ts';
import { OldestFirstMap } from './oldest-first-map.ts';

/** A call that waits for capacity. */
export interface Waiter {
  readonly sendId: string;
  readonly costs: readonly PacedCost[];
  end(answer: PacerAnswer): void;
}

/** The waiting calls of one send. */
interface Turn<Waiting extends Waiter> {
  /** Its place among the turns of all queues. */
  readonly number: number;
  readonly waiters: Waiting[];
}

/**
 * Calls that wait for the same limits. Sends take turns: each has one call served, and then lets all others have one,
 * so that a bulk send never has more than one call waiting ahead of somebody else's.
 */
export class WaitQueue<Waiting extends Waiter = Waiter> {
  /** The counters of its calls' limits. */
  readonly counters: readonly string[];
  readonly #takeNumber: () => number;
  /** By send, in the order of their turns. */
  readonly #turns = new OldestFirstMap<string, Turn<Waiting>>();
  /** For each counter, the units of the first waiting call of all sends, of the second, and so on. */
  readonly #unitsOfRounds: readonly number[][];

  /** @param takeNumber gives a number that is larger than every one before it, in all queues of a scope */
  constructor(costs: readonly PacedCost[], takeNumber: () => number) {
    this.counters = costs.map(({ counter }) => counter);
    this.#unitsOfRounds = costs.map(() => []);
    this.#takeNumber = takeNumber;
  }

  /** The call whose turn it is. */
  get first(): Waiting | undefined {
    return this.#turns.oldest?.waiters[0];
  }

  /** How many sends have calls waiting. */
  get sends(): number {
    return this.#turns.size;
  }

  /** The number of the turn that is next; Infinity where nobody waits. */
  get turn(): number {
    return this.#turns.oldest?.number ?? Number.POSITIVE_INFINITY;
  }

  add(waiter: Waiting): void {
    let turn = this.#turns.get(waiter.sendId);
    if (!turn) {
      turn = { number: this.#takeNumber(), waiters: [] };
      this.#turns.set(waiter.sendId, turn);
    }
    turn.waiters.push(waiter);
    this.#count(turn.waiters, turn.waiters.length - 1, 1);
  }

  /** Its calls in the order in which they will be served, if none is added. */
  *inTurn(): Generator<Waiting, void, undefined> {
    for (let round = 0, isLast = false; !isLast; round += 1) {
      isLast = true;
      for (const { waiters } of this.#turns.values()) {
        const waiter = waiters[round];
        if (!waiter) continue;
        isLast = false;
        yield waiter;
      }
    }
  }

  /** Takes the call away whose turn it was; its send has its next turn after all others. */
  shift(): void {
    const { first } = this;
    if (first) this.serve(first);
  }

  /** Takes a call away that is served, in its turn or before; its send has its next turn after all others. */
  serve(waiter: Waiting): void {
    this.delete(waiter);
    const turn = this.#turns.get(waiter.sendId);
    if (!turn) return;
    this.#turns.set(waiter.sendId, { number: this.#takeNumber(), waiters: turn.waiters });
  }

  /** Takes away a call that waits no more. The turn of its send stays. */
  delete(waiter: Waiting): void {
    const turn = this.#turns.get(waiter.sendId);
    const index = turn?.waiters.indexOf(waiter) ?? -1;
    if (!turn || index < 0) return;
    this.#count(turn.waiters, index, -1);
    turn.waiters.splice(index, 1);
    this.#count(turn.waiters, index, 1);
    if (turn.waiters.length === 0) this.#turns.delete(waiter.sendId);
  }

  /** The units of one counter for which calls wait that have their turn before a new call of this send. */
  unitsAhead(counter: string, sendId: string): number {
    const ofRounds = this.#unitsOfRounds[this.counters.indexOf(counter)] ?? [];
    // Of its own calls all are ahead, of another send's as many as there are rounds until its own turn.
    const rounds = (this.#turns.get(sendId)?.waiters.length ?? 0) + 1;
    let units = 0;
    for (let round = 0; round < rounds; round += 1) units += ofRounds[round] ?? 0;
    return units;
  }

  /** Adds the units of a send's calls to those of their rounds, or takes them away: of all calls from one on. */
  #count(waiters: readonly Waiting[], from: number, sign: 1 | -1): void {
    for (const [position, ofRounds] of this.#unitsOfRounds.entries()) {
      for (let round = from; round < waiters.length; round += 1) {
        const units = waiters[round]?.costs[position]?.units ?? 0;
        ofRounds[round] = (ofRounds[round] ?? 0) + sign * units;
      }
    }
  }
}

/** Names the queue of a call: the same for calls with the same limits. */
export function queueNameOf(costs: readonly PacedCost[]): string {
  return costs.map(({ counter }) => counter).join('\0');
}

/** The queue whose turn comes before those of all others. */
export function earliest<Waiting extends Waiter>(
  queues: Iterable<WaitQueue<Waiting>>,
): WaitQueue<Waiting> | undefined {
  let found: WaitQueue<Waiting> | undefined;
  for (const queue of queues) {
    if (queue.first && queue.turn < (found?.turn ?? Number.POSITIVE_INFINITY)) found = queue;
  }
  return found;
}
