import type { SendOptions } from '@polychat/core';
import type { Member } from './member.ts';
import { type HealthSign, healthSignOf } from './vendor-health.ts';

/**
 * How a chat is used: with all its repeats (`all`), for one call that finds out whether the vendor is back (`probe`), or
 * for lack of any better (`last_resort`). The latter two repeat nothing.
 */
export type AttemptKind = 'all' | 'probe' | 'last_resort';

/** The options that a chat gets for its attempt. */
export function attemptOptions<Options extends SendOptions>(
  options: Options | undefined,
  kind: AttemptKind,
  deadlineMs: number | undefined,
): Options | SendOptions {
  return {
    ...options,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    ...(kind === 'all' ? {} : { maxAttempts: 1 }),
  };
}

/** Tells the breaker what an attempt showed. */
export function recordAttempt(
  { breaker }: Member,
  kind: AttemptKind,
  outcomes: Parameters<typeof healthSignOf>[0],
): HealthSign {
  const sign = healthSignOf(outcomes);
  if (kind === 'probe') breaker.endProbe(sign);
  else breaker.record(sign);
  return sign;
}
