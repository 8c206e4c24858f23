import type { Clock } from '@polychat/core';
import { inTime } from '../client/in-time.ts';
import type { RedisConnection } from '../client/redis-connection.ts';
import { pacingScript } from '../script/pacing-script.ts';
import {
  type Ask,
  decodeAnswer,
  encodeCall,
  type PacingAnswer,
  type SeenTime,
  type Settlement,
  times,
} from './pacing-call.ts';

/** What all scopes of one pacer have in common. */
export interface LinkOptions {
  readonly connection: RedisConnection;
  readonly prefix: string;
  readonly clock: Clock;
  readonly answerWithinMs: number;
  readonly allowUnknownQuota: boolean;
  readonly share: number;
  /** Unique among all clients. */
  readonly client: string;
}

/** An answer, with when it was asked for and when it came. */
export interface TimedAnswer extends PacingAnswer {
  readonly askedAt: number;
  readonly cameAt: number;
  readonly useWithinMs: number;
  /** The server lost what it knew, or another took its place, since the last answer. */
  readonly isOtherState: boolean;
}

const longestPauseMs = 1_000;
const firstPauseMs = 50;
/** So long an overdue answer is waited for before the server is asked again: a client may keep what it could not send. */
const overdueMs = 5_000;

/** The way to the server for one scope: one call at a time, with pauses that grow while it is away. */
export class ServerLink {
  readonly #scope: string;
  readonly #options: LinkOptions;
  #seen: SeenTime | undefined;
  #roundTripMs = 0;
  #calls = 0;
  #failures = 0;
  #overdueSince: number | undefined;
  #nextTryAt = Number.NEGATIVE_INFINITY;

  constructor(scope: string, options: LinkOptions) {
    this.#scope = scope;
    this.#options = options;
  }

  /** Whether the last call failed. */
  get isAway(): boolean {
    return this.#failures > 0;
  }

  /** When it may be asked, by the monotonic clock. */
  get nextTryAt(): number {
    return this.#nextTryAt;
  }

  /**
   * Tells and asks. Rejects where no answer came in time; `onLate` is called when it comes after that, since leases
   * were given by then.
   */
  async ask(
    settled: readonly Settlement[],
    asks: readonly Ask[],
    onLate: (answer: PacingAnswer) => void,
  ): Promise<TimedAnswer> {
    const { clock, connection, prefix, allowUnknownQuota, share, client, answerWithinMs } = this.#options;
    const askedAt = clock.monotonic();
    this.#calls += 1;
    const roundTripMs = this.#roundTripMs;
    const useWithinMs = times.ahead + Math.min(2_000, 2 * roundTripMs);
    const fresh = `${client}.${this.#calls}`;
    const call = {
      settled,
      asks,
      seen: this.#seen,
      fresh,
      roundTripMs,
      useWithinMs,
      allowUnknownQuota,
      share,
    };
    const { keys, args } = encodeCall(prefix, this.#scope, call, askedAt);
    const running = pacingScript.run(connection, keys, args).then((reply) => decodeAnswer(reply, asks));
    running.catch(() => {
      this.#overdueSince = undefined;
    });
    const onOverdue = () => {
      this.#overdueSince ??= askedAt;
    };
    const onAnswerLate = (answer: PacingAnswer) => {
      this.#isBack();
      onLate(answer);
    };
    try {
      const answer = await inTime(running, clock, answerWithinMs, onOverdue, onAnswerLate);
      return this.#note(answer, askedAt, useWithinMs);
    } catch (error) {
      this.#pause(askedAt);
      throw error;
    }
  }

  #note(answer: PacingAnswer, askedAt: number, useWithinMs: number): TimedAnswer {
    this.#isBack();
    const cameAt = this.#options.clock.monotonic();
    const isOtherState = this.#seen !== undefined && this.#seen.epoch !== answer.epoch;
    this.#seen = { epoch: answer.epoch, time: answer.time, at: cameAt };
    // One slow call says little; the next ones bring it down again.
    this.#roundTripMs = Math.max(cameAt - askedAt, (this.#roundTripMs * 3 + (cameAt - askedAt)) / 4);
    return { ...answer, askedAt, cameAt, useWithinMs, isOtherState };
  }

  #isBack(): void {
    this.#failures = 0;
    this.#overdueSince = undefined;
    this.#nextTryAt = Number.NEGATIVE_INFINITY;
  }

  #pause(askedAt: number): void {
    const now = this.#options.clock.monotonic();
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** this.#failures);
    this.#failures += 1;
    this.#nextTryAt = this.#overdueSince === undefined ? now + pauseMs : Math.max(now, askedAt + overdueMs);
  }
}
