import type { HttpReply, HttpRequest, Transport, TransportFault, TransportOptions } from '@polychat/core';

/** Holds the first requests until so many have come, or until it is told to let them go. Passes on what comes later. */
export class HeldTransport implements Transport {
  readonly #inner: Transport;
  readonly #count: number;
  readonly #isFull = Promise.withResolvers<void>();
  readonly #isOpen = Promise.withResolvers<void>();
  #held = 0;

  /** @param count how many requests it holds */
  constructor(inner: Transport, count: number) {
    this.#inner = inner;
    this.#count = count;
  }

  /** Resolves when all that it holds are there. */
  get isFull(): Promise<void> {
    return this.#isFull.promise;
  }

  /** Lets all go. */
  open(): void {
    this.#isOpen.resolve();
  }

  async send(request: HttpRequest, options: TransportOptions): Promise<HttpReply | TransportFault> {
    if (this.#held < this.#count) {
      this.#held += 1;
      if (this.#held === this.#count) this.#isFull.resolve();
      const aborted = Promise.withResolvers<'aborted'>();
      if (options.signal.aborted) aborted.resolve('aborted');
      options.signal.addEventListener('abort', () => aborted.resolve('aborted'), { once: true });
      const end = await Promise.race([this.#isOpen.promise, aborted.promise]);
      if (end === 'aborted') return { fault: 'unknown', reason: 'aborted' };
    }
    return this.#inner.send(request, options);
  }
}
