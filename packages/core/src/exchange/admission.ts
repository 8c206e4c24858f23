import type { Problem } from '../model/problem.ts';
import { onAbort } from '../ports/on-abort.ts';
import type { Lease, LeaseEnd, PacerAnswer } from '../ports/pacer.ts';
import type { VendorCall } from '../ports/vendor-call.ts';
import type { ExchangeContext } from './context.ts';
import { isPromise } from './is-promise.ts';
import { aborted, deadlinePassed, noCapacity, pacerFailed, shareTooSmall } from './problems.ts';

/** How long an admitted call may wait and hold its lease, in milliseconds. */
export interface AdmissionTimes {
  readonly holdMs: number;
  readonly maxWaitMs: number | undefined;
  readonly onWait: (() => void) | undefined;
}

/**
 * Waits for capacity below all limits of a call. A problem says why there is none; the call has used nothing then.
 * Where the pacer answers at once, so does this: no promise is made and no timer set.
 */
export function admit(
  call: VendorCall<unknown>,
  context: ExchangeContext,
  times: AdmissionTimes,
): Lease | Problem | Promise<Lease | Problem> {
  const { pacer, signal, sendId, limits } = context;
  const tooLarge = limits.tooLargeForShare(call.costs);
  if (tooLarge) return shareTooSmall(tooLarge, limits.share);
  // Costs that cannot be read are no fault of the pacer's.
  const costs = limits.paced(call.costs);
  try {
    const { holdMs, maxWaitMs, onWait } = times;
    const { scope } = limits;
    const answer = pacer.acquire({
      scope,
      costs,
      sendId,
      signal,
      holdMs,
      maxWaitMs,
      onWait,
    });
    return isPromise(answer) ? whenAnswered(answer, maxWaitMs, context) : answerAtOnce(answer, signal);
  } catch {
    return pacerFailed;
  }
}

function answerAtOnce(answer: PacerAnswer, signal: AbortSignal | undefined): Lease | Problem {
  const admitted = admittedBy(answer);
  // The pacer may have called `onWait`, and that may have cancelled the send.
  if (!signal?.aborted) return admitted;
  if ('settle' in admitted) admitted.settle({ how: 'not_sent' });
  return aborted('not_sent');
}

async function whenAnswered(
  asking: PromiseLike<PacerAnswer>,
  maxWaitMs: number | undefined,
  context: ExchangeContext,
): Promise<Lease | Problem> {
  try {
    const answer = await orGivenUp(asking, maxWaitMs, context);
    return answer === 'late' ? deadlinePassed : admittedBy(answer);
  } catch {
    return pacerFailed;
  }
}

/** Throws for an answer that is none. */
function admittedBy(answer: PacerAnswer): Lease | Problem {
  if (answer === 'aborted') return aborted('not_sent');
  return 'settle' in answer ? new SettledOnce(answer) : noCapacity(answer.limit, answer.waitMs);
}

/**
 * What the pacer answers, unless the caller leaves or its time is over: a pacer that is shared may be out of reach, and
 * that ends no send later than it may. A lease that comes after that is given back.
 */
function orGivenUp(
  asking: PromiseLike<PacerAnswer>,
  maxWaitMs: number | undefined,
  { clock, signal }: Pick<ExchangeContext, 'clock' | 'signal'>,
): Promise<PacerAnswer | 'late'> {
  return new Promise((resolve, reject) => {
    let isGivenUp = false;
    const giveUp = (answer: 'aborted' | 'late') => {
      isGivenUp = true;
      stop();
      resolve(answer);
    };
    const cancelTimer = maxWaitMs === undefined ? () => {} : clock.schedule(() => giveUp('late'), maxWaitMs);
    const stop = () => {
      cancelTimer();
      forgetSignal();
    };
    const forgetSignal = onAbort(signal, () => giveUp('aborted'));
    // What is awaited may be no promise of the runtime's, and throw when it is asked.
    Promise.resolve(asking).then(
      (answer) => {
        stop();
        if (!isGivenUp) resolve(answer);
        else if (typeof answer === 'object' && 'settle' in answer)
          new SettledOnce(answer).settle({ how: 'not_sent' });
      },
      (error) => {
        stop();
        reject(error);
      },
    );
    // The pacer may have called `onWait`, and that may have cancelled the send.
    if (signal?.aborted) giveUp('aborted');
  });
}

/** A lease that ends once, and whose pacer cannot undo what is known of the call by failing. */
class SettledOnce implements Lease {
  readonly leaveWithinMs: number | undefined;
  #lease: Lease | undefined;

  constructor(lease: Lease) {
    this.leaveWithinMs = lease.leaveWithinMs;
    this.#lease = lease;
  }

  settle(end: LeaseEnd): void {
    const lease = this.#lease;
    this.#lease = undefined;
    try {
      lease?.settle(end);
    } catch {}
  }
}
