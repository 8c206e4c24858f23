import type { Clock } from '@polychat/core';

/** A moment of the store's, between two moments of this process's monotonic clock. */
interface Sample {
  readonly storeNow: number;
  readonly askedAt: number;
  readonly answeredAt: number;
}

/**
 * The store's time as far as this process knows it. Clocks of several machines differ by minutes; the store's answers
 * say what time it is there, between the question and the answer.
 */
export class StoreClock {
  readonly #clock: Clock;
  #sample: Sample | undefined;
  /** By how much the wall clock was ahead of the monotonic one, when the last answers came. */
  #offsets: readonly number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Asks the store something whose answer holds its time. */
  async ask<Answer extends { readonly now: number }>(question: () => Promise<Answer>): Promise<Answer> {
    const askedAt = this.#clock.monotonic();
    const answer = await question();
    const answeredAt = this.#clock.monotonic();
    this.#sample = { storeNow: answer.now, askedAt, answeredAt };
    this.#offsets = [this.#clock.now() - answeredAt, ...this.#offsets].slice(0, 3);
    return answer;
  }

  /** It is at least so late at the store. */
  get earliest(): number {
    const { storeNow, answeredAt } = this.#known();
    return storeNow + (this.#clock.monotonic() - answeredAt);
  }

  /** It is at most so late at the store. */
  get latest(): number {
    const { storeNow, askedAt } = this.#known();
    return storeNow + (this.#clock.monotonic() - askedAt);
  }

  /** A moment of this process's wall clock that has passed, by the store's clock: never later than it was. */
  storeTimeOf(wall: number): number {
    return this.earliest - Math.abs(this.#clock.now() - wall);
  }

  /** A moment of the store's that has passed, by this process's wall clock: never later than it was. */
  wallTimeOf(storeTime: number): number {
    return this.#clock.now() - Math.max(0, this.latest - storeTime);
  }

  /**
   * How long it is until a moment of this process's wall clock, in milliseconds, at most. If the clock was just set
   * forward, it may be longer than it looks.
   */
  longestUntil(wall: number): number {
    const now = this.#clock.now();
    const offset = now - this.#clock.monotonic();
    const wasSetForwardBy = Math.max(0, offset - Math.min(offset, ...this.#offsets));
    return Math.max(0, wall - now) + wasSetForwardBy;
  }

  #known(): Sample {
    if (!this.#sample) throw new Error('the store was not asked for its time');
    return this.#sample;
  }
}
