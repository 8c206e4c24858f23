import { type Clock, createKyTransport, type Transport } from '@polychat/core';
import type { Emulator, RequestRecord } from '@polychat/emulator';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/**
 * One time for a chat and its emulator, which passes only while nobody has anything to do: every request was answered,
 * or the emulator keeps its answer back for good. So a machine may be as slow as it likes, and no good reply becomes a
 * timeout. Give `clock` and `transport` to the chat; freeze the emulator, and again after each `reset`.
 */
export class EmulatorTime {
  readonly clock: Clock;
  readonly transport: Transport;
  readonly #emulator: Emulator;
  readonly #timers = new Set<Timer>();
  /** Requests under way. */
  #open = 0;
  /** Those among them that get no answer at all. */
  #silent = 0;
  /** Those whose answer stops half way, and those of which the client has the first half of a reply. */
  #stalled = 0;
  #begun = 0;
  #isLooking = false;

  constructor(emulator: Emulator) {
    this.#emulator = emulator;
    emulator.on('reply', (record) => this.#note(record));
    this.transport = { send: (request, options) => this.#send(request, options) };
    this.clock = {
      now: () => emulator.now(),
      monotonic: () => emulator.now(),
      schedule: (callback, delayMs) => {
        const timer = { at: emulator.now() + Math.max(0, delayMs), callback };
        this.#timers.add(timer);
        this.#look();
        return () => this.#timers.delete(timer);
      },
    };
  }

  #note({ faults = [] }: RequestRecord): void {
    if (faults.some(({ kind }) => kind === 'silence')) this.#silent += 1;
    if (faults.some(({ kind }) => kind === 'stalled')) this.#stalled += 1;
    this.#look();
  }

  async #send(...given: Parameters<Transport['send']>): ReturnType<Transport['send']> {
    let hasBegun = false;
    const inner = createKyTransport({
      fetch: async (...target) => {
        const response = await fetch(...target);
        hasBegun = true;
        this.#begun += 1;
        this.#look();
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
    this.#look();
    return reply;
  }

  /** Moves on to the next timer, once all that follows from the last step has happened, if then nothing is to come. */
  #look(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    setImmediate(() =>
      setImmediate(() => {
        this.#isLooking = false;
        if (this.#open > this.#silent + Math.min(this.#stalled, this.#begun)) return;
        const [next] = [...this.#timers].toSorted((one, other) => one.at - other.at);
        if (!next) return;
        this.#timers.delete(next);
        this.#emulator.advance(Math.max(0, next.at - this.#emulator.now()));
        next.callback();
        this.#look();
      }),
    );
  }
}
