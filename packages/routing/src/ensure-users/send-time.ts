import type { BulkOptions, Clock, SendOptions } from '@polychat/core';
import { onAbort, sleep } from '@polychat/core/combine';
import { leastMs, limited, SendDeadline } from '../send-deadline.ts';

/** The time of one send, of which its deadline bounds the whole, and of the registrations in it. */
export class SendTime extends SendDeadline {
  readonly #registerMs: number;

  /** @param deadlineMs of the whole send; undefined where each call has its own, as in a stream */
  constructor(clock: Clock, registerMs: number, deadlineMs: number | undefined) {
    super(clock, deadlineMs);
    this.#registerMs = registerMs;
  }

  /** The options of a registration: it leaves at least half of the time to the message. */
  optionsOf(options: SendOptions | undefined, signal: AbortSignal | undefined): SendOptions {
    const { duplicates: _duplicates, ...given } = (options ?? {}) as BulkOptions;
    const deadlineMs = Math.min(this.#registerMs, this.leftMs / 2, given.deadlineMs ?? this.#registerMs);
    const own = limited(given, Math.max(leastMs, deadlineMs));
    return { ...own, onUnsupported: 'warn', ...(signal && { signal }) };
  }

  /** What the promise resolves to; undefined where the time for a registration is over, or the signal aborts, before. */
  async within<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
    const over = new AbortController();
    const stop = () => over.abort();
    const forgetSignal = onAbort(signal, stop);
    if (signal?.aborted) stop();
    try {
      const waiting = sleep(this.clock, Math.min(this.#registerMs, this.leftMs / 2), over.signal);
      return await Promise.race([promise, waiting.then(() => undefined)]);
    } finally {
      stop();
      forgetSignal();
    }
  }

  /** Waits a moment. Says whether the send may go on. */
  async pause(pauseMs: number, signal: AbortSignal | undefined): Promise<boolean> {
    if (this.leftMs - pauseMs < leastMs) return false;
    return pauseMs === 0 ? signal?.aborted !== true : sleep(this.clock, pauseMs, signal);
  }
}
