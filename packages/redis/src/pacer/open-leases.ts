import type { Clock, Lease, LeaseEnd, PacedCost } from '@polychat/core';
import type { LeaseKind } from './paced-queue.ts';
import type { Settlement } from './pacing-call.ts';

/** A lease that a call has. */
interface OpenLease {
  readonly costs: readonly PacedCost[];
  /** The call is over by then, by the monotonic clock. */
  readonly endsAt: number;
}

/** So many settlements go with one call of the script, which holds up the server for as long as it runs. */
const mostAtOnce = 200;
/**
 * So long is gathered what has no hurry to be told, in milliseconds. Units are handed out 250 ms before they come free,
 * and come free one window after a reply, so that nobody asks for them earlier than this.
 */
const gatherMs = 50;

/** The leases that calls have, and how others ended, until the server knows. */
export class OpenLeases {
  readonly #clock: Clock;
  readonly #onSettled: (isUrgent: boolean) => void;
  readonly #open = new Map<string, OpenLease>();
  #settled: Settlement[] = [];
  #tellBy = Number.POSITIVE_INFINITY;

  /** @param onSettled says that there is something to tell; urgent where others can use what has come free */
  constructor(clock: Clock, onSettled: (isUrgent: boolean) => void) {
    this.#clock = clock;
    this.#onSettled = onSettled;
  }

  get isEmpty(): boolean {
    return this.#open.size === 0 && this.#settled.length === 0;
  }

  get hasSettled(): boolean {
    return this.#settled.length > 0;
  }

  /** By when the server should hear what there is to tell, by the monotonic clock. Infinite where there is nothing. */
  get tellBy(): number {
    return this.#tellBy;
  }

  /** Hands a lease to a call. */
  open(id: string, { costs, holdMs }: LeaseKind): Lease {
    this.#forgetEnded();
    this.#open.set(id, { costs, endsAt: this.#clock.monotonic() + holdMs });
    let isSettled = false;
    // A plain object: who wraps a pacer copies its leases.
    return {
      settle: (end) => {
        if (isSettled) return;
        isSettled = true;
        this.#open.delete(id);
        this.#settle(id, costs, end);
      },
    };
  }

  /** A lease that no call has had, or that may have been given without our knowledge. */
  giveBack(id: string, costs: readonly PacedCost[]): void {
    this.#add({ id, costs, slowed: [] }, Number.NEGATIVE_INFINITY);
  }

  /** The server has forgotten everything: it learns again what may still arrive. */
  tellAgain(): void {
    const now = this.#clock.monotonic();
    for (const [id, { costs, endsAt }] of this.#open) {
      if (endsAt > now) this.#add({ id, costs, endsAt, slowed: [] }, Number.NEGATIVE_INFINITY);
    }
  }

  /** Takes what there is to tell. */
  take(): readonly Settlement[] {
    const taken = this.#settled.splice(0, mostAtOnce);
    this.#tellBy = this.hasSettled ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    return taken;
  }

  /** The server may not have heard it. Told twice it does no harm. */
  putBack(settled: readonly Settlement[]): void {
    if (settled.length === 0) return;
    this.#settled = [...settled, ...this.#settled];
    this.#tellBy = Number.NEGATIVE_INFINITY;
  }

  #add(settlement: Settlement, tellBy: number): void {
    this.#settled.push(settlement);
    this.#tellBy = Math.min(this.#tellBy, tellBy);
  }

  #settle(id: string, costs: readonly PacedCost[], end: LeaseEnd): void {
    const now = this.#clock.monotonic();
    const isFree = end.how === 'not_sent' || (end.how === 'too_fast' && !end.counted);
    const slowed = end.how === 'too_fast' ? slowedBy(end.limits, costs) : [];
    const endsAt = end.how === 'may_arrive' ? now + end.withinMs : now;
    const isUrgent = isFree || slowed.length > 0;
    this.#add({ id, costs, slowed, ...(isFree ? {} : { endsAt }) }, isUrgent ? now : now + gatherMs);
    this.#onSettled(isUrgent);
  }

  /** A caller that never settles must not fill the memory; the server has freed such a lease long ago. */
  #forgetEnded(): void {
    const now = this.#clock.monotonic();
    for (const [id, { endsAt }] of this.#open) {
      if (endsAt > now) return;
      this.#open.delete(id);
    }
  }
}

function slowedBy(limits: readonly string[] | undefined, costs: readonly PacedCost[]): readonly string[] {
  return costs
    .filter(({ limit }) => limit.kind === 'rate' && (limits?.includes(limit.name) ?? true))
    .map(({ counter }) => counter);
}
