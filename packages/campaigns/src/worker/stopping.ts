/**
 * Why a chunk is not worked on any more: its campaign was `paused` or `cancelled`, this worker is `closing`, the `store`
 * went away, the chunk is another worker's by now (`lost`), or its message cannot be sent at all (`refused`).
 */
export type StopReason = 'paused' | 'cancelled' | 'closing' | 'store' | 'lost' | 'refused';

/** What is given up for a while is gone on with by whoever claims the chunk next. */
const passing: ReadonlySet<StopReason> = new Set(['paused', 'closing', 'store']);

/** Tells all parts of a chunk's work that it ends, and why. */
export class Stopping {
  #reason: StopReason | undefined;
  readonly #controller = new AbortController();

  get reason(): StopReason | undefined {
    return this.#reason;
  }

  /** Aborts once there is a reason. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether what has not been begun is left for the next who claims the chunk. */
  get isPassing(): boolean {
    return this.#reason !== undefined && passing.has(this.#reason);
  }

  /** Whether the chunk goes on without us. */
  get isGivenUp(): boolean {
    return this.isPassing || this.#reason === 'lost';
  }

  /** The first reason stays, but for a chunk that is lost: then nothing else counts. */
  because(reason: StopReason): void {
    if (this.#reason === undefined || reason === 'lost') this.#reason = reason;
    this.#controller.abort();
  }
}
