import type { Clock } from '@polychat/core';

interface Timer {
  readonly at: number;
  /** Timers for the same moment run in the order in which they were set. */
  readonly place: number;
  callback: (() => void) | undefined;
}

/** When simulated time begins: some moment that is no real one's neighbour. */
const start = 1_750_000_000_000;

/**
 * A simulated clock for tens of thousands of timers: it goes from one to the next, and after each moment waits until
 * everything that follows from it has happened. The one of `@polychat/core/testing` looks through all timers each time.
 */
export class EventClock implements Clock {
  #now = 0;
  #timersSoFar = 0;
  readonly #heap: Timer[] = [];
  readonly #whenQuiet: () => Promise<void>;

  /** @param whenQuiet resolves when nothing outside this process, such as a server, is still at work for this moment */
  constructor(whenQuiet: () => Promise<void> = async () => {}) {
    this.#whenQuiet = whenQuiet;
  }

  now(): number {
    return start + this.#now;
  }

  /** Milliseconds since the start of the simulation. */
  monotonic(): number {
    return this.#now;
  }

  schedule(callback: () => void, delayMs: number): () => void {
    this.#timersSoFar += 1;
    const timer: Timer = { at: this.#now + Math.max(0, delayMs), place: this.#timersSoFar, callback };
    this.#push(timer);
    return () => {
      timer.callback = undefined;
    };
  }

  /** Lets time pass until this moment. */
  async runUntil(end: number): Promise<void> {
    await this.#settle();
    for (let next = this.#heap[0]; next && next.at <= end; next = this.#heap[0]) {
      this.#now = next.at;
      let hasRun = false;
      for (let due = this.#heap[0]; due && due.at <= this.#now; due = this.#heap[0]) {
        this.#pop();
        if (due.callback) hasRun = true;
        due.callback?.();
      }
      if (hasRun) await this.#settle();
    }
    this.#now = end;
  }

  async #settle(): Promise<void> {
    // All promises that follow from each other are through before the next turn of the event loop.
    await new Promise<void>((resolve) => setImmediate(resolve));
    await this.#whenQuiet();
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let place = heap.push(timer) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (!parent || isBefore(parent, timer)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = timer;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      const [left, right] = [heap[below], heap[below + 1]];
      if (!left) break;
      let child = left;
      if (right && isBefore(right, left)) {
        child = right;
        below += 1;
      }
      if (isBefore(last, child)) break;
      heap[place] = child;
      place = below;
    }
    heap[place] = last;
  }
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.at < other.at || (one.at === other.at && one.place < other.place);
}
