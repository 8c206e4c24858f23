import type { EmulatorClock, EmulatorTimer } from '../world/emulator-clock.ts';

/** Something to be delivered once its turn has come. */
export interface QueuedDelivery {
  run(): Promise<void>;
  /** Called in place of `run` when too many wait. */
  drop(): void;
  /** How much it holds while it waits. */
  readonly bytes: number;
}

interface Waiting {
  readonly delivery: QueuedDelivery;
  timer?: EmulatorTimer;
}

/**
 * Delivers so many at once. The others wait: repeats for their time, and then for a free line. A receiver that is
 * down or slow must not fill the memory, so that only so many may wait, and so many bytes; then repeats are dropped, the oldest first,
 * and after them what stands longest in line.
 */
export class DeliveryQueue {
  readonly #clock: EmulatorClock;
  readonly #maxRunning: number;
  readonly #maxWaiting: number;
  readonly #maxWaitingBytes: number;
  readonly #timed = new Set<Waiting>();
  readonly #line = new Set<Waiting>();
  readonly #running = new Set<Promise<void>>();

  #waitingBytes = 0;

  constructor(
    clock: EmulatorClock,
    maxRunning = 64,
    maxWaiting = 10_000,
    maxWaitingBytes = 64 * 1024 * 1024,
  ) {
    this.#clock = clock;
    this.#maxRunning = maxRunning;
    this.#maxWaiting = maxWaiting;
    this.#maxWaitingBytes = maxWaitingBytes;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#timed.size + this.#line.size;
  }

  /** How many are under way. */
  get running(): number {
    return this.#running.size;
  }

  /** @param dueAt when its time comes, in milliseconds since 1970; at once when absent */
  add(delivery: QueuedDelivery, dueAt?: number): void {
    const waiting: Waiting = { delivery };
    this.#waitingBytes += delivery.bytes;
    if (dueAt === undefined) {
      this.#line.add(waiting);
    } else {
      this.#timed.add(waiting);
      waiting.timer = this.#clock.scheduleAt(dueAt, () => {
        this.#timed.delete(waiting);
        this.#line.add(waiting);
        this.#next();
      });
    }
    this.#next();
    while (
      this.waiting > this.#maxWaiting ||
      (this.waiting > 1 && this.#waitingBytes > this.#maxWaitingBytes)
    ) {
      this.#dropOldest();
    }
  }

  /** Resolves once nothing is under way or in line; repeats whose time has not come are not waited for. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.race(this.#running);
  }

  /** Forgets what waits. */
  clear(): void {
    for (const { timer } of this.#timed) timer?.cancel();
    this.#timed.clear();
    this.#line.clear();
    this.#waitingBytes = 0;
  }

  #next(): void {
    for (const waiting of this.#line) {
      if (this.#running.size >= this.#maxRunning) return;
      this.#line.delete(waiting);
      this.#waitingBytes -= waiting.delivery.bytes;
      const run = waiting.delivery.run().finally(() => {
        this.#running.delete(run);
        this.#next();
      });
      this.#running.add(run);
    }
  }

  #dropOldest(): void {
    for (const waiting of this.#timed.size > 0 ? this.#timed : this.#line) {
      waiting.timer?.cancel();
      this.#timed.delete(waiting);
      this.#line.delete(waiting);
      this.#waitingBytes -= waiting.delivery.bytes;
      waiting.delivery.drop();
      return;
    }
  }
}
