import { createKyTransport, type Transport } from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import type { Emulator, RequestRecord } from '@polychat/emulator';

/**
 * One time for a chat and its emulator, which passes only while nobody has anything to do: every request was answered,
 * or the emulator keeps its answer back for good. So a machine may be as slow as it likes, and no good reply becomes a
 * timeout. Give `clock` and `transport` to the chat; call `freeze` at first, and again after each `reset` of the emulator.
 */
export class EmulatorTime {
  readonly clock: SimulatedClock;
  readonly transport: Transport;
  readonly #emulator: Emulator;
  /** Requests under way. */
  #open = 0;
  /** Those among them that get no answer at all. */
  #silent = 0;
  /** Those whose answer stops half way, and those of which the client has the first half of a reply. */
  #stalled = 0;
  #begun = 0;
  #change = Promise.withResolvers<void>();

  constructor(emulator: Emulator) {
    this.#emulator = emulator;
    this.clock = new SimulatedClock(emulator.now(), {
      whileAnswered: () => (this.#isAnswering ? this.#change.promise : undefined),
      onMove: (byMs) => emulator.advance(byMs),
    });
    this.clock.run();
    emulator.on('reply', (record) => this.#note(record));
    this.transport = { send: (request, options) => this.#send(request, options) };
  }

  /** Stops the emulator's own time, and takes it over. */
  freeze(): void {
    this.#emulator.freeze();
    this.clock.set(this.#emulator.now() - this.clock.now());
  }

  get #isAnswering(): boolean {
    return this.#open > this.#silent + Math.min(this.#stalled, this.#begun);
  }

  #changed(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }

  #note({ faults = [] }: RequestRecord): void {
    if (faults.some(({ kind }) => kind === 'silence')) this.#silent += 1;
    if (faults.some(({ kind }) => kind === 'stalled')) this.#stalled += 1;
    this.#changed();
  }

  async #send(...given: Parameters<Transport['send']>): ReturnType<Transport['send']> {
    let hasBegun = false;
    const inner = createKyTransport({
      fetch: async (...target) => {
        const response = await fetch(...target);
        hasBegun = true;
        this.#begun += 1;
        this.#changed();
        return response;
      },
    });
    this.#open += 1;
    const reply = await inner.send(...given);
    this.#open -= 1;
    if (hasBegun) this.#begun -= 1;
    // Time passes for none but these, so that no others are aborted.
    if ('fault' in reply && reply.reason === 'aborted') {
      if (hasBegun) this.#stalled -= 1;
      else this.#silent -= 1;
    }
    this.#changed();
    return reply;
  }
}
