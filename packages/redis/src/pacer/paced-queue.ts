import type { Limit, PacedCost } from '@polychat/core';
import { type Waiter, WaitQueue } from '@polychat/core/pacing';

/** A call that waits for a lease. */
export interface PacedWaiter extends Waiter {
  /** What its lease must be: leases for calls of one queue that are alike can stand in for each other. */
  readonly kind: LeaseKind;
  /** By the monotonic clock. Infinity where it waits without end. */
  readonly deadlineAt: number;
  /** Says that it waits, once. */
  noteWait(): void;
}

/** What a lease is for. */
export interface LeaseKind {
  readonly name: string;
  readonly costs: readonly PacedCost[];
  readonly holdMs: number;
}

/** When the next call of a queue can go at the earliest, and which limit decides that. */
interface Head {
  readonly at: number;
  readonly limit: Limit;
}

/** Calls that wait for the same counters, with the leases that are in hand for them. */
export class PacedQueue {
  /** Names it to the server. */
  readonly name: string;
  readonly costs: readonly PacedCost[];
  readonly waiting: WaitQueue<PacedWaiter>;
  /** Its place among all clients that wait, as the server said last. */
  turn = 0;
  /** When to ask for leases, by the monotonic clock. In the past: at once. */
  askAt = 0;
  /** Whether the server counts it among those who wait. */
  isRegistered = false;
  head: Head | undefined;
  readonly #waiters = new Map<string, number>();
  readonly #inHand = new Map<string, number>();

  constructor(name: string, costs: readonly PacedCost[], takeNumber: () => number) {
    this.name = name;
    this.costs = costs;
    this.waiting = new WaitQueue<PacedWaiter>(costs, takeNumber);
  }

  /** Nobody waits, and nothing is in hand. */
  get isIdle(): boolean {
    return this.waiting.first === undefined && this.#inHand.size === 0 && !this.isRegistered;
  }

  add(waiter: PacedWaiter): void {
    this.waiting.add(waiter);
    count(this.#waiters, waiter.kind.name, 1);
  }

  serve(waiter: PacedWaiter): void {
    this.waiting.serve(waiter);
    count(this.#waiters, waiter.kind.name, -1);
  }

  delete(waiter: PacedWaiter): void {
    this.waiting.delete(waiter);
    count(this.#waiters, waiter.kind.name, -1);
  }

  /** A lease came, or was used. */
  holdInHand(kind: LeaseKind, by: 1 | -1): void {
    count(this.#inHand, kind.name, by);
  }

  /** Whether more leases of a kind are in hand than calls wait for. */
  hasTooMany(kind: LeaseKind): boolean {
    return (this.#inHand.get(kind.name) ?? 0) > (this.#waiters.get(kind.name) ?? 0);
  }

  /** The call whose turn is first among those that a lease is for. */
  firstLike(kind: LeaseKind): PacedWaiter | undefined {
    for (const waiter of this.waiting.inTurn()) {
      if (waiter.kind.name === kind.name) return waiter;
    }
    return undefined;
  }

  /** The calls for which no lease is in hand, in turn. */
  *missing(): Generator<PacedWaiter, void, undefined> {
    const inHand = new Map(this.#inHand);
    for (const waiter of this.waiting.inTurn()) {
      const left = inHand.get(waiter.kind.name) ?? 0;
      if (left > 0) inHand.set(waiter.kind.name, left - 1);
      else yield waiter;
    }
  }

  /** Whether a call waits for which no lease is in hand. */
  get isMissingLeases(): boolean {
    return this.missing().next().done !== true;
  }

  /** At least when a call can go before which so many units wait, by the monotonic clock. */
  earliest(unitsAhead: number): number {
    if (!this.head) return Number.NEGATIVE_INFINITY;
    const { at, limit } = this.head;
    return at + Math.floor(unitsAhead / limit.capacity) * limit.windowMs;
  }

  /** What a call uses of the limit that decides how long it takes. */
  decidingUnits({ kind }: PacedWaiter): number {
    return kind.costs[this.#deciding]?.units ?? 0;
  }

  /** The units of that limit for which calls wait that go before this one. */
  unitsAhead(waiter: PacedWaiter): number {
    const counter = this.costs[this.#deciding]?.counter ?? '';
    return Math.max(0, this.waiting.unitsAhead(counter, waiter.sendId) - this.decidingUnits(waiter));
  }

  get #deciding(): number {
    return Math.max(
      0,
      this.costs.findIndex(({ limit }) => limit.name === this.head?.limit.name),
    );
  }
}

function count(counts: Map<string, number>, name: string, by: number): void {
  const next = (counts.get(name) ?? 0) + by;
  if (next > 0) counts.set(name, next);
  else counts.delete(name);
}
