import type { Problem, ProblemCode } from '../model/problem.ts';
import type { VendorCall } from '../ports/vendor-call.ts';
import type { ItemState } from './item-state.ts';

/** What decides whether an attempt whose effect nobody knows may be repeated. */
export interface RepeatRules {
  /** The caller accepts copies. */
  readonly retryUnknown: boolean;
}

/** Whether a copy of a call does no harm, whenever it comes. */
export function copiesDoNoHarm(
  { dedupWindowMs }: Pick<VendorCall<unknown>, 'dedupWindowMs'>,
  { retryUnknown }: RepeatRules,
): boolean {
  return retryUnknown || dedupWindowMs === Number.POSITIVE_INFINITY;
}

/**
 * Whether an attempt's failure may be tried again: what certainly did not happen, where waiting helps; and what nobody
 * knows, where the vendor discards the copy or a copy does no harm.
 */
export function mayTryAgain(
  state: ItemState<unknown>,
  call: Pick<VendorCall<unknown>, 'dedupWindowMs'>,
  rules: RepeatRules,
): boolean {
  if (state.status === 'accepted' || !state.problem.transient) return false;
  return state.status === 'failed' || copiesDoNoHarm(call, rules) || call.dedupWindowMs > 0;
}

/** Why something is tried again, and the longest that the vendor asks to wait for a part of it. */
export function whyRepeated(states: Iterable<ItemState<unknown>>): {
  readonly problem: ProblemCode;
  readonly retryAfterMs: number;
} {
  let first: Problem | undefined;
  let retryAfterMs = 0;
  for (const state of states) {
    if (state.status === 'accepted') continue;
    first ??= state.problem;
    retryAfterMs = Math.max(retryAfterMs, state.problem.retryAfterMs ?? 0);
  }
  return { problem: first?.code ?? 'vendor_error', retryAfterMs };
}
