/** A timer that the clock can be asked to forget. */
export interface EmulatorTimer {
  cancel(): void;
}

interface PendingTimer {
  due: number;
  run: () => void;
  handle: ReturnType<typeof setTimeout>;
}

/**
 * The emulator's time: the machine's, plus what tests added to it.
 * Limits, windows, time stamps and webhook repeats all read this clock, so moving it moves them together.
 */
export class EmulatorClock {
  #offset = 0;
  readonly #pending = new Set<PendingTimer>();

  /** Milliseconds since 1970. */
  now(): number {
    return Date.now() + this.#offset;
  }

  /** Seconds since 1970, rounded down, as both vendors' time stamps have them. */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  /** Moves the time on, and runs the timers that fall due on the way, in their order. */
  advance(milliseconds: number): void {
    if (!Number.isFinite(milliseconds) || milliseconds < 0) {
      throw new RangeError('advance: milliseconds must be a finite number, 0 or more');
    }
    const target = this.now() + milliseconds;
    for (;;) {
      let next: PendingTimer | undefined;
      for (const timer of this.#pending) {
        if (timer.due <= target && (next === undefined || timer.due < next.due)) next = timer;
      }
      if (next === undefined) break;
      // A timer that starts another one must see its own moment, not the end of the jump.
      this.#offset = Math.max(this.#offset, next.due - Date.now());
      this.#fire(next);
    }
    this.#offset = Math.max(this.#offset, target - Date.now());
  }

  /** Back to the machine's time. */
  reset(): void {
    this.#offset = 0;
  }

  /** Runs `run` once `milliseconds` have passed or were skipped. Does not keep the process alive. */
  schedule(milliseconds: number, run: () => void): EmulatorTimer {
    const timer: PendingTimer = {
      due: this.now() + milliseconds,
      run,
      handle: setTimeout(() => this.#fire(timer), milliseconds),
    };
    timer.handle.unref();
    this.#pending.add(timer);
    return { cancel: () => this.#forget(timer) };
  }

  /** Forgets every timer. */
  close(): void {
    for (const timer of this.#pending) this.#forget(timer);
  }

  #fire(timer: PendingTimer): void {
    this.#forget(timer);
    timer.run();
  }

  #forget(timer: PendingTimer): void {
    clearTimeout(timer.handle);
    this.#pending.delete(timer);
  }
}
