import { type Clock, systemClock } from '@polychat/core';
import { count, milliseconds, type NumberRule, OptionCheck } from '../check-options.ts';
import type { BreakerChange, BreakerOptions } from './circuit-breaker.ts';

/** A chat is left out, tried again, or back. */
export interface BreakerEvent extends BreakerChange {
  /** The name of the chat that fails over. */
  readonly chat: string;
  /** The name of the chat whose state has changed. */
  readonly via: string;
}

/** Recipients, or a message that is one call, go on to another chat. */
export interface MoveEvent {
  /** The name of the chat that fails over. */
  readonly chat: string;
  /** The name of the chat that did not deliver to them. */
  readonly from: string;
  /** The name of the chat that gets them now. */
  readonly to: string;
  /** How many recipients; 1 for a broadcast and a message to a group or a room. */
  readonly count: number;
  readonly correlationId?: string;
}

/** Called while sends go on; there is no content and no user id in an event. What they throw is dropped. */
export interface FailoverHooks {
  readonly breaker?: (event: BreakerEvent) => void;
  readonly move?: (event: MoveEvent) => void;
}

/** The options of `failover`. */
export interface FailoverOptions {
  /** The name of the chat. Default `failover`. */
  readonly name?: string;
  /**
   * Whether recipients also move when it is our own pacer that held them back, since the limit of the first vendor is
   * reached. Each of them gets a conversation at two vendors. Default false.
   */
  readonly overflow?: boolean;
  /** When a chat is left out. */
  readonly breaker?: BreakerOptions;
  /** Bounds a whole send at all chats together, in milliseconds; in a stream, each call. Default 30,000. */
  readonly deadlineMs?: number;
  /**
   * How long one attempt may take, in milliseconds, where a send does not say it by `timeoutMs`: a chat for which less
   * time is left is skipped. Default 10,000, but at most three quarters of a chat's part of the deadline.
   */
  readonly attemptMs?: number;
  /** The most recipients of one `sendDirect`; each chat has its own limit beside it. Default 10,000. */
  readonly maxRecipients?: number;
  readonly hooks?: FailoverHooks;
  /** For tests that move time. Default: the system's. */
  readonly clock?: Clock;
}

/** The options with the defaults filled in. */
export type CompleteFailoverOptions = Required<Omit<FailoverOptions, 'breaker'>> & {
  readonly breaker: Required<BreakerOptions>;
};

const share: NumberRule = {
  is: Number.isFinite,
  words: 'above 0 and below 1',
  min: Number.MIN_VALUE,
  max: 1 - Number.EPSILON,
};

const breakerRules = {
  calls: count,
  minimumCalls: count,
  faultShare: share,
  pauseMs: milliseconds,
  maxPauseMs: milliseconds,
};

const rules = { deadlineMs: milliseconds, attemptMs: milliseconds, maxRecipients: count };
const others = ['name', 'overflow', 'breaker', 'hooks', 'clock'];

/** Checks the options of `failover`. Throws a `ChatError` with code `misconfigured` that names the first at fault. */
export function completeFailoverOptions(options: FailoverOptions): CompleteFailoverOptions {
  const check = new OptionCheck('failover');
  check.members(options, [...Object.keys(rules), ...others]);
  const { breaker = {}, hooks = {} } = options;
  check.members(breaker, Object.keys(breakerRules), 'breaker.');
  check.members(hooks, ['breaker', 'move'], 'hooks.');
  const complete = {
    name: options.name ?? 'failover',
    overflow: options.overflow ?? false,
    deadlineMs: options.deadlineMs ?? 30_000,
    attemptMs: options.attemptMs ?? 10_000,
    maxRecipients: options.maxRecipients ?? 10_000,
    hooks,
    clock: options.clock ?? systemClock,
    breaker: {
      calls: breaker.calls ?? 20,
      minimumCalls: breaker.minimumCalls ?? Math.min(5, breaker.calls ?? 5),
      faultShare: breaker.faultShare ?? 0.5,
      pauseMs: breaker.pauseMs ?? 5_000,
      maxPauseMs: breaker.maxPauseMs ?? Math.max(300_000, breaker.pauseMs ?? 0),
    },
  };
  for (const [name, rule] of Object.entries(rules)) {
    check.number(name, complete[name as keyof typeof rules], rule);
  }
  for (const [name, rule] of Object.entries(breakerRules)) {
    check.number(`breaker.${name}`, complete.breaker[name as keyof typeof breakerRules], rule);
  }
  const { calls, minimumCalls, pauseMs, maxPauseMs } = complete.breaker;
  check.refuseIf(minimumCalls > calls, 'breaker.minimumCalls', `at most breaker.calls, which is ${calls}`);
  check.refuseIf(maxPauseMs < pauseMs, 'breaker.maxPauseMs', `at least breaker.pauseMs, which is ${pauseMs}`);
  check.name(complete.name);
  check.flag('overflow', complete.overflow);
  for (const hook of ['breaker', 'move'] as const) check.optionalFunction(`hooks.${hook}`, hooks[hook]);
  check.clock(complete.clock);
  return complete;
}
