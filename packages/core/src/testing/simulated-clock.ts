import type { Clock } from '../ports/clock.ts';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test moves it. */
export class SimulatedClock implements Clock {
  #now = 1_750_000_000_000;
  /** By how much the wall clock was set, in milliseconds. */
  #setBy = 0;
  readonly #timers = new Set<Timer>();
  #scheduled = 0;

  /** How many timers were ever set. */
  get scheduled(): number {
    return this.#scheduled;
  }

  /** How many timers are set now. */
  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now + this.#setBy;
  }

  monotonic(): number {
    return this.#now - 1_700_000_000_000;
  }

  /** Sets the wall clock forward, or back by a negative number. Timers and the monotonic clock do not notice. */
  set(byMs: number): void {
    this.#setBy += byMs;
  }

  /** Time passes and no timer runs, as on a machine that was asleep. */
  stall(byMs: number): void {
    this.#now += byMs;
  }

  schedule(callback: () => void, delayMs: number): () => void {
    const timer = { at: this.#now + Math.max(0, delayMs), callback };
    this.#timers.add(timer);
    this.#scheduled += 1;
    return () => this.#timers.delete(timer);
  }

  /** Moves on, stopping at every timer on the way, and lets everything that follows from it happen. */
  async advance(byMs: number): Promise<void> {
    const end = this.#now + byMs;
    await settle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#now = next.at;
      this.#timers.delete(next);
      next.callback();
      await settle();
    }
    this.#now = end;
  }

  /** Moves on until the promise has settled, an hour at most. */
  async finish<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const mark = () => {
      isSettled = true;
    };
    promise.then(mark, mark);
    const end = this.#now + 3_600_000;
    await settle();
    for (let idle = 0; !isSettled && idle < 50; ) {
      const next = this.#next(end);
      // Without a timer it is still something that takes a few turns of the event loop, or it hangs.
      idle = next ? 0 : idle + 1;
      await (next ? this.advance(next.at - this.#now) : settle());
    }
    if (!isSettled) throw new Error('nothing is scheduled, and the promise has not settled');
    return promise;
  }

  #next(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at <= end && (!first || timer.at < first.at)) first = timer;
    }
    return first;
  }
}

/** Lets promise callbacks run until they have all had their turn. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
