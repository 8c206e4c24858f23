import type { Problem, ProblemCode } from '../model/problem.ts';
import type { CallLabel } from '../ports/hooks.ts';
import type { CallRecord } from '../ports/journal.ts';
import type { CallResult, VendorCall } from '../ports/vendor-call.ts';
import type { Moment } from './moment.ts';

/** What the caller of an exchange says of one call, beside the call itself. */
export interface CallSubject {
  /** What a journal keeps of it; undefined for what none keeps. Asked for only where there is a journal. */
  record(): Pick<CallRecord, 'operation' | 'items' | 'unlistedMeans' | 'sender'> | undefined;
  /** What events say of it. */
  label(): CallLabel;
}

/** How many parts of a call stand how after one attempt. */
export interface Counts {
  readonly accepted: number;
  readonly failed: number;
  readonly unconfirmed: number;
}

/** The next attempt, as the observer of the last one wants it. */
export interface NextAttempt<Result> {
  /** The same call, byte for byte, or another. */
  readonly call: VendorCall<Result>;
  readonly subject: CallSubject;
  /** Whether it may be a copy of what arrived before, so that it must come while the vendor still discards copies. */
  readonly isCopy: boolean;
  /** Why. */
  readonly problem: ProblemCode;
  readonly retryAfterMs?: number;
}

/** Takes out of a problem what did not pass through the redaction of its attempt. */
export interface ProblemCleaner {
  clean(problem: Problem): Problem;
}

/** For what no vendor said. */
export const asItIs: ProblemCleaner = { clean: (problem) => problem };

/** What the observer of an attempt makes of it. */
export interface Observed<Result> {
  readonly counts: Counts;
  /** Absent where nothing follows. */
  readonly next?: NextAttempt<Result>;
}

/** One call to carry through, and who decides what its results mean. */
export interface Exchange<Result> {
  readonly call: VendorCall<Result>;
  readonly subject: CallSubject;
  /** An attempt before this exchange, in another process, whose effect is unknown. */
  readonly resumed?: { readonly firstAttempt: Moment; readonly callId: string };
  /** Looks at each result, also one of a call that never left, and says what comes next. Never throws. */
  observe(result: CallResult<Result>, cleaner: ProblemCleaner): Observed<Result>;
  /** How the parts of the call stand after all attempts so far. Asked for only where somebody listens. */
  total(): Counts;
}
