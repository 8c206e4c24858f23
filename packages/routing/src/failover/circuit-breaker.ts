import type { Clock } from '@polychat/core';
import { CircuitState, CountBreaker, ExponentialBackoff, type IBackoff, noJitterGenerator } from 'cockatiel';
import type { HealthSign } from './vendor-health.ts';

/** `closed`: calls go. `open`: none does, for a pause. `half_open`: one call finds out whether the vendor is back. */
export type BreakerState = 'closed' | 'open' | 'half_open';

/** When a chat is left out, and for how long. */
export interface BreakerOptions {
  /** How many of the last calls count. Default 20. */
  readonly calls?: number;
  /** With fewer calls than this a chat is never left out. Default 5. */
  readonly minimumCalls?: number;
  /** A chat is left out when more than this part of the calls met a fault of the vendor. Above 0, below 1. Default 0.5. */
  readonly faultShare?: number;
  /** The first pause, in milliseconds; each probe that fails doubles it. Default 5,000. */
  readonly pauseMs?: number;
  /** The longest pause, in milliseconds. Default 300,000. */
  readonly maxPauseMs?: number;
}

/** A change of state. */
export interface BreakerChange {
  readonly from: BreakerState;
  readonly to: BreakerState;
  /** How long the chat is left out now, in milliseconds; where `to` is `open`. */
  readonly pauseMs?: number;
}

/** How a chat stands now. */
export interface BreakerHealth {
  readonly state: BreakerState;
  /** The present pause in milliseconds, where the state is not `closed`. */
  readonly pauseMs?: number;
  /** In how many milliseconds a call may find out whether the vendor is back, where the state is `open`. */
  readonly probeInMs?: number;
}

/**
 * Leaves out a chat whose vendor is unwell. cockatiel counts the calls (`CountBreaker`) and makes the pauses grow
 * (`ExponentialBackoff`). The states are kept here: cockatiel's own read `Date.now`, make those wait who come during a
 * probe, who should rather go to the next vendor, and take a probe that taught nothing for one that went well.
 */
export class CircuitBreaker {
  readonly #clock: Clock;
  readonly #onChange: (change: BreakerChange) => void;
  readonly #counter: CountBreaker;
  readonly #pauses: ExponentialBackoff<unknown>;
  #state: BreakerState = 'closed';
  #pause: IBackoff<unknown> | undefined;
  /** By the monotonic clock. */
  #openUntil = 0;

  constructor(options: Required<BreakerOptions>, clock: Clock, onChange: (change: BreakerChange) => void) {
    const { calls, minimumCalls, faultShare, pauseMs, maxPauseMs } = options;
    this.#clock = clock;
    this.#onChange = onChange;
    this.#counter = new CountBreaker({
      size: calls,
      minimumNumberOfCalls: minimumCalls,
      threshold: faultShare,
    });
    // Without chance: a probe is one call, so it does no harm when several processes make theirs at one moment.
    this.#pauses = new ExponentialBackoff({
      initialDelay: pauseMs,
      maxDelay: maxPauseMs,
      generator: noJitterGenerator,
    });
  }

  get health(): BreakerHealth {
    const pauseMs = this.#pause?.duration ?? 0;
    if (this.#state === 'closed') return { state: 'closed' };
    if (this.#state === 'half_open') return { state: 'half_open', pauseMs };
    return {
      state: 'open',
      pauseMs,
      probeInMs: Math.max(0, Math.ceil(this.#openUntil - this.#clock.monotonic())),
    };
  }

  get isClosed(): boolean {
    return this.#state === 'closed';
  }

  /** Whether `admit` would let anybody through now. Changes nothing. */
  get isAdmitting(): boolean {
    return this.isClosed || (this.#state === 'open' && this.#clock.monotonic() >= this.#openUntil);
  }

  /** Who may go: `all`, one call (`probe`), or `none`. Who is told `probe` must say with `endProbe` what came of it. */
  admit(): 'all' | 'probe' | 'none' {
    if (this.isClosed) return 'all';
    if (!this.isAdmitting) return 'none';
    this.#change({ from: this.#state, to: 'half_open' });
    return 'probe';
  }

  /** Counts a call that was let through with all others. What comes in while the chat is left out comes too late. */
  record(sign: HealthSign): void {
    if (!this.isClosed) return;
    if (sign === 'good') this.#counter.success(CircuitState.Closed);
    else if (sign === 'bad' && this.#counter.failure(CircuitState.Closed)) this.#open(this.#pauses.next());
  }

  /** A vendor that answers is back, also where it refuses this message. A probe that taught nothing may be made again. */
  endProbe(sign: HealthSign): void {
    if (this.#state !== 'half_open') return;
    if (sign === 'nothing') {
      this.#openUntil = this.#clock.monotonic();
      this.#change({ from: 'half_open', to: 'open', pauseMs: 0 });
    } else if (sign === 'bad') {
      this.#open((this.#pause ?? this.#pauses).next(undefined));
    } else {
      this.#counter.success(CircuitState.HalfOpen);
      this.#pause = undefined;
      this.#change({ from: 'half_open', to: 'closed' });
    }
  }

  #open(pause: IBackoff<unknown>): void {
    this.#pause = pause;
    this.#openUntil = this.#clock.monotonic() + pause.duration;
    this.#change({ from: this.#state, to: 'open', pauseMs: pause.duration });
  }

  #change(change: BreakerChange): void {
    this.#state = change.to;
    this.#onChange(change);
  }
}
