import type { Clock } from '@polychat/core';

/** What a server answers within a time; rejects after that, and calls `onLate` with an answer that comes then. */
export function inTime<T>(
  running: Promise<T>,
  clock: Clock,
  withinMs: number,
  onOverdue: () => void,
  onLate: (answer: T) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const cancel = clock.schedule(() => {
      isLate = true;
      onOverdue();
      reject(new Error(`Redis gave no answer within ${withinMs} ms`));
    }, withinMs);
    running.then(
      (answer) => {
        cancel();
        if (isLate) onLate(answer);
        else resolve(answer);
      },
      (error) => {
        cancel();
        reject(error);
      },
    );
  });
}
