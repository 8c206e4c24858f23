import { createProblem, type Problem } from '../model/problem.ts';
import type { VendorCall } from '../ports/chat-adapter.ts';
import type { Lease, Limit } from '../ports/pacer.ts';
import { aborted } from './attempt.ts';
import type { CallContext } from './perform-call.ts';

/** Waits for room below all limits of a call. A problem says why there is none; the call has used nothing then. */
export async function admit(call: VendorCall, context: CallContext): Promise<Lease | Problem> {
  const { adapter, pacer, share, signal } = context;
  const costs =
    share === 1
      ? call.costs
      : call.costs.map(({ limit, units }) => ({
          limit: { ...limit, capacity: limit.capacity * share },
          units,
        }));
  try {
    const answer = await pacer.acquire({
      scope: `${adapter.vendor} ${adapter.app} ${adapter.host}`,
      costs,
      signal,
      deadline: context.deadlineAt,
    });
    if (answer === 'aborted') return aborted('not_sent');
    return 'settle' in answer ? settledSafely(answer) : noRoom(answer.limit, answer.waitMs);
  } catch {
    return pacerFailed;
  }
}

/** A lease that ends once, and whose pacer cannot undo what is known of the call by failing. */
function settledSafely(lease: Lease): Lease {
  let isSettled = false;
  return {
    settle(how) {
      if (isSettled) return;
      isSettled = true;
      try {
        lease.settle(how);
      } catch {}
    },
  };
}

/** A pacer that is shared between processes can be out of reach. */
const pacerFailed = createProblem({
  code: 'network',
  effect: 'not_sent',
  retryable: true,
  message: 'the pacer failed, so nothing was sent',
});

function noRoom(limit: Limit, waitMs: number): Problem {
  return createProblem({
    code: limit.kind === 'quota' ? 'quota_exhausted' : 'rate_limited',
    effect: 'not_sent',
    retryable: true,
    message: `no room below the limit "${limit.name}" before the deadline`,
    retryAfterMs: Math.ceil(waitMs),
  });
}
