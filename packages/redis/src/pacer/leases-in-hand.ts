import type { Clock } from '@polychat/core';
import type { LeaseKind, PacedQueue } from './paced-queue.ts';

/** A lease that begins soon. */
export interface LeaseInHand {
  readonly id: string;
  readonly queue: PacedQueue;
  readonly kind: LeaseKind;
  /** It is handed to a call from then on, by the monotonic clock. */
  readonly notBefore: number;
  /** It is given back after that. */
  readonly useBy: number;
}

/** Leases that were given ahead, in the order in which they begin. */
export class LeasesInHand {
  readonly #clock: Clock;
  readonly #onBegin: (lease: LeaseInHand) => void;
  readonly #leases: LeaseInHand[] = [];
  #cancelTimer = () => {};

  /** @param onBegin called with each lease at its moment */
  constructor(clock: Clock, onBegin: (lease: LeaseInHand) => void) {
    this.#clock = clock;
    this.#onBegin = onBegin;
  }

  get isEmpty(): boolean {
    return this.#leases.length === 0;
  }

  add(lease: LeaseInHand): void {
    let index = this.#leases.length;
    while (index > 0 && (this.#leases[index - 1]?.notBefore ?? 0) > lease.notBefore) index -= 1;
    this.#leases.splice(index, 0, lease);
    lease.queue.holdInHand(lease.kind, 1);
  }

  /** Lets begin what begins now, and sets the timer for the next. */
  begin(): void {
    this.#cancelTimer();
    this.#cancelTimer = () => {};
    const now = this.#clock.monotonic();
    for (let first = this.#leases[0]; first && first.notBefore <= now; first = this.#leases[0]) {
      this.#leases.shift();
      first.queue.holdInHand(first.kind, -1);
      this.#onBegin(first);
    }
    const next = this.#leases[0];
    if (!next) return;
    // A timer may come a little early, and a lease must not.
    this.#cancelTimer = this.#clock.schedule(() => this.begin(), Math.ceil(next.notBefore - now));
  }

  /** Takes away those that begin last and for which nobody waits any more. */
  takeSurplus(queue: PacedQueue): readonly LeaseInHand[] {
    const surplus: LeaseInHand[] = [];
    for (let index = this.#leases.length - 1; index >= 0; index -= 1) {
      const lease = this.#leases[index];
      if (lease?.queue !== queue || !queue.hasTooMany(lease.kind)) continue;
      this.#leases.splice(index, 1);
      queue.holdInHand(lease.kind, -1);
      surplus.push(lease);
    }
    return surplus;
  }

  takeAll(): readonly LeaseInHand[] {
    this.#cancelTimer();
    const all = this.#leases.splice(0);
    for (const { queue, kind } of all) queue.holdInHand(kind, -1);
    return all;
  }
}
