import type * as z from 'zod/mini';
import { createProblem, type Problem } from '../model/problem.ts';
import type { HttpReply } from '../ports/transport.ts';
import { parseJson } from '../text/json.ts';

/** A reply that the schema knows, or why it is none. */
export type ReadReply<T> = { readonly data: T } | { readonly problem: Problem };

/**
 * Reads a reply as the vendor's JSON, whatever its content type. Both vendors answer everything with status 200,
 * so another status, or anything that the schema does not know, did not come from the vendor's API: the outcome
 * is unknown.
 */
export function readReply<Schema extends z.ZodMiniType>(
  reply: HttpReply,
  schema: Schema,
  vendor: string,
): ReadReply<z.output<Schema>> {
  if (reply.status !== 200) return { problem: badReply(vendor, `HTTP status ${reply.status}`, reply.status) };
  let json: unknown;
  try {
    json = parseJson(reply.text);
  } catch {
    return { problem: badReply(vendor, 'not JSON') };
  }
  const result = schema.safeParse(json);
  return result.success ? { data: result.data } : { problem: badReply(vendor, 'JSON of another shape') };
}

/** The problem of an answer that is not the vendor's API. */
export function badReply(vendor: string, what: string, httpStatus?: number): Problem {
  return createProblem({
    code: 'bad_reply',
    effect: 'unknown',
    retryable: httpStatus === undefined || httpStatus >= 500 || httpStatus === 408 || httpStatus === 429,
    message: `the answer did not come from the API of ${vendor}: ${what}`,
    vendor: { name: vendor, httpStatus },
  });
}
