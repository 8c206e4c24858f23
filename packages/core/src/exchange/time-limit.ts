import type { ExchangeContext } from './context.ts';
import type { Progress } from './progress.ts';

/** The least that an attempt is cut to for a vendor's window, in milliseconds: with less it would hardly ever end. */
const leastUsefulMs = 1_000;
/** What signing, and waking up in time, may take of a vendor's window, in milliseconds. */
const signingMs = 1_000;

type Rules = Pick<ExchangeContext, 'retry' | 'retryUnknown'>;
type Stage = Pick<Progress<unknown>, 'call' | 'attempt' | 'isCopy' | 'earlier'>;

/**
 * How long an attempt is given, in milliseconds. One that may be repeated safely when nobody knows what became of it
 * leaves time for that repeat: before the deadline, and in the time for which the vendor discards the copy.
 *
 * `timeoutMs` is what the caller or the adapter says of one attempt, `remainingMs` what is left of the deadline.
 */
export function attemptLimitMs(
  stage: Stage,
  timeoutMs: number,
  remainingMs: number,
  { retry, retryUnknown }: Rules,
): number {
  const { call, attempt, isCopy, earlier } = stage;
  const { dedupWindowMs } = call;
  const longest = Math.min(timeoutMs, remainingMs);
  if (dedupWindowMs <= 0 && !retryUnknown) return longest;

  const pauseMs = Math.min(retry.maxDelayMs, retry.baseDelayMs * 2 ** (attempt - 1));
  const inWindowMs = retryUnknown ? longest : Math.min(longest, shareOfWindow(dedupWindowMs, pauseMs));
  const isRepeat = isCopy || earlier.some(({ effect }) => effect === 'unknown');
  // The repeat itself takes what is left: there is one more, not one more each time.
  if (isRepeat || attempt >= retry.maxAttempts) return inWindowMs;
  return Math.min(inWindowMs, (remainingMs - Math.min(pauseMs, remainingMs / 4)) / 2);
}

/** The first attempt, a pause and the repeat fit into the vendor's window; without end where they never would. */
function shareOfWindow(dedupWindowMs: number, pauseMs: number): number {
  const shareMs = (dedupWindowMs - pauseMs - signingMs) / 2;
  return shareMs < leastUsefulMs ? Number.POSITIVE_INFINITY : shareMs;
}
