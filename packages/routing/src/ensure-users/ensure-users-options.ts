import { type Clock, type Problem, systemClock, type UserProfile } from '@polychat/core';
import { count, milliseconds, type NumberRule, OptionCheck } from '../check-options.ts';

/** What a new user is registered with. */
export type NewProfile = Omit<UserProfile, 'userId'>;

/**
 * Looks up the profiles of users who are to be registered: a list with one for each, in their order, at once or later.
 * Whom it has nothing for (`undefined` or `null`) is registered by the id alone. Never called with more than `batchSize`.
 */
export type ProfileOf = (
  userIds: readonly string[],
) => readonly (NewProfile | null | undefined)[] | Promise<readonly (NewProfile | null | undefined)[]>;

/** Users were registered, or could not be. */
export interface RegisterEvent {
  /** The name of the chat. */
  readonly chat: string;
  /** Before their first message (`first_use`), or since the vendor said that it does not know them (`not_found`). */
  readonly reason: 'first_use' | 'not_found';
  /** How many the vendor accepted. */
  readonly accepted: number;
  /** How many it did not accept, or perhaps did not. */
  readonly failed: number;
  /** What went wrong for the first of these. */
  readonly problem?: Problem;
  readonly correlationId?: string;
}

/** Called while sends go on; there is no content and no user id in an event. What they throw is dropped. */
export interface EnsureUsersHooks {
  readonly register?: (event: RegisterEvent) => void;
}

/** The options of `ensureUsers`. */
export interface EnsureUsersOptions {
  /** Default: none; users are registered by their ids alone. */
  readonly profileOf?: ProfileOf;
  /**
   * Whether users are registered before their first message. If not, they are when the vendor says that it does not know
   * them; then nobody is registered who exists already, and `profileOf` is asked for new users only.
   * Default: true without `profileOf`, false with it, since some vendors give a user who exists the new name and picture.
   */
  readonly ahead?: boolean;
  /** How long `profileOf` may take before its users are `failed`, in milliseconds. Default 5,000. */
  readonly profileTimeoutMs?: number;
  /** How long the registration of a batch may take before the message is sent all the same, in milliseconds. Default 10,000. */
  readonly registerMs?: number;
  /** How long to wait between a registration and the repeat of what was refused, in milliseconds. Default 500. */
  readonly pauseMs?: number;
  /** The most users of one registration. Default 100. */
  readonly batchSize?: number;
  /** How many users are remembered as known to the vendor. Default 100,000. */
  readonly maxKnownUserIds?: number;
  /** The most recipients of one `sendDirect`; the chat has its own limit beside it. Default 10,000. */
  readonly maxRecipients?: number;
  readonly hooks?: EnsureUsersHooks;
  /** For tests that move time. Default: the system's. */
  readonly clock?: Clock;
}

/** The options with the defaults filled in. */
export type CompleteEnsureUsersOptions = Required<Omit<EnsureUsersOptions, 'profileOf'>> &
  Pick<EnsureUsersOptions, 'profileOf'>;

const pause: NumberRule = { ...milliseconds, words: 'a number, at least 0', min: 0 };

const rules = {
  profileTimeoutMs: milliseconds,
  registerMs: milliseconds,
  pauseMs: pause,
  batchSize: count,
  maxKnownUserIds: count,
  maxRecipients: count,
};

/** Checks the options of `ensureUsers`. Throws a `ChatError` with code `misconfigured` that names the first at fault. */
export function completeEnsureUsersOptions(options: EnsureUsersOptions): CompleteEnsureUsersOptions {
  const check = new OptionCheck('ensureUsers');
  check.members(options, [...Object.keys(rules), 'profileOf', 'ahead', 'hooks', 'clock']);
  const { profileOf, hooks = {} } = options;
  check.members(hooks, ['register'], 'hooks.');
  const complete = {
    profileOf,
    ahead: options.ahead ?? profileOf === undefined,
    profileTimeoutMs: options.profileTimeoutMs ?? 5_000,
    registerMs: options.registerMs ?? 10_000,
    pauseMs: options.pauseMs ?? 500,
    batchSize: options.batchSize ?? 100,
    maxKnownUserIds: options.maxKnownUserIds ?? 100_000,
    maxRecipients: options.maxRecipients ?? 10_000,
    hooks,
    clock: options.clock ?? systemClock,
  };
  for (const [name, rule] of Object.entries(rules)) {
    check.number(name, complete[name as keyof typeof rules], rule);
  }
  check.optionalFunction('profileOf', profileOf);
  check.flag('ahead', complete.ahead);
  check.optionalFunction('hooks.register', hooks.register);
  check.clock(complete.clock);
  return complete;
}
