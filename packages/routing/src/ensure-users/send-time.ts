import type { BulkOptions, Clock, SendOptions } from '@polychat/core';
import { sleep } from '@polychat/core/combine';

/** What may be left of a deadline at the least for something to be begun, in milliseconds. */
const leastMs = 1;

/** The time of one send, of which its deadline bounds the whole, and of the registrations in it. */
export class SendTime {
  readonly #clock: Clock;
  readonly #registerMs: number;
  /** When all of it must be over, by the monotonic clock. Infinity: each step has the chat's own deadline. */
  readonly #endsAt: number;

  /** @param deadlineMs of the whole send; undefined where each call has its own, as in a stream */
  constructor(clock: Clock, registerMs: number, deadlineMs: number | undefined) {
    this.#clock = clock;
    this.#registerMs = registerMs;
    this.#endsAt = clock.monotonic() + (deadlineMs ?? Number.POSITIVE_INFINITY);
  }

  get isOver(): boolean {
    return this.#leftMs < leastMs;
  }

  get #leftMs(): number {
    return this.#endsAt - this.#clock.monotonic();
  }

  /** The options of a send that goes on with what time is left. */
  sendOptions(options: SendOptions | undefined): SendOptions | undefined {
    const left = this.#leftMs;
    return left === Number.POSITIVE_INFINITY ? options : limited(options, Math.max(leastMs, left));
  }

  /** The options of a registration: it leaves at least half of the time to the message. */
  optionsOf(options: SendOptions | undefined, signal: AbortSignal | undefined): SendOptions {
    const { duplicates: _duplicates, ...given } = (options ?? {}) as BulkOptions;
    const deadlineMs = Math.min(this.#registerMs, this.#leftMs / 2, given.deadlineMs ?? this.#registerMs);
    const own = limited(given, Math.max(leastMs, deadlineMs));
    return { ...own, onUnsupported: 'warn', ...(signal && { signal }) };
  }

  /** What the promise resolves to; undefined where the time for a registration is over, or the signal aborts, before. */
  async within<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
    const over = new AbortController();
    const stop = () => over.abort();
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    try {
      const waiting = sleep(this.#clock, Math.min(this.#registerMs, this.#leftMs / 2), over.signal);
      return await Promise.race([promise, waiting.then(() => undefined)]);
    } finally {
      stop();
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Waits a moment. Says whether the send may go on. */
  async pause(pauseMs: number, signal: AbortSignal | undefined): Promise<boolean> {
    if (this.#leftMs - pauseMs < leastMs) return false;
    return pauseMs === 0 ? signal?.aborted !== true : sleep(this.#clock, pauseMs, signal);
  }
}

function limited(options: SendOptions | undefined, deadlineMs: number): SendOptions {
  const { timeoutMs } = options ?? {};
  return {
    ...options,
    deadlineMs,
    ...(timeoutMs === undefined ? {} : { timeoutMs: Math.min(timeoutMs, deadlineMs) }),
  };
}
