import type { RetryPolicy } from './context.ts';

/** Exponential backoff with full jitter, and never less than the vendor asked for, in milliseconds. */
export function backoffMs(
  policy: Pick<RetryPolicy, 'baseDelayMs' | 'maxDelayMs'>,
  attempt: number,
  random: number,
  retryAfterMs: number | undefined,
): number {
  const ceiling = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1));
  return Math.max(retryAfterMs || 0, Math.round((ceiling * random) / 2 ** 32));
}
