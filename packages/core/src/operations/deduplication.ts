import type { PlanWarning } from '../model/warning.ts';
import type { AudiencePlan, DirectPlan } from '../ports/plans.ts';
import type { VendorCall } from '../ports/vendor-call.ts';

/** What decides whether a key does anything: the caller gave one, and the vendor has a place for it. */
interface KeyUse {
  readonly idempotencyKey: string | undefined;
  /** Whether the key reaches the vendor at all, by its capabilities. */
  readonly isSent: boolean;
  /** The vendor's name in sentences. */
  readonly title: string;
}

/** Whether the vendor discards a copy of this call. Infinity counts: there a copy does no harm. */
function discardsCopies({ dedupWindowMs }: Pick<VendorCall<unknown>, 'dedupWindowMs'>): boolean {
  return dedupWindowMs > 0;
}

function notDeduplicated(endpoint: string, title: string): PlanWarning {
  return {
    code: 'not_deduplicated',
    message: `idempotencyKey: ${title} discards no copy of ${endpoint}; who sends the message again sends it twice`,
    field: 'idempotencyKey',
  };
}

/** The plan, which warns of each of its calls of which the vendor discards no copy though the message has a key. */
export function warnWhereKeyIsIdle(plan: DirectPlan, use: KeyUse): DirectPlan {
  if (use.idempotencyKey === undefined) return plan;
  const { sender, problems, unsupported, warnings, maxItems } = plan;
  return {
    sender,
    problems,
    unsupported,
    warnings,
    maxItems,
    next(pending) {
      const planned = plan.next(pending);
      const { call } = planned;
      if (!call || (use.isSent && discardsCopies(call))) return planned;
      const warning = notDeduplicated(call.endpoint, use.title);
      return { ...planned, warnings: [...(planned.warnings ?? []), warning] };
    },
  };
}

/** As `warnWhereKeyIsIdle`, for a single call: the plan has the warning at once. */
export function warnOfIdleKey(plan: AudiencePlan, use: KeyUse): AudiencePlan {
  // A plan with problems makes no call, and sends nothing that could arrive twice.
  if (use.idempotencyKey === undefined || plan.problems.length > 0) return plan;
  let made: ReturnType<AudiencePlan['call']> | undefined;
  // Made once: the call that was looked at is the call that goes.
  const call = () => (made ??= plan.call());
  const { sender, problems, unsupported, warnings } = plan;
  const isIdle = unsupported.length === 0 && !(use.isSent && discardsCopies(call()));
  return {
    sender,
    problems,
    unsupported,
    warnings: isIdle ? [...warnings, notDeduplicated(call().endpoint, use.title)] : warnings,
    call,
  };
}
