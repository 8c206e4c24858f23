/** Every way in which a send, or a part of one, can go wrong. The list is closed; docs/errors.md explains each. */
export const problemCodes = [
  'invalid_message',
  'unsupported',
  'misconfigured',
  'unauthenticated',
  'permission_denied',
  'sender_not_found',
  'recipient_not_found',
  'not_found',
  'recipient_blocked',
  'content_rejected',
  'message_too_large',
  'too_many_recipients',
  'rate_limited',
  'quota_exhausted',
  'conflict',
  'vendor_unavailable',
  'vendor_error',
  'bad_reply',
  'network',
  'timeout',
  'aborted',
] as const;

/** The neutral code of a problem: the same at every vendor. */
export type ProblemCode = (typeof problemCodes)[number];

/**
 * What is known of the message after the problem:
 * - `not_sent`: it never left this process, or never reached the vendor.
 * - `rejected`: the vendor refused it; it was certainly not delivered.
 * - `unknown`: it may have been delivered. Sending it again may deliver it twice.
 */
export type ProblemEffect = 'not_sent' | 'rejected' | 'unknown';

/** The limit that was broken, in the unit in which the rule is written. */
export interface ProblemLimit {
  readonly max?: number;
  readonly min?: number;
  readonly unit: 'bytes' | 'characters' | 'items' | 'seconds' | 'value';
  /** What was given, in the same unit. */
  readonly actual?: number;
}

/** What the vendor itself said. */
export interface VendorDetail {
  /** The vendor's name, such as `pigeon`. */
  readonly name: string;
  /** The vendor's own code. */
  readonly code?: number | string;
  /** The vendor's own words as far as they are plain ones, with an ellipsis for all else; at most 300 characters. */
  readonly message?: string;
  /** The vendor's id of the request, to quote in a support ticket. */
  readonly requestId?: string;
  /** The HTTP status, where it was not 200. */
  readonly httpStatus?: number;
}

/** A fault as plain data: frozen, and the same after `JSON.parse(JSON.stringify(…))` or `structuredClone`. */
export interface Problem {
  readonly code: ProblemCode;
  readonly effect: ProblemEffect;
  /** Whether the cause may pass by itself, so that the same can succeed later. */
  readonly transient: boolean;
  /** Whether sending again may succeed and cannot duplicate: `transient`, and no message may have gone already. */
  readonly retryable: boolean;
  readonly message: string;
  /** The field at fault, as a path: `to[3]`, `content.parts[0].url`, `vendor.pigeon.loft`. */
  readonly field?: string;
  readonly limit?: ProblemLimit;
  /** How long to wait before trying again, in milliseconds. In outcomes and errors, `rate_limited` always has it. */
  readonly retryAfterMs?: number;
  readonly vendor?: VendorDetail;
}

/** A problem as it is made; whether it is `retryable` follows from the rest. */
export type ProblemFields = Omit<Problem, 'retryable'>;

/** Freezes a problem and everything in it. Members that are undefined are left out. */
/* @__NO_SIDE_EFFECTS__ */
export function createProblem(fields: ProblemFields): Problem {
  return freezeProblem(fields, fields.transient && fields.effect !== 'unknown');
}

/** The same problem of a call that does no harm when it is made twice: then also an unknown effect may be repeated. */
export function whereCopiesDoNoHarm(problem: Problem): Problem {
  return problem.retryable === problem.transient ? problem : freezeProblem(problem, problem.transient);
}

/** Written out, and not by looking through the members: a check of ten thousand bad ids makes twice as many of them. */
function freezeProblem(fields: ProblemFields, retryable: boolean): Problem {
  const { code, effect, transient, message, field, limit, retryAfterMs, vendor } = fields;
  const problem: { -readonly [Name in keyof Problem]: Problem[Name] } = {
    code,
    effect,
    transient,
    retryable,
    message,
  };
  if (field !== undefined) problem.field = field;
  if (limit !== undefined) problem.limit = Object.isFrozen(limit) ? limit : freezeDefined(limit);
  if (retryAfterMs !== undefined) problem.retryAfterMs = retryAfterMs;
  if (vendor !== undefined) problem.vendor = Object.isFrozen(vendor) ? vendor : freezeDefined(vendor);
  return Object.freeze(problem);
}

/** The problem of a field that breaks a rule: nothing was sent, and trying again does not help. */
/* @__NO_SIDE_EFFECTS__ */
export function invalidField(field: string, message: string, limit?: ProblemLimit): Problem {
  return createProblem({
    code: 'invalid_message',
    effect: 'not_sent',
    transient: false,
    message: `${field}: ${message}`,
    field,
    limit,
  });
}

/** The same problem, found at this place of the input: `to` becomes `to[3]`, in the message as well. */
export function atField(problem: Problem, field: string): Problem {
  const prefix = `${problem.field}: `;
  const words = problem.message.startsWith(prefix) ? problem.message.slice(prefix.length) : problem.message;
  return createProblem({ ...problem, message: `${field}: ${words}`, field });
}

function freezeDefined<T extends object>(value: T): T {
  const defined: Partial<T> = {};
  for (const name in value) if (value[name] !== undefined) defined[name] = value[name];
  return Object.freeze(defined as T);
}
