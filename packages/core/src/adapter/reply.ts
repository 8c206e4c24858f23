import type * as z from 'zod/mini';
import { createProblem, type Problem } from '../model/problem.ts';
import type { HttpReply } from '../ports/transport.ts';
import type { AttemptInfo } from '../ports/vendor-call.ts';
import { parseJson } from '../text/json.ts';
import { retryAfterMs } from './retry-after.ts';

/**
 * The shape of a vendor's reply: a zod schema, or a function that makes of parsed JSON what is read, and returns
 * undefined for JSON of another shape. A function takes a tenth of the time. For status 204, which has no body, it is
 * a function that gets undefined, such as `() => ({})`.
 */
export type ReplySchema = z.ZodMiniType | ((json: unknown) => object | undefined);

/** The shapes of a vendor's replies by HTTP status. */
export type ReplySchemas = Readonly<Record<number, ReplySchema>>;

/** What a reply of a shape holds. */
export type DataOf<Schema> = Schema extends z.ZodMiniType
  ? z.output<Schema>
  : Schema extends (json: unknown) => infer Data
    ? NonNullable<Data>
    : never;

/** How a vendor replies. */
export interface ReplyRules<KnownSchemas extends ReplySchemas> {
  /** The vendor's name, for problems. */
  readonly vendor: string;
  /** The vendor's name in sentences. Default: `vendor`. */
  readonly title?: string;
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
        readonly data: DataOf<KnownSchemas[Status]>;
      };
    }[keyof KnownSchemas];

/**
 * Reads a reply as the vendor's JSON, whatever its content type. What no schema knows did not come from the vendor's
 * API: the effect is unknown, but for a status that is said to mean "not carried out".
 */
export function readReply<KnownSchemas extends ReplySchemas>(
  reply: HttpReply,
  attempt: AttemptInfo,
  { vendor, title = vendor, schemas, notCarriedOut = [] }: ReplyRules<KnownSchemas>,
): ReadReply<KnownSchemas> {
  const { status } = reply;
  const schema = schemas[status];
  const bad = (what: string, httpStatus: number | undefined) => {
    // A good reply that was cut off on its way will be whole the next time.
    const isTransient = (schema !== undefined && status < 300) || status >= 500 || passing.includes(status);
    const isNotCarriedOut = notCarriedOut.includes(status);
    return {
      problem: badReply({ vendor, title, what, httpStatus, isTransient }, reply, attempt, isNotCarriedOut),
    };
  };
  if (!schema) return bad(`HTTP status ${status}`, status);
  const httpStatus = status === 200 ? undefined : status;
  let json: unknown;
  try {
    json = status === noContent && reply.text === '' ? undefined : parseJson(reply.text);
  } catch {
    return bad('not JSON', httpStatus);
  }
  const data = typeof schema === 'function' ? schema(json) : schema.safeParse(json).data;
  if (data === undefined) return bad('JSON of another shape', httpStatus);
  // The schema was chosen by the status, which the type cannot follow.
  return { status, data } as ReadReply<KnownSchemas>;
}

const passing: readonly number[] = [408, 425, 429];
/** A reply with this status has no body. */
const noContent = 204;

function badReply(
  {
    vendor,
    title,
    what,
    httpStatus,
    isTransient,
  }: { vendor: string; title: string; what: string; httpStatus?: number; isTransient: boolean },
  reply: HttpReply,
  attempt: AttemptInfo,
  isNotCarriedOut: boolean,
): Problem {
  return createProblem({
    code: isNotCarriedOut && reply.status === 429 ? 'rate_limited' : 'bad_reply',
    effect: isNotCarriedOut ? 'rejected' : 'unknown',
    transient: isTransient,
    message: `the reply did not come from the API of ${title}: ${what}`,
    retryAfterMs: retryAfterMs(reply.headers, attempt.receivedAt),
    vendor: { name: vendor, httpStatus },
  });
}
