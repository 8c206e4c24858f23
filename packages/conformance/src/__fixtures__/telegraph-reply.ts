import {
  type AttemptInfo,
  type CallResult,
  createCatalogue,
  createProblem,
  type HttpReply,
  type ListReply,
  problemOfCode,
  type ReadReply,
  type ResultIds,
  readReply,
  retryAfterMs,
  type SessionGrant,
} from '@polychat/core/adapter';
import * as z from 'zod/mini';
import { limits } from './telegraph-limits.ts';

const catalogue = createCatalogue({
  groups: [
    { codes: ['invalid_request'], code: 'invalid_message', effect: 'rejected', transient: false },
    { codes: ['text_too_long'], code: 'message_too_large', effect: 'rejected', transient: false },
    {
      codes: ['invalid_token', 'token_expired', 'invalid_client'],
      code: 'unauthenticated',
      effect: 'rejected',
      transient: false,
    },
    { codes: ['channel_closed'], code: 'permission_denied', effect: 'rejected', transient: false },
    { codes: ['content_refused'], code: 'content_rejected', effect: 'rejected', transient: false },
    { codes: ['unknown_operator'], code: 'sender_not_found', effect: 'rejected', transient: false },
    { codes: ['rate_limited', 'channel_busy'], code: 'rate_limited', effect: 'rejected', transient: true },
    // "Nothing was done. Try again later."
    { codes: ['unavailable'], code: 'vendor_unavailable', effect: 'rejected', transient: true },
    // "The request may or may not have been carried out."
    { codes: ['internal'], code: 'vendor_unavailable', effect: 'unknown', transient: true },
  ],
});

const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.nullish(z.string()), message_id: z.nullish(z.string()) }),
});
const failures = {
  400: errorSchema,
  401: errorSchema,
  403: errorSchema,
  404: errorSchema,
  409: errorSchema,
  429: errorSchema,
  500: errorSchema,
  503: errorSchema,
};
const messageSchemas = {
  201: z.object({ id: z.string(), created_at: z.nullish(z.number()) }),
  ...failures,
};
const tokenSchemas = {
  200: z.object({ access_token: z.string().check(z.minLength(1)), expires_in: z.number() }),
  ...failures,
};
/** "With these statuses nothing was done, whoever answers." */
const notCarriedOut = [401, 403, 429, 503];

type Failure = Extract<ReadReply<typeof messageSchemas>, { status: keyof typeof failures }>;

export function readMessage(reply: HttpReply, attempt: AttemptInfo): CallResult<ListReply<ResultIds>> {
  const read = readReply(reply, attempt, { vendor: 'telegraph', schemas: messageSchemas, notCarriedOut });
  if ('problem' in read) return { problem: read.problem };
  if (read.status === 201) {
    const { id, created_at } = read.data;
    const time = Math.round((created_at ?? 0) * 1_000);
    // What is no time is none of the vendor's.
    const sentAt = time > 0 && Number.isSafeInteger(time) ? time : undefined;
    return { value: { accepted: [], failed: [], shared: { messageId: attempt.redact.id(id), sentAt } } };
  }
  const { code, message_id } = read.data.error;
  if (read.status === 409 && code === 'duplicate') {
    // A message with this dedupe_key was accepted before, and the vendor says which.
    return { value: { accepted: [], failed: [], shared: { messageId: attempt.redact.id(message_id) } } };
  }
  return failureOf('messages', read, reply, attempt);
}

export function readToken(reply: HttpReply, attempt: AttemptInfo): CallResult<SessionGrant> {
  const read = readReply(reply, attempt, { vendor: 'telegraph', schemas: tokenSchemas, notCarriedOut });
  if ('problem' in read) return { problem: read.problem };
  if (read.status !== 200) return failureOf('oauth/token', read, reply, attempt);
  return { value: { token: read.data.access_token, expiresInMs: read.data.expires_in * 1_000 } };
}

/** What an error of the vendor's means, whatever was asked for. */
function failureOf(
  endpoint: string,
  { status, data: { error } }: Failure,
  { headers }: HttpReply,
  attempt: AttemptInfo,
): CallResult<never> {
  // Codes are names. What is no name is none of the vendor's codes.
  const code = /^[a-z_]{1,40}$/.test(error.code) ? error.code : 'no_code';
  const problem = problemOfCode(
    catalogue,
    { endpoint, position: 'call' },
    {
      name: 'telegraph',
      title: 'Telegraph',
      code,
      httpStatus: status,
      message: attempt.redact.words(error.message),
      requestId: attempt.redact.id(headers['x-request-id']),
    },
  );
  const waitMs = retryAfterMs(headers, attempt.receivedAt);
  return {
    problem: waitMs === undefined ? problem : createProblem({ ...problem, retryAfterMs: waitMs }),
    ...((code === 'invalid_token' || code === 'token_expired') && { refused: 'session' }),
    ...(code === 'rate_limited' && { tooFast: { limits: [limits.requests.name], counted: false } }),
    ...(code === 'channel_busy' && { tooFast: { limits: [limits.channel.name], counted: false } }),
  };
}
