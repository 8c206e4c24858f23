import { createProblem, type Problem } from '../model/problem.ts';
import type { Clock } from '../ports/clock.ts';
import { onAbort } from '../ports/on-abort.ts';
import type { CallResult, SessionGrant } from '../ports/vendor-call.ts';
import { aborted, deadlinePassed } from './problems.ts';
import { withCauseOf } from './safe-cause.ts';

/** A token, and which fetch it came from. */
export interface Session {
  readonly token: string;
  readonly generation: number;
}

/** After a failed fetch nobody asks again for so long; it doubles with each failure. */
const pauses = { firstMs: 1_000, longestMs: 30_000 };

/** A token is not used in the last tenth of its life, at most its last minute: requests take time, clocks differ. */
const restOfLife = { part: 0.1, longestMs: 60_000 };

/**
 * Keeps the token of a vendor whose tokens are fetched. One fetch serves everybody who waits, and it is everybody's:
 * who stops waiting leaves the others theirs.
 */
export class SessionKeeper {
  readonly #fetch: () => Promise<CallResult<SessionGrant>>;
  readonly #clock: Clock;
  #session: (Session & { readonly endsAt: number }) | undefined;
  #fetching: Promise<Session | Problem> | undefined;
  #generation = 0;
  #failures = 0;
  #failed: { readonly problem: Problem; readonly until: number } | undefined;

  /** @param fetch makes one fetch, and never rejects */
  constructor(fetch: () => Promise<CallResult<SessionGrant>>, clock: Clock) {
    this.#fetch = fetch;
    this.#clock = clock;
  }

  /** The token, or why there is none within `maxWaitMs`; then nothing was sent. */
  async get(signal: AbortSignal | undefined, maxWaitMs: number): Promise<Session | Problem> {
    if (signal?.aborted) return aborted('not_sent');
    const { current } = this;
    if (current) return current;
    const now = this.#clock.monotonic();
    if (this.#failed && now < this.#failed.until) {
      const { problem, until } = this.#failed;
      return withCauseOf(problem, createProblem({ ...problem, retryAfterMs: Math.ceil(until - now) }));
    }
    this.#fetching ??= this.#fetchNow().finally(() => {
      this.#fetching = undefined;
    });
    return orGivenUp(this.#fetching, this.#clock, maxWaitMs, signal);
  }

  /** The token that is good now, without asking for another. */
  get current(): Session | undefined {
    return this.#session && this.#clock.monotonic() < this.#session.endsAt ? this.#session : undefined;
  }

  /** The vendor refused the token of this generation. Many refusals of one token are one reason for a new one. */
  refuse(generation: number): void {
    if (this.#session?.generation === generation) this.#session = undefined;
  }

  async #fetchNow(): Promise<Session | Problem> {
    // A fetch tells hooks of itself, and these may send or cancel: by then it is known that it is under way.
    await undefined;
    const { value, problem } = await this.#fetch();
    const { token, expiresInMs } = value ?? {};
    // What is no token, or ends nobody knows when, would be fetched again for every call.
    if (!problem && typeof token === 'string' && typeof expiresInMs === 'number' && expiresInMs >= 0) {
      const rest = Math.min(restOfLife.longestMs, expiresInMs * restOfLife.part);
      this.#generation += 1;
      this.#failures = 0;
      this.#failed = undefined;
      this.#session = {
        token,
        generation: this.#generation,
        endsAt: this.#clock.monotonic() + expiresInMs - rest,
      };
      return this.#session;
    }
    const pauseMs = Math.min(pauses.longestMs, pauses.firstMs * 2 ** this.#failures);
    this.#failures += 1;
    const failed = withoutSession(problem);
    const until = this.#clock.monotonic() + Math.max(pauseMs, problem?.retryAfterMs || 0);
    this.#failed = { problem: failed, until };
    return failed;
  }
}

/** Whatever became of the fetch, what waited for it was not sent. */
function withoutSession(problem: Problem | undefined): Problem {
  const {
    code = 'bad_reply',
    transient = true,
    message = 'the reply holds no token',
    ...rest
  } = problem ?? {};
  const failed = createProblem({
    ...rest,
    code,
    transient,
    effect: 'not_sent',
    message: `no session with the vendor: ${message}`,
  });
  return problem ? withCauseOf(problem, failed) : failed;
}

/** What is waited for, unless the waiter leaves or its time is over. */
function orGivenUp<T>(
  waiting: Promise<T>,
  clock: Clock,
  maxWaitMs: number,
  signal: AbortSignal | undefined,
): Promise<T | Problem> {
  return new Promise((resolve, reject) => {
    const cancelTimer = clock.schedule(() => resolve(deadlinePassed), maxWaitMs);
    const forgetSignal = onAbort(signal, () => resolve(aborted('not_sent')));
    const stop = () => {
      cancelTimer();
      forgetSignal();
    };
    waiting.finally(stop).then(resolve, reject);
  });
}
