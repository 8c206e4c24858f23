import type { Clock } from '../../ports/clock.ts';

/** What a race against a deadline gives when the deadline was first. */
export const tooLate = Symbol('too late');

/** A moment that is not waited beyond. */
export class Deadline {
  /** Aborts at that moment. */
  readonly signal: AbortSignal;
  readonly #passed: Promise<typeof tooLate>;
  readonly #cancel: () => void;
  /** Makes it pass at once. */
  readonly end: () => void;

  constructor(clock: Clock, afterMs: number) {
    const controller = new AbortController();
    this.signal = controller.signal;
    const { promise, resolve } = Promise.withResolvers<typeof tooLate>();
    this.#passed = promise;
    this.end = () => {
      controller.abort();
      resolve(tooLate);
    };
    this.#cancel = clock.schedule(this.end, afterMs);
  }

  /** What the promise comes to, or `tooLate`. Where both have happened, `tooLate`. */
  async race<Value>(promise: Promise<Value>): Promise<Value | typeof tooLate> {
    if (this.signal.aborted) {
      // Nobody hears of it any more, and it must not end the process.
      promise.catch(() => {});
      return tooLate;
    }
    const value = await Promise.race([promise, this.#passed]);
    return this.signal.aborted ? tooLate : value;
  }

  /** Sets the timer free. */
  cancel(): void {
    this.#cancel();
  }
}
