import type { Lease, Pacer, PacerRequest } from '@polychat/core';
import type { VendorDouble } from './vendor-double.ts';

/**
 * A pacer that waits for nobody: it lets one call go at a time and moves the double's time on instead, so that even
 * a strict double with its vendor's real limits has room for every call.
 */
export class SkippingPacer implements Pacer {
  readonly #double: VendorDouble;
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
    await this.#double.advance(Math.max(0, ...costs.map(({ limit }) => limit.windowMs)) + 1);
    return { settle: () => resolve() };
  }
}
