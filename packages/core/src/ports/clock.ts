import { onAbort } from './on-abort.ts';

/** Time as the engine sees it, so that tests can move it. */
export interface Clock {
  /** Milliseconds since 1970: may be set forward or back. Only for what is said to the vendor or written down. */
  now(): number;
  /** Milliseconds since any moment: never goes back. For ages, waits and limits. */
  monotonic(): number;
  /** Calls back once after so many milliseconds; the function returned cancels it. */
  schedule(callback: () => void, delayMs: number): () => void;
}

/** Longer delays than this overflow the timers of every JavaScript runtime. */
const longestTimerMs = 2 ** 31 - 1;

/** The runtime's own time and timers. A delay above 24.8 days, which no timer can hold, is cut to that. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, Math.min(Math.max(0, delayMs), longestTimerMs));
    return () => clearTimeout(timer);
  },
};

/** Waits, or stops waiting when the signal aborts. Says which: true after the whole wait. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    let forgetSignal = () => {};
    const cancel = clock.schedule(() => {
      forgetSignal();
      resolve(true);
    }, delayMs);
    forgetSignal = onAbort(signal, () => {
      cancel();
      resolve(false);
    });
  });
}
