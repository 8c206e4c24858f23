import type { Clock, PacedCost, PacerAnswer, PacerRequest } from '@polychat/core';
import { onAbort } from '@polychat/core/pacing';
import type { LeaseKind, PacedWaiter } from './paced-queue.ts';

/** One call that waits for its lease, with its caller's signal and its longest wait. */
export class Waiting implements PacedWaiter {
  readonly sendId: string;
  readonly costs: readonly PacedCost[];
  readonly kind: LeaseKind;
  readonly deadlineAt: number;
  /** Whether it is known that it cannot go at once. */
  hasWaited = false;
  readonly #resolve: (answer: PacerAnswer) => void;
  readonly #stop: () => void;
  #onWait: (() => void) | undefined;

  /** @param leave called when the caller left, or when the longest wait is over */
  constructor(
    { sendId, holdMs, maxWaitMs = Number.POSITIVE_INFINITY, signal, onWait }: PacerRequest,
    costs: readonly PacedCost[],
    clock: Clock,
    resolve: (answer: PacerAnswer) => void,
    leave: (why: 'aborted' | 'overdue') => void,
  ) {
    this.sendId = sendId;
    this.costs = costs;
    this.kind = { name: JSON.stringify([holdMs, ...costs.map(({ units }) => units)]), costs, holdMs };
    this.deadlineAt = clock.monotonic() + maxWaitMs;
    this.#resolve = resolve;
    this.#onWait = onWait;
    const cancelTimer =
      maxWaitMs === Number.POSITIVE_INFINITY ? () => {} : clock.schedule(() => leave('overdue'), maxWaitMs);
    const forgetSignal = onAbort(signal, () => leave('aborted'));
    this.#stop = () => {
      cancelTimer();
      forgetSignal();
    };
  }

  noteWait(): void {
    this.hasWaited = true;
    const onWait = this.#onWait;
    this.#onWait = undefined;
    onWait?.();
  }

  end(answer: PacerAnswer): void {
    this.#stop();
    this.#resolve(answer);
  }
}
