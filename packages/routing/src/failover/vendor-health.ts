import type { Problem, ProblemCode } from '@polychat/core';
import { isHeldBack, isJournalFault } from './movement.ts';

/** What a call tells of the vendor's health; `nothing` where it tells of the message, the recipient or ourselves. */
export type HealthSign = 'good' | 'bad' | 'answered' | 'nothing';

type Outcome =
  | { readonly status: 'accepted' }
  | { readonly status: 'failed' | 'unconfirmed'; readonly problem: Problem };

const ofTheVendor: ReadonlySet<ProblemCode> = new Set([
  'vendor_unavailable',
  'vendor_error',
  'bad_reply',
  'network',
  'timeout',
]);

/** Whether a problem speaks against the vendor: it could not be reached, did not answer, or answered that it is unwell. */
export function isVendorFault(problem: Problem): boolean {
  const { code, effect, transient } = problem;
  if (!ofTheVendor.has(code) || isHeldBack(problem) || isJournalFault(problem)) return false;
  return effect !== 'rejected' || transient;
}

/**
 * What the outcomes of one call, or of one list, say of the vendor: `bad` where as many met a fault of the vendor as were
 * accepted. `answered` says no more than that the vendor looked at the message and refused it.
 */
export function healthSignOf(outcomes: Iterable<Outcome>): HealthSign {
  let accepted = 0;
  let faults = 0;
  let answers = 0;
  for (const outcome of outcomes) {
    if (outcome.status === 'accepted') accepted += 1;
    else if (isVendorFault(outcome.problem)) faults += 1;
    else if (outcome.problem.effect === 'rejected') answers += 1;
  }
  if (faults > 0 && faults >= accepted) return 'bad';
  if (accepted > 0) return 'good';
  return answers > 0 ? 'answered' : 'nothing';
}
