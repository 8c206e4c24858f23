import type { Clock } from '@polychat/core';
import { onAbort } from '@polychat/core/combine';

/** What came of a question that may never be answered. */
export type Answer<Value> =
  | { readonly status: 'answered'; readonly value: Value }
  | { readonly status: 'threw'; readonly error: unknown }
  | { readonly status: 'timed_out' }
  | { readonly status: 'aborted' };

/**
 * Asks, and waits for so many milliseconds at most, or until the signal aborts. Never rejects. An answer that comes when
 * nobody waits any more goes to `onLate`, which must not throw.
 */
export async function answerInTime<Value>(
  ask: () => Value | PromiseLike<Value>,
  timeoutMs: number,
  clock: Clock,
  signal?: AbortSignal,
  onLate?: (answer: Value) => void,
): Promise<Answer<Value>> {
  if (signal?.aborted) return { status: 'aborted' };
  const { promise: ended, resolve } = Promise.withResolvers<Answer<Value>>();
  let isEnded = false;
  const end = (answer: Answer<Value>) => {
    isEnded = true;
    resolve(answer);
  };
  try {
    const value = ask();
    if (!isPromiseLike(value)) return { status: 'answered', value };
    Promise.resolve(value).then(
      (answer) => (isEnded ? onLate?.(answer) : end({ status: 'answered', value: answer })),
      (error: unknown) => end({ status: 'threw', error }),
    );
  } catch (error) {
    return { status: 'threw', error };
  }
  const cancel = clock.schedule(() => end({ status: 'timed_out' }), timeoutMs);
  const forgetSignal = onAbort(signal, () => end({ status: 'aborted' }));
  try {
    return await ended;
  } finally {
    cancel();
    forgetSignal();
  }
}

export function isPromiseLike<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
