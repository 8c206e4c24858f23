import type { VendorCall } from '../adapter/contract.ts';
import type { Standing } from './standing.ts';

export interface RetryPolicy {
  /** The most attempts of one call, the first included. */
  readonly maxAttempts: number;
  /** The longest wait before the first repeat, in milliseconds; it doubles with each. */
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
}

/**
 * Whom an attempt's failure leaves to be tried again: those whom it certainly did not reach, where waiting helps;
 * and those of whom nobody knows, where the vendor discards the copy or the caller accepts one.
 */
export function recipientsToRepeat(
  standings: ReadonlyMap<string, Standing>,
  unknownMayRepeat: boolean,
): readonly string[] {
  const again: string[] = [];
  for (const [userId, standing] of standings) {
    if (standing.status === 'accepted' || !standing.problem.retryable) continue;
    if (standing.status === 'failed' || unknownMayRepeat) again.push(userId);
  }
  return again;
}

/** Whether a copy that leaves now certainly arrives while the vendor still remembers the first attempt. */
export function copyIsDiscarded(
  call: VendorCall,
  firstAttemptAt: number,
  now: number,
  timeoutMs: number,
): boolean {
  return now + timeoutMs <= firstAttemptAt + call.dedupWindowMs;
}

/** Exponential backoff with full jitter, and never less than the vendor asked for. */
export function backoffMs(
  policy: RetryPolicy,
  attempt: number,
  random: number,
  retryAfterMs: number | undefined,
): number {
  const ceiling = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1));
  return Math.max(retryAfterMs ?? 0, Math.round(ceiling * random));
}
