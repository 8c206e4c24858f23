import { createProblem, type Problem } from '../model/problem.ts';
import type { ChatAdapter } from '../ports/chat-adapter.ts';
import type { Cost, Limit } from '../ports/pacer.ts';
import type { TransportFault } from '../ports/transport.ts';

/** Who is called, as an adapter says it. */
type CalledVendor = Pick<ChatAdapter, 'title' | 'host'>;

/** The caller cancelled it. */
/* @__NO_SIDE_EFFECTS__ */
export function aborted(effect: 'not_sent' | 'unknown'): Problem {
  return createProblem({
    code: 'aborted',
    effect,
    transient: false,
    message:
      effect === 'unknown' ? 'cancelled while the vendor had the request' : 'cancelled before it was sent',
  });
}

export function timedOut(
  effect: 'not_sent' | 'unknown',
  timeoutMs: number,
  { title, host }: CalledVendor,
): Problem {
  return createProblem({
    code: 'timeout',
    effect,
    transient: true,
    message: `${effect === 'unknown' ? `no reply from ${title} at ${host}` : 'not sent'} within ${Math.ceil(timeoutMs)} ms`,
  });
}

/** The time for the whole send was over. */
export const deadlinePassed = createProblem({
  code: 'timeout',
  effect: 'not_sent',
  transient: true,
  message: 'the deadline passed before it was sent',
});

/** The process stood still, or something before the write took too long. */
export const leftTooLate = createProblem({
  code: 'timeout',
  effect: 'not_sent',
  transient: true,
  message: 'it was not sent, since the latest moment for it had passed',
});

/** A pacer that is shared between processes can be out of reach. The field tells it from a fault of the vendor. */
export const pacerFailed = createProblem({
  code: 'network',
  effect: 'not_sent',
  transient: true,
  message: 'the pacer failed, so nothing was sent',
  field: 'pacer',
});

export function noCapacity(limit: Limit, waitMs: number): Problem {
  return createProblem({
    code: limit.kind === 'quota' ? 'quota_exhausted' : 'rate_limited',
    effect: 'not_sent',
    transient: true,
    message: `no capacity below the limit "${limit.name}" before the deadline`,
    retryAfterMs: Math.ceil(waitMs),
  });
}

/** The option `share` leaves less of a limit than one call needs. */
export function shareTooSmall({ limit, units }: Cost, share: number): Problem {
  const left = Number((limit.capacity * share).toFixed(3));
  return createProblem({
    code: 'misconfigured',
    effect: 'not_sent',
    transient: false,
    message:
      `share: leaves ${left} of ${limit.capacity} of the limit "${limit.name}", and one call needs ${units}; ` +
      'send such calls from fewer processes with a larger share, or give all processes one shared pacer',
    field: 'share',
    limit: { max: left, unit: 'value', actual: units },
  });
}

/** The field tells it from a fault of the vendor. */
export function journalFailed(): Problem {
  return createProblem({
    code: 'network',
    effect: 'not_sent',
    transient: true,
    message: 'the journal failed, so nothing was sent',
    field: 'journal',
  });
}

export function unsignable(): Problem {
  return createProblem({
    code: 'misconfigured',
    effect: 'not_sent',
    transient: false,
    message: 'the request could not be signed',
  });
}

export function unreadable(): Problem {
  return createProblem({
    code: 'bad_reply',
    effect: 'unknown',
    transient: false,
    message: 'the reply could not be read',
  });
}

export function adapterFailed(endpoint: string, effect: 'not_sent' | 'unknown'): Problem {
  return createProblem({
    code: 'vendor_error',
    effect,
    transient: false,
    message: `the adapter failed in a call to ${endpoint}`,
  });
}

/**
 * What became of a request without a usable answer. It names the vendor's host, and nothing more of the address: the rest
 * is signed. A proxy, a firewall or a wrong region shows in it.
 */
export function problemOfFault(
  { fault, reason, detail }: TransportFault,
  { title, host }: CalledVendor,
): Problem {
  if (reason === 'too_late' && fault === 'not_sent') return leftTooLate;
  if (reason === 'redirect' || reason === 'reply_too_large') {
    const what = reason === 'redirect' ? 'a redirect, which is not followed' : 'more bytes than allowed';
    return createProblem({
      code: 'bad_reply',
      effect: 'unknown',
      transient: false,
      message: `the answer did not come from the API of ${title} at ${host}: ${what}`,
    });
  }
  const vendor = `${title} at ${host}`;
  const what =
    fault === 'not_sent'
      ? `no connection to ${vendor}`
      : `the connection to ${vendor} broke before the reply`;
  return createProblem({
    code: 'network',
    effect: fault,
    transient: true,
    // A code and nothing longer: another transport's words may hold the signed URL.
    message: detail && /^[A-Z][A-Z0-9_]{1,60}$/.test(detail) ? `${what} (${detail})` : what,
  });
}
