/**
 * How far a vendor's "too fast" slows a limit down. A burst of refusals is one step, since they all speak of the same
 * moment; from the slowest speed the full one is back eight seconds after the last refusal, whatever the window.
 */
export const slowdownSteps = { factor: 0.5, slowest: 1 / 16, atMostEveryMs: 1_000, doublesInMs: 2_000 };

/** The part of a limit that may be used after the vendor has said "too fast". */
export class Slowdown {
  #part = 1;
  #changedAt = Number.NEGATIVE_INFINITY;
  #steppedAt = Number.NEGATIVE_INFINITY;

  /** The vendor has refused a call for speed. */
  step(now: number): void {
    this.#part = this.#partAt(now);
    this.#changedAt = now;
    if (now - this.#steppedAt < slowdownSteps.atMostEveryMs) return;
    this.#part = Math.max(slowdownSteps.slowest, this.#part * slowdownSteps.factor);
    this.#steppedAt = now;
  }

  /** From when on so large a part of the limit may be used, at most 1; not before now. */
  allows(part: number, now: number): number {
    if (part <= this.#partAt(now)) return now;
    return Math.max(
      now,
      Math.ceil(this.#changedAt + Math.log2(part / this.#part) * slowdownSteps.doublesInMs),
    );
  }

  #partAt(now: number): number {
    if (this.#part === 1) return 1;
    return Math.min(1, this.#part * 2 ** ((now - this.#changedAt) / slowdownSteps.doublesInMs));
  }
}
