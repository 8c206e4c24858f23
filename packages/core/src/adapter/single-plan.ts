import type { PlanFindings, SinglePlan } from '../ports/plans.ts';
import type { VendorCall } from '../ports/vendor-call.ts';

/** What was found out about a message that is one call. Without `warnings` there are none. */
export type SingleFindings = Omit<PlanFindings, 'warnings'> & Partial<Pick<PlanFindings, 'warnings'>>;

/**
 * The plan of a message that is one call, which `callFor` makes for its sender. Its `call` throws an `Error` where
 * nothing can be sent.
 */
/* @__NO_SIDE_EFFECTS__ */
export function planSingle<Value>(
  { sender, problems, unsupported, warnings = [] }: SingleFindings,
  callFor: (sender: string) => VendorCall<Value>,
): SinglePlan<Value> {
  return {
    sender,
    problems,
    unsupported,
    warnings,
    call() {
      if (sender === undefined || problems.length > 0) throw new Error('a plan with problems makes no call');
      return callFor(sender);
    },
  };
}
