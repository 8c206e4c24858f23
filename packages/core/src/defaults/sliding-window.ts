import type { Limit } from '../ports/pacer.ts';

/** How far a vendor's "too fast" slows a limit down, and how fast it recovers. */
const slowdown = { step: 0.5, floor: 1 / 16, recoveryPerWindow: 1.25 };

interface EndedUnits {
  readonly freeAt: number;
  readonly units: number;
}

/**
 * The use of one limit, counted so that it holds as the vendor sees it, whatever the network does to the spacing of
 * calls: units are in use from the moment they are taken until one window after their call has ended.
 *
 * The limit comes with every question, since chats of one app may hold different shares of it.
 */
export class SlidingWindow {
  /** Units of calls that have not ended. */
  #inFlight = 0;
  /** Units of calls that have ended, in the order in which they come free, from `#firstEnded` on. */
  #ended: EndedUnits[] = [];
  #firstEnded = 0;
  #endedUnits = 0;
  #factor = 1;
  #factorChangedAt = 0;

  /** At least how long until so many units fit, in milliseconds. More than the capacity fits into an empty window. */
  waitMs(limit: Limit, units: number, now: number): number {
    this.#expire(now);
    const capacity = limit.capacity * this.#currentFactor(limit, now);
    let surplus = this.#inFlight + this.#endedUnits + units - Math.max(capacity, units);
    for (let i = this.#firstEnded; surplus > 0; i += 1) {
      const ended = this.#ended[i];
      // What is still in flight comes free one window after its end, which is not before now.
      if (!ended) return limit.windowMs;
      surplus -= ended.units;
      if (surplus <= 0) return ended.freeAt - now;
    }
    return 0;
  }

  /** At least how long until a call fits that stands behind calls with so many units. */
  waitBehindMs(limit: Limit, units: number, unitsAhead: number, now: number): number {
    if (unitsAhead === 0) return this.waitMs(limit, units, now);
    // A call that is larger than the capacity needs one empty window, not several. A slowdown may have passed by then.
    const total = unitsAhead + Math.min(units, limit.capacity);
    const rounds = Math.ceil(total / limit.capacity) - 1;
    return this.waitMs(limit, total - rounds * limit.capacity, now) + rounds * limit.windowMs;
  }

  take(units: number): void {
    this.#inFlight += units;
  }

  /** The call never left: its units are free at once. */
  refund(units: number): void {
    this.#inFlight -= units;
  }

  /** The call has ended. One that is larger than the capacity stays in use for as many windows as it is worth. */
  end(limit: Limit, units: number, now: number): void {
    const freeAt = now + Math.max(1, units / limit.capacity) * limit.windowMs;
    // Almost always the last; what is larger than the capacity of its chat's share comes free later than its turn.
    let index = this.#ended.length;
    while (index > this.#firstEnded && (this.#ended[index - 1]?.freeAt ?? 0) > freeAt) index -= 1;
    this.#ended.splice(index, 0, { freeAt, units });
    this.#inFlight -= units;
    this.#endedUnits += units;
  }

  /** The vendor said "too fast": halves the capacity. It recovers by a quarter each window. */
  slowDown(limit: Limit, now: number): void {
    this.#factor = Math.max(slowdown.floor, this.#currentFactor(limit, now) * slowdown.step);
    this.#factorChangedAt = now;
  }

  isIdle(now: number): boolean {
    this.#expire(now);
    return this.#inFlight === 0 && this.#endedUnits === 0;
  }

  #currentFactor(limit: Limit, now: number): number {
    if (this.#factor === 1) return 1;
    const windows = (now - this.#factorChangedAt) / limit.windowMs;
    return Math.min(1, this.#factor * slowdown.recoveryPerWindow ** windows);
  }

  #expire(now: number): void {
    for (let ended = this.#ended[this.#firstEnded]; ended && ended.freeAt <= now; ) {
      this.#endedUnits -= ended.units;
      this.#firstEnded += 1;
      ended = this.#ended[this.#firstEnded];
    }
    // Forget what has expired once it is the larger half, so that the list stays as long as it is useful.
    if (this.#firstEnded > 64 && this.#firstEnded * 2 > this.#ended.length) {
      this.#ended.splice(0, this.#firstEnded);
      this.#firstEnded = 0;
    }
  }
}
