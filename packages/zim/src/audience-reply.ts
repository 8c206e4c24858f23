import {
  type AttemptInfo,
  type CallResult,
  createProblem,
  type HttpReply,
  type Problem,
  type ResultIds,
} from '@polychat/core/adapter';
import { commands } from './commands.ts';
import { broadcastLimitCode } from './error-codes.ts';
import { problemOfCall } from './errors.ts';
import type { ParsedReply } from './reply.ts';
import { problemOfMessage, readSingleReply } from './single-reply.ts';

/** Long enough for the limit of one a second to have passed. */
const afterOneSecondMs = 1_100;

/** Reads a reply of SendMessageToAllUsers (article 16493, 2026-07-08): the envelope alone, which names nobody. */
export function readAudienceReply(reply: HttpReply, attempt: AttemptInfo): CallResult<ResultIds> {
  return readSingleReply(
    reply,
    attempt,
    commands.audience,
    (parsed) =>
      parsed.code === broadcastLimitCode
        ? limitProblem(parsed, attempt.earlier)
        : problemOfMessage(commands.audience, parsed),
    ({ requestId }) => ({ requestId }),
  );
}

/** The second's limit and the day's share a code: who has waited a second and is refused again has met the day's. */
function limitProblem(reply: ParsedReply, earlier: readonly Problem[]): Problem {
  const problem = problemOfCall(commands.audience, reply);
  return earlier.some(({ vendor }) => vendor?.code === broadcastLimitCode)
    ? createProblem({ ...problem, code: 'quota_exhausted', transient: false })
    : createProblem({ ...problem, retryAfterMs: afterOneSecondMs });
}
