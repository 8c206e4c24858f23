import type * as z from 'zod/mini';
import { createProblem, type Problem } from '../model/problem.ts';
import type { HttpReply } from '../ports/transport.ts';
import type { AttemptInfo } from '../ports/vendor-call.ts';
import { parseJson } from '../text/json.ts';
import { retryAfterMs } from './retry-after.ts';

/** The shapes of a vendor's replies, as zod schemas, by HTTP status. */
export type ReplySchemas = Readonly<Record<number, z.ZodMiniType>>;

/** How a vendor replies. */
export interface ReplyRules<KnownSchemas extends ReplySchemas> {
  /** The vendor's name, for problems. */
  readonly vendor: string;
  /** The shape of a reply by its HTTP status. A status that is not here did not come from the vendor's API. */
  readonly schemas: KnownSchemas;
  /** HTTP statuses with which the request was certainly not carried out, whatever the body says. */
  readonly notCarriedOut?: readonly number[];
}

/** A reply that a schema knows, or why it is none. */
export type ReadReply<KnownSchemas extends ReplySchemas> =
  | { readonly problem: Problem }
  | {
      [Status in keyof KnownSchemas]: {
        readonly status: Status;
        readonly data: z.output<KnownSchemas[Status]>;
      };
    }[keyof KnownSchemas];

/**
 * Reads a reply as the vendor's JSON, whatever its content type. What no schema knows did not come from the vendor's
 * API: the effect is unknown, but for a status that is said to mean "not carried out".
 */
export function readReply<KnownSchemas extends ReplySchemas>(
  reply: HttpReply,
  attempt: AttemptInfo,
  { vendor, schemas, notCarriedOut = [] }: ReplyRules<KnownSchemas>,
): ReadReply<KnownSchemas> {
  const schema = schemas[reply.status];
  // A good reply that was cut off on its way will be whole the next time.
  const isTransient =
    (schema !== undefined && reply.status < 300) || reply.status >= 500 || passing.includes(reply.status);
  const bad = (what: string, httpStatus?: number) => ({
    problem: badReply(
      { vendor, what, httpStatus, isTransient },
      reply,
      attempt,
      notCarriedOut.includes(reply.status),
    ),
  });
  if (!schema) return bad(`HTTP status ${reply.status}`, reply.status);
  const httpStatus = reply.status === 200 ? undefined : reply.status;
  let json: unknown;
  try {
    json = parseJson(reply.text);
  } catch {
    return bad('not JSON', httpStatus);
  }
  const result = schema.safeParse(json);
  if (!result.success) return bad('JSON of another shape', httpStatus);
  // The schema was chosen by the status, which the type cannot follow.
  return { status: reply.status, data: result.data } as ReadReply<KnownSchemas>;
}

const passing: readonly number[] = [408, 425, 429];

function badReply(
  {
    vendor,
    what,
    httpStatus,
    isTransient,
  }: { vendor: string; what: string; httpStatus?: number; isTransient: boolean },
  reply: HttpReply,
  attempt: AttemptInfo,
  isNotCarriedOut: boolean,
): Problem {
  return createProblem({
    code: isNotCarriedOut && reply.status === 429 ? 'rate_limited' : 'bad_reply',
    effect: isNotCarriedOut ? 'rejected' : 'unknown',
    transient: isTransient,
    message: `the reply did not come from the API of ${vendor}: ${what}`,
    retryAfterMs: retryAfterMs(reply.headers, attempt.receivedAt),
    vendor: { name: vendor, httpStatus },
  });
}
