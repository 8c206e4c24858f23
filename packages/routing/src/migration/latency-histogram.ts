/** How long outcomes took, in milliseconds, each within a fifth of the truth. Absent where there was none. */
export interface LatencyReport {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** So many buckets for each doubling: a bucket's end is at most 19 % above what is in it. */
const perDoubling = 4;
/** Up to 18 hours. */
const mostBuckets = 26 * perDoubling + 1;

/** Counts durations in buckets that grow, so that it takes the same memory for a million of them. */
export class LatencyHistogram {
  readonly #buckets = new Float64Array(mostBuckets);
  #count = 0;
  #maxMs = 0;

  add(durationMs: number, times = 1): void {
    if (times <= 0) return;
    const bucket = durationMs <= 1 ? 0 : Math.ceil(Math.log2(durationMs) * perDoubling);
    const at = Math.min(bucket, mostBuckets - 1);
    this.#buckets[at] = (this.#buckets[at] ?? 0) + times;
    this.#count += times;
    this.#maxMs = Math.max(this.#maxMs, durationMs);
  }

  get report(): LatencyReport | undefined {
    if (this.#count === 0) return undefined;
    return {
      p50Ms: this.#percentile(0.5),
      p95Ms: this.#percentile(0.95),
      p99Ms: this.#percentile(0.99),
      maxMs: Math.round(this.#maxMs),
    };
  }

  #percentile(part: number): number {
    const wanted = Math.ceil(this.#count * part);
    let seen = 0;
    for (const [at, count] of this.#buckets.entries()) {
      seen += count;
      if (seen >= wanted) return Math.round(Math.min(2 ** (at / perDoubling), this.#maxMs));
    }
    return Math.round(this.#maxMs);
  }
}
