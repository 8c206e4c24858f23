import { type Clock, systemClock } from '@polychat/core';
import { sleep } from '@polychat/core/combine';
import type { RecordingTransport } from './recording-transport.ts';
import type { VendorDouble } from './vendor-double.ts';

/** How often it looks again whether a wait may end, and for how long at most, in milliseconds. */
const lookEveryMs = 5;
const longestHoldMs = 30_000;

/**
 * The double's time, and real timers, none of which ends while the double is at work: a wait goes on until every request
 * was answered, or has come to a double that was told to be silent. So no machine is too slow for a time limit of some
 * milliseconds.
 */
export class SilenceClock implements Clock {
  readonly #double: VendorDouble;
  readonly #transport: RecordingTransport;
  readonly #timers: Clock;

  /** @param timers where real ones are not wanted */
  constructor(double: VendorDouble, transport: RecordingTransport, timers: Clock = systemClock) {
    this.#double = double;
    this.#transport = transport;
    this.#timers = timers;
  }

  now(): number {
    return this.#double.now();
  }

  monotonic(): number {
    return this.#double.now();
  }

  schedule(callback: () => void, delayMs: number): () => void {
    let isCancelled = false;
    const cancel = this.#timers.schedule(async () => {
      const from = this.#timers.monotonic();
      const isHeld = () => this.#timers.monotonic() - from < longestHoldMs;
      while (!isCancelled && !(await this.#isQuiet()) && isHeld()) await sleep(this.#timers, lookEveryMs);
      if (!isCancelled) callback();
    }, delayMs);
    return () => {
      isCancelled = true;
      cancel();
    };
  }

  async #isQuiet(): Promise<boolean> {
    const { open } = this.#transport;
    if (open.size === 0) return true;
    if ([...open].some(({ meetsSilence }) => !meetsSilence)) return false;
    const seen = (await this.#double.requests()).length;
    return [...open].every(({ seenBefore = 0 }) => seen > seenBefore);
  }
}
