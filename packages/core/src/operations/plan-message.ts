import { safeCause } from '../exchange/safe-cause.ts';
import { ChatError } from '../model/chat-error.ts';
import type { GivenMessage } from '../model/given-message.ts';
import { createProblem, type Problem } from '../model/problem.ts';
import type { PlanWarning } from '../model/warning.ts';
import type { MessageCapabilities } from '../ports/capabilities.ts';
import type { PlanContext, PlanFindings, UnsupportedField } from '../ports/plans.ts';
import { knownVendors } from './known-vendors.ts';
import type { Send } from './send.ts';
import { canBeLeftOut, unsupportedByCapabilities, withoutFields } from './unsupported.ts';

/** How a message to one kind of destination is planned. */
export interface MessagePlanning<Given extends GivenMessage, Plan extends PlanFindings> {
  /** Names the kind of destination in an error: `to`, `audience`. */
  readonly destinationField: string;
  readonly capabilities: MessageCapabilities | undefined;
  /** Absent where the vendor has no such destination. */
  readonly plan: ((message: Given, context: PlanContext) => Plan) | undefined;
  readonly items: number | 'unknown';
}

/** Everything that was found out about a message, and its plan where one could be made. */
export interface PlannedMessage<Plan> {
  readonly plan?: Plan;
  /** Why it cannot be sent. */
  readonly problems: readonly Problem[];
  /** What would be left out of it: problems too, unless the chat leaves such fields out with a warning. */
  readonly leftOut: readonly Problem[];
  readonly warnings: readonly PlanWarning[];
}

/** Plans a message without what the vendor does not support, and says what that was. */
export function planMessage<Given extends GivenMessage, Plan extends PlanFindings>(
  given: Given,
  { destinationField, capabilities, plan, items }: MessagePlanning<Given, Plan>,
  send: Send,
): PlannedMessage<Plan> {
  const { planContext } = send.core;
  const { title, vendor } = send.core.adapter;
  const warnings = unknownVendorWarnings(given, vendor);
  if (!plan || !capabilities) {
    const reason = `${title} has no such messages`;
    return {
      problems: [problemOfUnsupported({ field: destinationField, reason })],
      leftOut: [],
      warnings,
    };
  }
  const context = { ...planContext, items };
  let unsupported = unsupportedByCapabilities(given, capabilities, title);
  const leftOut: Problem[] = [];
  let message = given;
  for (;;) {
    if (unsupported.length > 0) {
      const found = unsupported.map(problemOfUnsupported);
      if (!unsupported.every(canBeLeftOut))
        return { problems: [...leftOut, ...found], leftOut: [], warnings };
      leftOut.push(...found);
      message = withoutFields(
        message,
        unsupported.map(({ field }) => field),
      );
    }
    const asked = message;
    const planned = planSafely(() => sound(plan(asked, context)));
    unsupported = planned.unsupported.filter(({ field }) => isGiven(asked, field));
    if (unsupported.length > 0) continue;
    // A plan that rules out what is not there would be asked for ever.
    const stray = planned.unsupported.map(problemOfUnsupported);
    return {
      plan: planned,
      problems: joined(planned.problems, stray),
      leftOut,
      warnings: joined(warnings, planned.warnings),
    };
  }
}

function joined<T>(some: readonly T[], others: readonly T[]): readonly T[] {
  if (others.length === 0) return some;
  return some.length === 0 ? others : [...some, ...others];
}

/** The plan of a message that can be sent. Throws a `ChatError` for the first reason why not; warnings are put down. */
export function planOrThrow<Plan>(planned: PlannedMessage<Plan>, send: Send): Plan {
  const { plan, problems, leftOut, warnings } = planned;
  const refused = problems[0] ?? (send.onUnsupported === 'refuse' ? leftOut[0] : undefined);
  if (refused) throw new ChatError(refused);
  for (const { message, field } of leftOut) send.warnings.add({ code: 'unsupported', message, field });
  for (const warning of warnings) send.warnings.add(warning);
  // Without problems there is a plan.
  return plan as Plan;
}

/** The problem of a field that the vendor does not support. */
export function problemOfUnsupported({ field, reason }: UnsupportedField): Problem {
  return createProblem({
    code: 'unsupported',
    effect: 'not_sent',
    transient: false,
    message: `${field}: ${reason}`,
    field,
  });
}

/** What an adapter throws is no error of the caller's: it becomes the cause of one that says so. */
export function planSafely<Planned>(plan: () => Planned): Planned {
  try {
    return plan();
  } catch (error) {
    if (ChatError.is(error)) throw error;
    const problem = createProblem({
      code: 'vendor_error',
      effect: 'not_sent',
      transient: false,
      message: 'the adapter failed to plan the message',
    });
    throw new ChatError(problem, { cause: safeCause(error) });
  }
}

/** Throws for a plan that is none: what it says is read long after this, and how much fits into a call in a loop. */
export function sound<Plan extends PlanFindings>(plan: Plan): Plan {
  const { problems, unsupported, warnings, maxItems = 1 } = plan as PlanFindings & { maxItems?: number };
  for (const list of [problems, unsupported, warnings] as readonly (readonly unknown[])[]) {
    for (const found of list) {
      if (typeof found !== 'object' || found === null) throw new TypeError('nothing was found');
    }
  }
  if (!Number.isInteger(maxItems) || maxItems < 1) throw new RangeError('nothing fits into a call');
  return plan;
}

function unknownVendorWarnings({ vendor }: GivenMessage, own: string): readonly PlanWarning[] {
  if (!vendor) return [];
  const known = knownVendors();
  return Object.keys(vendor)
    .filter((key) => key !== own && !known.has(key))
    .map((key) => ({
      code: 'unknown_vendor',
      message: `vendor.${key}: no chat in this process reads it; this chat reads vendor.${own}`,
      field: `vendor.${key}`,
    }));
}

function isGiven(message: object, path: string): boolean {
  let value: unknown = message;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
    value = (value as Record<string, unknown>)[key];
  }
  return value !== undefined;
}
