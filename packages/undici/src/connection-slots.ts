/**
 * Counts what is under way at one host, and lets the rest wait in the order in which it came. undici has a queue of its
 * own, but nobody can take a request out of it: one that its caller has given up would open a connection for nothing.
 */
export class ConnectionSlots {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(size: number) {
    this.#free = size;
  }

  /** Calls `start` as soon as there is a slot, at once where one is free. */
  take(start: () => void): void {
    if (this.#free === 0) {
      this.#waiting.add(start);
      return;
    }
    this.#free -= 1;
    start();
  }

  /** Takes one that waits out of the queue. */
  leave(start: () => void): void {
    this.#waiting.delete(start);
  }

  /** Gives a slot back, to the one that has waited longest. */
  release(): void {
    for (const start of this.#waiting) {
      this.#waiting.delete(start);
      start();
      return;
    }
    this.#free += 1;
  }

  /** Lets all go that wait, and all that come. */
  open(): void {
    this.#free = Number.POSITIVE_INFINITY;
    for (const start of [...this.#waiting]) {
      this.#waiting.delete(start);
      start();
    }
  }
}
