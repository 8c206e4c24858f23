import type { ChunkRun } from './chunk-run.ts';
import type { WorkerContext } from './worker-context.ts';

/** Renews the leases of all chunks that this process works on, and hears what was asked of their campaigns. */
export class LeaseKeeper {
  readonly #context: WorkerContext;
  readonly #everyMs: number;
  readonly #runs = new Set<ChunkRun>();
  #cancelTimer: (() => void) | undefined;

  constructor(context: WorkerContext, everyMs: number) {
    this.#context = context;
    this.#everyMs = everyMs;
  }

  /** Keeps the chunk's lease until the work has ended. */
  async keep<T>(run: ChunkRun, work: () => Promise<T>): Promise<T> {
    this.#runs.add(run);
    this.#schedule();
    try {
      return await work();
    } finally {
      this.#runs.delete(run);
      if (this.#runs.size === 0) this.#stop();
    }
  }

  /** Ends the work on all chunks: each is given back. */
  stopAll(): void {
    for (const run of this.#runs) run.stop('closing');
  }

  #schedule(): void {
    this.#cancelTimer ??= this.#context.clock.schedule(() => void this.#renew(), this.#everyMs);
  }

  #stop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  async #renew(): Promise<void> {
    const runs = [...this.#runs];
    const { store, storeClock, leaseMs, onError } = this.#context;
    try {
      const { chunks } = await storeClock.ask(() =>
        store.renew(
          runs.map(({ held }) => held),
          leaseMs,
        ),
      );
      runs.forEach((run, place) => {
        const answer = chunks[place];
        if (!answer) return;
        if (!answer.isHeld) run.stop('lost');
        else run.noteControl(answer.control);
      });
    } catch (error) {
      // No call leaves while the store is away, and the epoch decides when it is back.
      onError(error);
    }
    this.#cancelTimer = undefined;
    if (this.#runs.size > 0) this.#schedule();
  }
}
