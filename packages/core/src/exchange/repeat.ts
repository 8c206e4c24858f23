import type { RecipientState } from '../delivery/recipient-state.ts';
import type { ProblemCode } from '../model/problem.ts';
import type { VendorCall } from '../ports/chat-adapter.ts';

export interface RetryPolicy {
  /** The most attempts of one call, the first included. */
  readonly maxAttempts: number;
  /** The longest wait before the first repeat, in milliseconds; it doubles with each. */
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
}

/**
 * Whom an attempt's failure leaves to be tried again: those whom it certainly did not reach, where waiting helps;
 * and those of whom nobody knows, where the vendor discards the copy or the caller accepts one.
 */
export function recipientsToRepeat(
  states: ReadonlyMap<string, RecipientState>,
  unknownMayRepeat: boolean,
): readonly string[] {
  const again: string[] = [];
  for (const [userId, state] of states) {
    if (state.status === 'accepted' || !state.problem.retryable) continue;
    if (state.status === 'failed' || unknownMayRepeat) again.push(userId);
  }
  return again;
}

/**
 * Whether a copy that leaves now certainly arrives while the vendor still remembers the first attempt. Where the
 * clock was set back far, nobody can tell how long ago that was.
 */
export function copyIsDiscarded(
  call: VendorCall,
  firstAttemptAt: number,
  now: number,
  timeoutMs: number,
): boolean {
  return Math.abs(now - firstAttemptAt) + timeoutMs <= call.dedupWindowMs;
}

/** Exponential backoff with full jitter, and never less than the vendor asked for. */
export function backoffMs(
  policy: RetryPolicy,
  attempt: number,
  random: number,
  retryAfterMs: number | undefined,
): number {
  const ceiling = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1));
  return Math.max(retryAfterMs ?? 0, Math.round(ceiling * random));
}

/** Plans a call for some of another's recipients; undefined where that cannot be done. */
export type PlanSubset = (recipients: readonly string[]) => VendorCall | undefined;

/** What is known when an attempt has ended. */
export interface AttemptEnd {
  readonly call: VendorCall;
  /** Counted from 1. */
  readonly attempt: number;
  /** What this attempt alone says of each recipient. */
  readonly latest: ReadonlyMap<string, RecipientState>;
  /** What all attempts together say. */
  readonly states: ReadonlyMap<string, RecipientState>;
  readonly signatureRefused: boolean;
  readonly mayRenewSignature: boolean;
  readonly planSubset: PlanSubset;
}

export interface Repeat {
  /** The same call, byte for byte, where all its recipients are to be tried again. */
  readonly call: VendorCall;
  readonly delayMs: number;
  /** The vendor looked at the signature alone: a new one goes at once. */
  readonly renewSignature: boolean;
  /** Why. */
  readonly problem: ProblemCode;
}

/** Whether, when and for whom an attempt is repeated. */
export function planRepeat(
  end: AttemptEnd,
  { retry, retryUnknown, random }: RepeatRules,
): Repeat | undefined {
  const { call, attempt, latest, states, planSubset } = end;
  if (
    end.signatureRefused &&
    end.mayRenewSignature &&
    call.recipients.every((userId) => isFailed(latest, userId))
  ) {
    return { call, delayMs: 0, renewSignature: true, problem: 'unauthenticated' };
  }
  const copiesDoNoHarm = retryUnknown || call.dedupWindowMs === Number.POSITIVE_INFINITY;
  const again = recipientsToRepeat(latest, copiesDoNoHarm || call.dedupWindowMs > 0);
  const next = nextCall(call, again, (userId) => copiesDoNoHarm || isFailed(states, userId), planSubset);
  if (!next) return undefined;
  const { code, retryAfterMs } = whyRepeated(latest, next.recipients);
  const delayMs = backoffMs(retry, attempt, random() / 2 ** 32, retryAfterMs);
  return { call: next, delayMs, renewSignature: false, problem: code };
}

interface RepeatRules {
  readonly retry: RetryPolicy;
  /** Repeat also where a copy may arrive twice. */
  readonly retryUnknown: boolean;
  /** A random unsigned 32-bit integer. */
  readonly random: () => number;
}

function nextCall(
  call: VendorCall,
  again: readonly string[],
  mayMoveOn: (userId: string) => boolean,
  planSubset: PlanSubset,
): VendorCall | undefined {
  if (again.length === call.recipients.length) return call;
  // A new call has a new identity: it is no copy that the vendor would discard.
  const moved = again.filter(mayMoveOn);
  return moved.length > 0 ? planSubset(moved) : undefined;
}

function isFailed(states: ReadonlyMap<string, RecipientState>, userId: string): boolean {
  return states.get(userId)?.status === 'failed';
}

/** Why these recipients are tried again, and the longest that the vendor asks to wait for one of them. */
function whyRepeated(states: ReadonlyMap<string, RecipientState>, userIds: readonly string[]) {
  const problems = userIds.flatMap((userId) => {
    const state = states.get(userId);
    return state && state.status !== 'accepted' ? [state.problem] : [];
  });
  return {
    code: problems[0]?.code ?? 'vendor_error',
    retryAfterMs: Math.max(0, ...problems.map(({ retryAfterMs }) => retryAfterMs ?? 0)),
  };
}
