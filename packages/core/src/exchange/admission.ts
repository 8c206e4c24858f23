import type { Problem } from '../model/problem.ts';
import type { Cost, Lease, LeaseEnd, PacedCost, PacerRefusal } from '../ports/pacer.ts';
import type { VendorCall } from '../ports/vendor-call.ts';
import type { ExchangeContext } from './context.ts';
import { aborted, deadlinePassed, noCapacity, pacerFailed, shareTooSmall } from './problems.ts';

/** How long an admitted call may wait and hold its lease, in milliseconds. */
export interface AdmissionTimes {
  readonly holdMs: number;
  readonly maxWaitMs: number | undefined;
  readonly onWait: () => void;
}

/** Waits for capacity below all limits of a call. A problem says why there is none; the call has used nothing then. */
export async function admit(
  call: VendorCall<unknown>,
  context: ExchangeContext,
  times: AdmissionTimes,
): Promise<Lease | Problem> {
  const { adapter, pacer, signal, sendId } = context;
  const tooLarge = call.costs.find((cost) => isAboveShare(cost, context.share));
  if (tooLarge) return shareTooSmall(tooLarge, context.share);
  try {
    const asking = pacer.acquire({
      scope: `${adapter.vendor} ${adapter.app}`,
      costs: pacedCosts(call, context),
      sendId,
      signal,
      ...times,
    });
    const answer = await orGivenUp(asking, times.maxWaitMs, context);
    if (answer === 'aborted') return aborted('not_sent');
    if (answer === 'late') return deadlinePassed;
    return 'settle' in answer ? settledSafely(answer) : noCapacity(answer.limit, answer.waitMs);
  } catch {
    return pacerFailed;
  }
}

/**
 * Whether a call that the whole limit holds is larger than this process's share of it. Several processes that let such
 * a call go would together be above the limit.
 */
function isAboveShare({ limit, units }: Cost, share: number): boolean {
  // 49 * (1 / 49) is a little less than 1.
  return share < 1 && units <= limit.capacity && units > limit.capacity * share + 1e-9;
}

function pacedCosts(
  { costs }: VendorCall<unknown>,
  { adapter, share }: ExchangeContext,
): readonly PacedCost[] {
  return costs.map(({ limit, units, key }) => ({
    limit: share === 1 ? limit : { ...limit, capacity: limit.capacity * share },
    units,
    counter: [limit.name, limit.countedBy === 'app' ? '' : adapter.host, key ?? ''].join('\n'),
  }));
}

type Answer = Lease | PacerRefusal | 'aborted';

/**
 * What the pacer answers, unless the caller leaves or its time is over: a pacer that is shared may be out of reach, and
 * that ends no send later than it may. A lease that comes after that is given back.
 */
function orGivenUp(
  asking: Promise<Answer>,
  maxWaitMs: number | undefined,
  { clock, signal }: Pick<ExchangeContext, 'clock' | 'signal'>,
): Promise<Answer | 'late'> {
  return new Promise((resolve, reject) => {
    let isGivenUp = false;
    const giveUp = (answer: 'aborted' | 'late') => {
      isGivenUp = true;
      stop();
      resolve(answer);
    };
    const onAbort = () => giveUp('aborted');
    const cancelTimer = maxWaitMs === undefined ? () => {} : clock.schedule(() => giveUp('late'), maxWaitMs);
    const stop = () => {
      cancelTimer();
      signal?.removeEventListener('abort', onAbort);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    asking.then(
      (answer) => {
        stop();
        if (!isGivenUp) resolve(answer);
        else if (typeof answer === 'object' && 'settle' in answer)
          settledSafely(answer).settle({ how: 'not_sent' });
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
function settledSafely(lease: Lease): Lease {
  let isSettled = false;
  return {
    leaveWithinMs: lease.leaveWithinMs,
    settle(end: LeaseEnd) {
      if (isSettled) return;
      isSettled = true;
      try {
        lease.settle(end);
      } catch {}
    },
  };
}
