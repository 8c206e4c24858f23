import { type Clock, systemClock } from '@polychat/core';
import { sleep } from '@polychat/core/combine';
import type { Engine, EngineWorker, JobRunner } from '../ports/engine.ts';

/** The options of `createEmbeddedEngine`. */
export interface EmbeddedEngineOptions {
  /** For tests that move time. Default: the system's. */
  readonly clock?: Clock;
}

/**
 * The engine that needs nothing but the store: workers look into it from time to time, and at once when a campaign is
 * started in their own process.
 */
export function createEmbeddedEngine({ clock = systemClock }: EmbeddedEngineOptions = {}): Engine {
  const workers = new Set<PollingWorker>();
  return {
    async enqueue() {
      for (const worker of workers) worker.wake();
    },
    work(runner) {
      const worker = new PollingWorker(runner, clock, () => workers.delete(worker));
      workers.add(worker);
      return worker;
    },
    async close() {
      await Promise.all([...workers].map((worker) => worker.close()));
    },
  };
}

/** Looks for work in several places at once. */
class PollingWorker implements EngineWorker {
  readonly #runner: JobRunner;
  readonly #clock: Clock;
  readonly #onClosed: () => void;
  readonly #closing = new AbortController();
  readonly #slots: Promise<unknown>;
  #waking = new AbortController();

  constructor(runner: JobRunner, clock: Clock, onClosed: () => void) {
    this.#runner = runner;
    this.#clock = clock;
    this.#onClosed = onClosed;
    this.#slots = Promise.all(Array.from({ length: runner.concurrency }, () => this.#runSlot()));
  }

  wake(): void {
    this.#waking.abort();
    this.#waking = new AbortController();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.wake();
    await this.#slots;
    this.#onClosed();
  }

  async #runSlot(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      // Taken before the look: who wakes meanwhile is heard.
      const { signal } = this.#waking;
      const pauseMs = await this.#runOnce();
      if (pauseMs > 0 && !this.#closing.signal.aborted) await sleep(this.#clock, pauseMs, signal);
    }
  }

  /** How long to pause after it, in milliseconds. */
  async #runOnce(): Promise<number> {
    const { pollMs } = this.#runner;
    try {
      const result = await this.#runner.run();
      if (result.status === 'worked') return 0;
      return Math.min(pollMs, Math.max(1, result.retryInMs ?? pollMs));
    } catch {
      // The runner has told its owner. The store may be back later.
      return pollMs;
    }
  }
}
