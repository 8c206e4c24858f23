import type { Clock } from '@polychat/core';

/** One timer for all that is to be done later: it rings at the earliest moment that was asked for. */
export class WakeUp {
  readonly #clock: Clock;
  readonly #onRing: () => void;
  #at = Number.POSITIVE_INFINITY;
  #cancel = () => {};

  constructor(clock: Clock, onRing: () => void) {
    this.#clock = clock;
    this.#onRing = onRing;
  }

  /** Rings at this moment of the monotonic clock, if not before. */
  at(moment: number): void {
    if (moment >= this.#at) return;
    this.#cancel();
    this.#at = moment;
    this.#cancel = this.#clock.schedule(
      () => {
        this.#at = Number.POSITIVE_INFINITY;
        this.#onRing();
      },
      Math.max(0, Math.ceil(moment - this.#clock.monotonic())),
    );
  }

  /** Rings no more. */
  stop(): void {
    this.#cancel();
    this.#at = Number.NEGATIVE_INFINITY;
  }
}
