/** A timer that the clock can be asked to forget. */
export interface EmulatorTimer {
  cancel(): void;
}

interface PendingTimer {
  due: number;
  readonly run: () => void;
  handle: ReturnType<typeof setTimeout> | undefined;
}

/**
 * The emulator's time: the machine's, plus what tests added to it, or one that stands still until it is moved.
 * Limits, windows, time stamps and webhook repeats all read this clock, so moving it moves them together.
 */
export class EmulatorClock {
  #offset = 0;
  #frozenAt: number | undefined;
  readonly #pending = new Set<PendingTimer>();

  /** Milliseconds since 1970. */
  now(): number {
    return (this.#frozenAt ?? Date.now()) + this.#offset;
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
    for (let next = this.#nextDue(target); next !== undefined; next = this.#nextDue(target)) {
      // A timer that starts another one must see its own moment, not the end of the jump.
      this.#moveTo(next.due);
      this.#fire(next);
    }
    this.#moveTo(target);
    for (const timer of this.#pending) this.#arm(timer);
  }

  /** Holds the time still: it moves by `advance` alone, and timers wait for that. `reset` lets it go. */
  freeze(): void {
    this.#frozenAt ??= Date.now();
    for (const timer of this.#pending) this.#arm(timer);
  }

  /** Back to the machine's time. Timers keep the wait that is left to them. */
  reset(): void {
    const before = this.now();
    this.#offset = 0;
    this.#frozenAt = undefined;
    const shift = this.now() - before;
    for (const timer of this.#pending) {
      timer.due += shift;
      this.#arm(timer);
    }
  }

  /** Runs `run` once `milliseconds` have passed or were skipped. Does not keep the process alive. */
  schedule(milliseconds: number, run: () => void): EmulatorTimer {
    return this.scheduleAt(this.now() + milliseconds, run);
  }

  /** Runs `run` at that moment, in milliseconds since 1970: for what was told to somebody before. */
  scheduleAt(due: number, run: () => void): EmulatorTimer {
    const timer: PendingTimer = { due, run, handle: undefined };
    this.#pending.add(timer);
    this.#arm(timer);
    return { cancel: () => this.#forget(timer) };
  }

  /** Forgets every timer. */
  close(): void {
    for (const timer of this.#pending) this.#forget(timer);
  }

  #nextDue(until: number): PendingTimer | undefined {
    let next: PendingTimer | undefined;
    for (const timer of this.#pending) {
      if (timer.due <= until && (next === undefined || timer.due < next.due)) next = timer;
    }
    return next;
  }

  /** Never backwards: the machine's own time may have run past the moment meanwhile. */
  #moveTo(moment: number): void {
    this.#offset += Math.max(0, moment - this.now());
  }

  #arm(timer: PendingTimer): void {
    clearTimeout(timer.handle);
    timer.handle = undefined;
    if (this.#frozenAt !== undefined) return;
    timer.handle = setTimeout(() => this.#fire(timer), Math.max(0, timer.due - this.now()));
    timer.handle.unref();
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
