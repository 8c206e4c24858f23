import type { Cost, Lease, Pacer, PacerRequest } from '@polychat/core';
import type { VendorDouble } from './vendor-double.ts';

/**
 * A pacer that waits for nobody: it lets one call go at a time, and where a limit is used up it moves the double's
 * time on. So even a strict double with its vendor's real limits has capacity for every call. A limit with keys is
 * taken for one, which skips more often than it must.
 */
export class SkippingPacer implements Pacer {
  readonly #double: VendorDouble;
  readonly #used = new Map<string, number>();
  #last: Promise<void> = Promise.resolve();

  constructor(double: VendorDouble) {
    this.#double = double;
  }

  async acquire({ costs, signal }: PacerRequest): Promise<Lease | 'aborted'> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = this.#last;
    this.#last = before.then(() => promise);
    await before;
    if (signal?.aborted) {
      resolve();
      return 'aborted';
    }
    await this.skip(costs);
    return { settle: () => resolve() };
  }

  /** Skips to where there is capacity for a call with these costs, and counts it. */
  async skip(costs: readonly Pick<Cost, 'limit' | 'units'>[]): Promise<void> {
    const full = costs.filter(({ limit, units }) => this.#usedOf(limit.name) + units > limit.capacity);
    for (const { limit } of full) this.#used.set(limit.name, 0);
    for (const { limit, units } of costs) this.#used.set(limit.name, this.#usedOf(limit.name) + units);
    // The last of what was used may have been used just now.
    const windows = full.map(({ limit }) => limit.windowMs + 1);
    if (windows.length > 0) await this.#double.advance(Math.max(...windows));
  }

  #usedOf(limit: string): number {
    return this.#used.get(limit) ?? 0;
  }
}
