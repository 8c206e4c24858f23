import type { SendOptions } from '@polychat/core';

/**
 * The options with which a copy is written: those of the send, but for its signal and its deadline. A caller who cancels a
 * send after the authority has taken the message does not take the copy away from its recipient.
 */
export function copyOptions(
  options: SendOptions | undefined,
  deadlineMs: number,
  signal: AbortSignal,
): SendOptions {
  const { timeoutMs, deadlineMs: _deadlineMs, signal: _signal, ...others } = options ?? {};
  return {
    ...others,
    deadlineMs,
    signal,
    ...(timeoutMs === undefined ? {} : { timeoutMs: Math.min(timeoutMs, deadlineMs) }),
  };
}
