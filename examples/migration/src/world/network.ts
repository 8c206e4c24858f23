import { createKyTransport, type Transport } from '@polychat/core';
import type { Emulator } from '@polychat/emulator';

const numberHeader = 'x-request-number';

/**
 * Knows whether anybody waits for an answer that will come. A request that an emulator was told to leave without an
 * answer is not waited for.
 */
export class Network {
  /** For all chats of the example. */
  readonly transport: Transport;
  readonly #open = new Set<number>();
  readonly #unanswered = new Set<number>();
  #loading = 0;
  #sent = 0;
  #change = Promise.withResolvers<void>();

  constructor() {
    const ky = createKyTransport();
    this.transport = {
      prepare: () => {
        const loaded = ky.prepare?.();
        return loaded && this.#load(loaded);
      },
      send: async (request, options) => {
        this.#sent += 1;
        const number = this.#sent;
        this.#open.add(number);
        try {
          const headers = { ...request.headers, [numberHeader]: String(number) };
          return await ky.send({ ...request, headers }, options);
        } finally {
          this.#open.delete(number);
          this.#unanswered.delete(number);
          this.#changed();
        }
      },
    };
  }

  /** Listens to an emulator that the chats call. */
  watch(emulator: Emulator): void {
    emulator.on('reply', ({ headers, faults = [] }) => {
      if (!faults.some(({ kind }) => kind === 'silence' || kind === 'stalled')) return;
      this.#unanswered.add(Number(headers[numberHeader]));
      this.#changed();
    });
  }

  /** While somebody waits for an answer: a promise that resolves when a request ends, or is known to get no answer. */
  whileAnswered(): Promise<void> | undefined {
    const isQuiet = this.#loading === 0 && [...this.#open].every((number) => this.#unanswered.has(number));
    return isQuiet ? undefined : this.#change.promise;
  }

  async #load(loaded: Promise<void>): Promise<void> {
    this.#loading += 1;
    await loaded;
    this.#loading -= 1;
    this.#changed();
  }

  #changed(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }
}
