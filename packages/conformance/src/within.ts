import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

/** Far above what anything takes that does not wait, far below any time limit. */
export const promptlyMs = 5_000;

/** Waits for a promise, and fails with these words where it takes longer. */
export async function within<T>(milliseconds: number, promise: Promise<T>, what: string): Promise<T> {
  const stop = new AbortController();
  const late = pause(milliseconds, undefined, { signal: stop.signal }).then(
    () => assert.fail(what),
    () => promise,
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    stop.abort();
  }
}
