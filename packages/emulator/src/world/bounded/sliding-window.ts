import { BoundedList } from './bounded-list.ts';

/** At most `units` in any stretch of `milliseconds`. */
export interface WindowLimit {
  readonly units: number;
  readonly milliseconds: number;
}

/**
 * Counts what was let through during the last stretch of time. The vendors do not say how they measure;
 * a sliding window is the strictest reading, since it refuses a burst across the border of two seconds.
 * What was refused does not count.
 */
export class SlidingWindow {
  readonly #limit: WindowLimit;
  /** One entry for each moment at which something was taken. */
  readonly #taken = new BoundedList<{ readonly at: number; units: number }>();
  #used = 0;

  constructor(limit: WindowLimit) {
    this.#limit = limit;
  }

  /** True, and counted, when `units` more still fit at the time `now` (milliseconds). */
  take(now: number, units = 1): boolean {
    if (this.#limit.units === Number.POSITIVE_INFINITY) return true;
    if (!this.fits(now, units)) return false;
    this.#used += units;
    const newest = this.#taken.newest();
    if (newest?.at === now) newest.units += units;
    else this.#taken.push({ at: now, units });
    return true;
  }

  /** True when `units` more would fit at the time `now`. Counts nothing. */
  fits(now: number, units = 1): boolean {
    for (let oldest = this.#taken.oldest(); oldest !== undefined; oldest = this.#taken.oldest()) {
      if (oldest.at > now - this.#limit.milliseconds) break;
      this.#used -= oldest.units;
      this.#taken.shift();
    }
    return this.#used + units <= this.#limit.units;
  }

  /** How much is remembered. */
  get entries(): number {
    return this.#taken.size;
  }
}

/** One window per key, made when a key is first seen. */
export class SlidingWindows {
  readonly #windows = new Map<string, SlidingWindow>();

  /** As `SlidingWindow.take`, for the window of `key`, which has `limit` from its first use on. */
  take(key: string, limit: WindowLimit, now: number, units = 1): boolean {
    return this.#window(key, limit).take(now, units);
  }

  /** As `SlidingWindow.fits`, for the window of `key`. */
  fits(key: string, limit: WindowLimit, now: number, units = 1): boolean {
    return this.#window(key, limit).fits(now, units);
  }

  clear(): void {
    this.#windows.clear();
  }

  #window(key: string, limit: WindowLimit): SlidingWindow {
    let window = this.#windows.get(key);
    if (window === undefined) {
      window = new SlidingWindow(limit);
      this.#windows.set(key, window);
    }
    return window;
  }
}
