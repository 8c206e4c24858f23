import type { Limit } from '../ports/pacer.ts';
import { Slowdown } from './slowdown.ts';

/** Units that come free at a moment that is known. */
interface Freeing {
  freeAt: number;
  units: number;
  /** The earliest moment at which a part of it could have come free. */
  readonly since: number;
}

/** Calls that end within one millisecond come free together, at the end of it: a thousand of them are one entry. */
const togetherMs = 1;

/** Units of one call. */
export interface HeldUnits {
  readonly units: number;
  /** Where the moment at which they come free was known when they were taken. */
  readonly freeing?: Freeing;
}

/**
 * The use of one limit, counted so that it holds as the vendor sees it, whatever the network does to the spacing of
 * calls: units are in use from the moment they are taken until one window after their call has ended.
 *
 * With a bound on the jitter of the network they are in use until one window and that bound after they were taken:
 * two calls that leave so far apart cannot arrive closer than a window.
 *
 * The limit comes with every question, since chats of one app may hold different shares of it.
 */
export class SlidingWindow {
  readonly #jitterMs: number | undefined;
  /** Units of calls that have not ended. */
  #inFlight = 0;
  /** Units in the order in which they come free, from `#first` on. */
  #freeing: Freeing[] = [];
  #first = 0;
  #freeingUnits = 0;
  readonly #slowdown = new Slowdown();

  /** @param jitterMs by how much the times that calls take on their way differ at most, in milliseconds */
  constructor(jitterMs?: number) {
    this.#jitterMs = jitterMs;
  }

  /** At least how long until so many units fit, in milliseconds. More than the capacity fits into an empty window. */
  waitMs(limit: Limit, units: number, now: number): number {
    this.#expire(now);
    let used = this.#inFlight + this.#freeingUnits;
    let from = now;
    for (let index = this.#first; used > 0; index += 1) {
      const next = this.#freeing[index];
      const part = (used + units) / limit.capacity;
      if (part <= 1) {
        const fitsAt = Math.max(from, this.#slowdown.allows(part, now));
        if (!next || fitsAt <= next.freeAt) return fitsAt - now;
      }
      // What is still in flight comes free one window after its end, which is not before now.
      if (!next) return limit.windowMs;
      used -= next.units;
      from = next.freeAt;
    }
    return from - now;
  }

  /** At least how long until a call fits that stands behind calls with so many units. */
  waitBehindMs(limit: Limit, units: number, unitsAhead: number, now: number): number {
    if (unitsAhead === 0) return this.waitMs(limit, units, now);
    // A call that is larger than the capacity needs one empty window, not several. A slowdown may have passed by then.
    const total = unitsAhead + Math.min(units, limit.capacity);
    const rounds = Math.ceil(total / limit.capacity) - 1;
    return this.waitMs(limit, total - rounds * limit.capacity, now) + rounds * limit.windowMs;
  }

  take(limit: Limit, units: number, now: number): HeldUnits {
    if (this.#jitterMs === undefined) {
      this.#inFlight += units;
      return { units };
    }
    return { units, freeing: this.#freeAt(now + lengthOf(limit, units) + this.#jitterMs, units) };
  }

  /** The call never left, or was not counted: its units are free at once. */
  refund({ units, freeing }: HeldUnits): void {
    if (!freeing) {
      this.#inFlight -= units;
      return;
    }
    // What has come free already is counted no more.
    if (this.#freeing.indexOf(freeing, this.#first) < 0) return;
    this.#freeingUnits -= freeing.units;
    freeing.units = 0;
  }

  /** The call ends at that moment. One that is larger than the capacity stays in use for as many windows as it is worth. */
  end(limit: Limit, { units, freeing }: HeldUnits, at: number): void {
    if (freeing) return;
    this.#inFlight -= units;
    this.#freeAt(at + lengthOf(limit, units), units);
  }

  /** The vendor said "too fast". */
  slowDown(now: number): void {
    this.#slowdown.step(now);
  }

  isIdle(now: number): boolean {
    this.#expire(now);
    return this.#inFlight === 0 && this.#freeingUnits === 0;
  }

  #freeAt(freeAt: number, units: number): Freeing {
    this.#freeingUnits += units;
    const last = this.#first < this.#freeing.length ? this.#freeing.at(-1) : undefined;
    if (last && this.#jitterMs === undefined && freeAt >= last.freeAt && freeAt < last.since + togetherMs) {
      last.freeAt = freeAt;
      last.units += units;
      return last;
    }
    const freeing = { freeAt, units, since: freeAt };
    if (last && freeAt < last.freeAt) {
      let index = this.#freeing.length;
      // What is larger than the capacity of its chat's share comes free later than its turn.
      while (index > this.#first && (this.#freeing[index - 1]?.freeAt ?? 0) > freeAt) index -= 1;
      this.#freeing.splice(index, 0, freeing);
    } else {
      this.#freeing.push(freeing);
    }
    return freeing;
  }

  #expire(now: number): void {
    for (let next = this.#freeing[this.#first]; next && next.freeAt <= now; ) {
      this.#freeingUnits -= next.units;
      this.#first += 1;
      next = this.#freeing[this.#first];
    }
    // Forget what has expired once it is the larger half, so that the list stays as long as it is useful.
    if (this.#first > 64 && this.#first * 2 > this.#freeing.length) {
      this.#freeing.splice(0, this.#first);
      this.#first = 0;
    }
  }
}

/** For how long units are in use after the end of their call, in milliseconds. */
function lengthOf(limit: Limit, units: number): number {
  return Math.max(1, units / limit.capacity) * limit.windowMs;
}
