import {
  type AttemptInfo,
  type CallResult,
  createCatalogue,
  createProblem,
  type HttpReply,
  type ListReply,
  problemOfCode,
  type ResultIds,
  readReply,
  retryAfterMs,
} from '@polychat/core/adapter';
import * as z from 'zod/mini';

const catalogue = createCatalogue({
  groups: [
    { codes: ['bad_request'], code: 'invalid_message', effect: 'rejected', transient: false },
    { codes: ['bad_key'], code: 'unauthenticated', effect: 'rejected', transient: false },
    { codes: ['no_such_user'], code: 'recipient_not_found', effect: 'rejected', transient: false },
    { codes: ['no_such_crew', 'no_such_quay'], code: 'not_found', effect: 'rejected', transient: false },
    { codes: ['not_aboard'], code: 'permission_denied', effect: 'rejected', transient: false },
    { codes: ['refused'], code: 'content_rejected', effect: 'rejected', transient: false },
    { codes: ['slow_down', 'crew_busy'], code: 'rate_limited', effect: 'rejected', transient: true },
    { codes: ['internal'], code: 'vendor_unavailable', effect: 'unknown', transient: true },
  ],
});
const errorSchema = z.object({ error: z.string(), detail: z.nullish(z.string()) });
const failures = {
  400: errorSchema,
  401: errorSchema,
  403: errorSchema,
  404: errorSchema,
  429: errorSchema,
  500: errorSchema,
};
/** What in a message is to blame. */
const blamedFields: Readonly<Record<string, string>> = {
  no_such_crew: 'groupId',
  no_such_quay: 'roomId',
  not_aboard: 'from',
};
const hailSchemas = {
  202: z.union([
    z.object({ dropped: z.string() }),
    z.object({ signal: z.string(), number: z.int(), at: z.int().check(z.positive()) }),
  ]),
  ...failures,
};
const announcementSchemas = { 202: z.object({ task: z.string() }), ...failures };

/** "204: done." There is nothing to read. */
export function readEmpty(reply: HttpReply, attempt: AttemptInfo): CallResult<ListReply<never>> {
  if (reply.status === 204) return { value: { accepted: [], failed: [] } };
  return readFailure(reply, attempt);
}

export function readAnnouncement(reply: HttpReply, attempt: AttemptInfo): CallResult<ResultIds> {
  if (reply.status !== 202) return readFailure(reply, attempt);
  const read = readReply(reply, attempt, { vendor: 'semaphore', schemas: announcementSchemas });
  if ('problem' in read) return { problem: read.problem };
  return read.status === 202 ? { value: { taskId: attempt.redact.id(read.data.task) } } : {};
}

/** "202: done, unless `dropped` says why not." What was dropped is known by its key. */
export function readHail(
  place: 'crews' | 'quays',
  reply: HttpReply,
  attempt: AttemptInfo,
): CallResult<ResultIds> {
  if (reply.status !== 202) return readFailure(reply, attempt);
  const read = readReply(reply, attempt, { vendor: 'semaphore', schemas: hailSchemas });
  if ('problem' in read) return { problem: read.problem };
  if (read.status !== 202) return {};
  if ('dropped' in read.data) {
    return {
      problem: createProblem({
        code: 'rate_limited',
        effect: 'rejected',
        transient: true,
        message: 'Semaphore dropped the signal: there were too many',
      }),
      discarded: true,
      tooFast: { limits: [place === 'crews' ? 'hails to one crew' : 'hails to quays'], counted: true },
    };
  }
  const { signal, number, at } = read.data;
  return { value: { messageId: attempt.redact.id(signal), sequence: attempt.redact.id(number), sentAt: at } };
}

function readFailure(reply: HttpReply, attempt: AttemptInfo): CallResult<never> {
  const read = readReply(reply, attempt, { vendor: 'semaphore', schemas: failures, notCarriedOut: [429] });
  if ('problem' in read) return { problem: read.problem };
  const { error, detail } = read.data;
  // Codes are names. What is no name is none of the vendor's codes.
  const code = /^[a-z_]{1,40}$/.test(error) ? error : 'no_code';
  const problem = problemOfCode(
    catalogue,
    { endpoint: 'signals', position: 'call' },
    {
      name: 'semaphore',
      title: 'Semaphore',
      code,
      httpStatus: read.status,
      message: attempt.redact.words(detail),
    },
  );
  const waitMs = retryAfterMs(reply.headers, attempt.receivedAt);
  const field = blamedFields[code];
  return {
    problem: createProblem({
      ...problem,
      ...(waitMs !== undefined && { retryAfterMs: waitMs }),
      ...(field !== undefined && { field }),
    }),
    ...(code === 'bad_key' && { refused: 'signature' }),
    ...(code === 'slow_down' && { tooFast: { counted: false } }),
    ...(code === 'crew_busy' && { tooFast: { limits: ['hails to one crew'], counted: false } }),
  };
}
