import type { VendorCall } from '../ports/vendor-call.ts';

/**
 * A call whose data was read once and stays as it was, whatever kind of object the adapter made: what throws in being
 * read throws here, before anything is sent, and not where somebody's outcome depends on it.
 */
export function ownCall<Result>(
  call: VendorCall<Result>,
  dedupWindowMs: number = call.dedupWindowMs,
): VendorCall<Result> {
  const { endpoint, purpose, count, costs, identity, timeoutMs } = call;
  return {
    endpoint,
    purpose,
    count,
    costs,
    dedupWindowMs,
    ...(identity === undefined ? {} : { identity }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    // Not copies: an adapter's call may be an object with methods of its own.
    body: () => call.body(),
    describe: () => call.describe(),
    target: (context) => call.target(context),
    read: (reply, attempt) => call.read(reply, attempt),
  };
}
