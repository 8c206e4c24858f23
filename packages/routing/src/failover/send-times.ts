import type { SendOptions } from '@polychat/core';
import type { CompleteFailoverOptions } from './failover-options.ts';

/** The time that a send may take. */
export interface SendTimes {
  /** For all chats together, in milliseconds. */
  readonly deadlineMs: number;
  /** What one attempt needs. */
  readonly attemptMs: number;
}

/** The times of one send through so many chats; undefined for options that no chat would take: the first refuses them. */
export function timesOf(
  options: SendOptions | undefined,
  members: number,
  settings: Pick<CompleteFailoverOptions, 'deadlineMs' | 'attemptMs'>,
): SendTimes | undefined {
  const { timeoutMs, deadlineMs } = options ?? {};
  for (const given of [timeoutMs, deadlineMs]) {
    if (given !== undefined && !(typeof given === 'number' && given > 0)) return undefined;
  }
  const whole = deadlineMs ?? Math.max(settings.deadlineMs, timeoutMs ?? 0);
  if (timeoutMs !== undefined && timeoutMs > whole) return undefined;
  return {
    deadlineMs: whole,
    attemptMs: timeoutMs ?? Math.min(settings.attemptMs, (0.75 * whole) / members),
  };
}

/**
 * The part of the remaining time that a chat gets, in milliseconds, with so many left, itself included. Undefined where
 * not one attempt fits any more: begun all the same, it would make an unclear outcome of a certain one.
 */
export function partOfTime(remainingMs: number, left: number, attemptMs: number): number | undefined {
  if (remainingMs < attemptMs) return undefined;
  return Math.min(remainingMs, Math.max(remainingMs / left, attemptMs));
}
