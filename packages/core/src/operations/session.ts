import type { Counts } from '../exchange/exchange.ts';
import { performCall } from '../exchange/perform-call.ts';
import { adapterFailed } from '../exchange/problems.ts';
import { rememberCause, safeCause } from '../exchange/safe-cause.ts';
import { SessionKeeper } from '../exchange/session.ts';
import type { CallResult, SessionGrant, VendorCall } from '../ports/vendor-call.ts';
import { type ChatCore, newSendId } from './send.ts';

/** Keeps the token of a vendor whose tokens are fetched; undefined for an adapter without a session. */
export function createSessionKeeper(core: Omit<ChatCore, 'session'>): SessionKeeper | undefined {
  const { adapter, settings, planContext, chatContext } = core;
  const { session } = adapter;
  if (!session) return undefined;
  const { clock, deadlineMs, timeoutMs } = settings;

  const fetchToken = async (): Promise<CallResult<SessionGrant>> => {
    let last: CallResult<SessionGrant> = {};
    let call: VendorCall<SessionGrant>;
    try {
      call = session.call({ ...planContext, items: 1 });
    } catch (error) {
      // Its words may hold the secret that a token is asked for with.
      return { problem: rememberCause(adapterFailed('a token', 'not_sent'), safeCause(error)) };
    }
    const subject = {
      record: () => undefined,
      label: () => ({ count: 1 }),
    };
    return performCall<SessionGrant, CallResult<SessionGrant>>(
      {
        call,
        subject,
        total: () => countsOf(last),
        observe(result) {
          last = result;
          const counts = countsOf(result);
          const isGood = counts.accepted === 1;
          // A second token does no harm, so an attempt whose effect is unknown is repeated too.
          if (isGood || !result.problem?.transient) return { counts };
          const { code, retryAfterMs } = result.problem;
          return { counts, next: { call, subject, isCopy: false, problem: code, retryAfterMs } };
        },
      },
      {
        ...chatContext,
        sendId: newSendId(),
        timeoutMs,
        retryUnknown: false,
        deadlineAt: clock.monotonic() + deadlineMs,
        deadlineMs,
      },
      () => last,
    );
  };
  return new SessionKeeper(fetchToken, clock);
}

function countsOf({ value, problem }: CallResult<SessionGrant>): Counts {
  const isGood = value !== undefined && !problem;
  return { accepted: isGood ? 1 : 0, failed: isGood ? 0 : 1, unconfirmed: 0 };
}
