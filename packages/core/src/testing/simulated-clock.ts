import type { Clock } from '../ports/clock.ts';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** For a clock whose time others go by, too, such as servers on loopback. */
export interface SimulatedClockOptions {
  /**
   * While somebody is being answered, returns a promise that resolves at the next change of that: no time passes before
   * it. Undefined while nobody is. So no machine is too slow for a time limit.
   */
  readonly whileAnswered?: () => Promise<unknown> | undefined;
  /** Is told by how many milliseconds the time has moved, before the timers of that moment run. */
  readonly onMove?: (byMs: number) => void;
}

/** When a clock begins that was not told otherwise: in June 2025. */
const defaultStart = 1_750_000_000_000;
/** What the monotonic clock is behind the wall clock, so that nobody takes one for the other. */
const monotonicOffset = 1_700_000_000_000;
/** How far `finish` moves on at most, unless it is told otherwise: an hour. */
const longestFinishMs = 3_600_000;
/** So often `finish` lets everything run while no timer is set; after the first of them a millisecond passes each time. */
const mostIdleTurns = 1_000;
const quickIdleTurns = 50;

/**
 * A clock that stands still until a test moves it. Give it to `createChat(…, { clock })`, and no test waits for time
 * limits, repeats or pacing. Give it to every part that takes a clock: what has the system's goes on by real time.
 */
export class SimulatedClock implements Clock {
  #now: number;
  /** By how much the wall clock was set, in milliseconds. */
  #setBy = 0;
  readonly #timers = new Set<Timer>();
  #scheduled = 0;
  readonly #options: SimulatedClockOptions;
  /** What `run` waits for while no timer is set. */
  #onSchedule = Promise.withResolvers<void>();

  /** A clock that begins at this moment, in milliseconds since 1970. */
  constructor(now: number = defaultStart, options: SimulatedClockOptions = {}) {
    this.#now = now;
    this.#options = options;
  }

  /** How many timers were ever set. */
  get scheduled(): number {
    return this.#scheduled;
  }

  /** How many timers are set now. */
  get pending(): number {
    return this.#timers.size;
  }

  /** The wall clock, in milliseconds since 1970. */
  now(): number {
    return this.#now + this.#setBy;
  }

  /** Milliseconds that only `advance`, `finish`, `run` and `stall` add to. */
  monotonic(): number {
    return this.#now - monotonicOffset;
  }

  /** Sets the wall clock forward, or back by a negative number of milliseconds. Timers and the monotonic clock do not notice. */
  set(byMs: number): void {
    this.#setBy += byMs;
  }

  /** So many milliseconds pass and no timer runs, as on a machine that was asleep. */
  stall(byMs: number): void {
    this.#moveTo(this.#now + byMs);
  }

  /** Calls back when the clock has moved on by so many milliseconds; the function returned cancels it. */
  schedule(callback: () => void, delayMs: number): () => void {
    const timer = { at: this.#now + Math.max(0, delayMs), callback };
    this.#timers.add(timer);
    this.#scheduled += 1;
    this.#onSchedule.resolve();
    return () => this.#timers.delete(timer);
  }

  /** Moves on by so many milliseconds, stopping at every timer on the way, and lets everything that follows from it happen. */
  async advance(byMs: number): Promise<void> {
    const end = this.#now + byMs;
    await this.#quiet();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#fire(next);
      await this.#quiet();
    }
    this.#moveTo(end);
  }

  /**
   * Moves on from timer to timer until the promise has settled, and returns what it resolves to. Throws an `Error` when
   * it has not settled `withinMs` milliseconds later (default: an hour), or when it waits and no timer is set.
   */
  async finish<T>(promise: Promise<T>, withinMs: number = longestFinishMs): Promise<T> {
    let isSettled = false;
    const mark = () => {
      isSettled = true;
    };
    promise.then(mark, mark);
    const end = this.#now + withinMs;
    await settle();
    for (let idle = 0; !isSettled && idle < mostIdleTurns; ) {
      const change = this.#options.whileAnswered?.();
      const next = change ? undefined : this.#next(end);
      // Without a timer it is still something that takes a few turns of the event loop, or a socket, or it hangs.
      idle = next || change ? 0 : idle + 1;
      if (change) await Promise.race([change, promise.then(mark, mark)]);
      else if (next) this.#fire(next);
      else if (idle >= quickIdleTurns) await new Promise<void>((resolve) => setTimeout(resolve, 1));
      await settle();
    }
    if (!isSettled)
      throw new Error(`nothing is scheduled within ${withinMs} ms, and the promise has not settled`);
    return promise;
  }

  /**
   * From now on time passes by itself, from timer to timer, once all that follows from the last one has happened. The
   * function returned ends that.
   */
  run(): () => void {
    let isRunning = true;
    const pass = async () => {
      for (;;) {
        await this.#quiet();
        if (!isRunning) return;
        const next = this.#next(Number.POSITIVE_INFINITY);
        if (next) {
          this.#fire(next);
        } else {
          this.#onSchedule = Promise.withResolvers();
          await this.#onSchedule.promise;
        }
      }
    };
    void pass();
    return () => {
      isRunning = false;
      this.#onSchedule.resolve();
    };
  }

  /** Lets everything happen that needs no time, the answers that are on their way among it. */
  async #quiet(): Promise<void> {
    await settle();
    for (let change = this.#options.whileAnswered?.(); change; change = this.#options.whileAnswered?.()) {
      await change;
      await settle();
    }
  }

  #moveTo(moment: number): void {
    const byMs = moment - this.#now;
    this.#now = moment;
    if (byMs > 0) this.#options.onMove?.(byMs);
  }

  #fire(timer: Timer): void {
    this.#timers.delete(timer);
    this.#moveTo(Math.max(this.#now, timer.at));
    timer.callback();
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
