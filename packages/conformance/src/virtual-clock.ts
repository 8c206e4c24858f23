import type { Clock } from '@polychat/core';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** Time that passes only when everybody waits for it: it jumps from timer to timer. Nobody sets it back. */
export class VirtualClock implements Clock {
  #now: number;
  readonly #timers = new Set<Timer>();

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  schedule(callback: () => void, delayMs: number): () => void {
    const timer = { at: this.#now + Math.max(0, delayMs), callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets time pass until the promise has settled. */
  async run<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    promise.then(settle, settle);
    for (let idleTurns = 0; !isSettled; ) {
      await untilQuiet();
      const next = this.#next();
      if (isSettled) break;
      if (next === undefined) {
        idleTurns += 1;
        if (idleTurns > 2_000) throw new Error('everybody waits, and no timer is set');
        await new Promise((resolve) => setTimeout(resolve, 1));
        continue;
      }
      idleTurns = 0;
      this.#now = next;
      for (const timer of [...this.#timers]) {
        if (timer.at > next || !this.#timers.delete(timer)) continue;
        timer.callback();
      }
    }
    return promise;
  }

  #next(): number | undefined {
    let next: number | undefined;
    for (const { at } of this.#timers) if (next === undefined || at < next) next = at;
    return next;
  }
}

/** Lets promise callbacks run until they have all had their turn. */
async function untilQuiet(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
