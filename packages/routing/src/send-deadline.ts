import type { Clock, SendOptions } from '@polychat/core';
import { sleep } from '@polychat/core/combine';

/** What may be left of a deadline at the least for something to be begun, in milliseconds. */
export const leastMs = 1;

/** The time of one send, of which its deadline bounds the whole: also what is looked up or asked before a chat gets it. */
export class SendDeadline {
  protected readonly clock: Clock;
  /** When all of it must be over, by the monotonic clock. Infinity: each step has the chat's own deadline. */
  readonly #endsAt: number;

  /** @param deadlineMs of the whole send; one that no chat would take counts for nothing, since the chats refuse it */
  constructor(clock: Clock, deadlineMs: number | undefined) {
    this.clock = clock;
    const isOne = typeof deadlineMs === 'number' && deadlineMs > 0;
    this.#endsAt = clock.monotonic() + (isOne ? deadlineMs : Number.POSITIVE_INFINITY);
  }

  get isOver(): boolean {
    return this.leftMs < leastMs;
  }

  get leftMs(): number {
    return this.#endsAt - this.clock.monotonic();
  }

  /** The options of a send that goes on with what time is left. */
  sendOptions<Options extends SendOptions>(options: Options | undefined): Options | undefined {
    const left = this.leftMs;
    const isWhole = left === Number.POSITIVE_INFINITY || left === options?.deadlineMs;
    return isWhole ? options : limited(options, Math.max(leastMs, left));
  }

  /** What the promise resolves to; undefined where the time is over before. Rejects as the promise does. */
  async before<T>(promise: Promise<T>): Promise<T | undefined> {
    if (this.leftMs === Number.POSITIVE_INFINITY) return promise;
    const over = new AbortController();
    try {
      return await Promise.race([promise, sleep(this.clock, this.leftMs, over.signal).then(() => undefined)]);
    } finally {
      over.abort();
    }
  }
}

/** Options whose deadline is another, and whose attempts are no longer than it. */
export function limited<Options extends SendOptions>(
  options: Options | undefined,
  deadlineMs: number,
): Options {
  const { timeoutMs } = options ?? {};
  return {
    ...(options as Options),
    deadlineMs,
    ...(timeoutMs === undefined ? {} : { timeoutMs: Math.min(timeoutMs, deadlineMs) }),
  };
}
