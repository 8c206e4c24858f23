import {
  type AttemptInfo,
  type CallResult,
  createProblem,
  type HttpReply,
  type Problem,
  type ResultIds,
} from '@polychat/core/adapter';
import { commands } from './commands.ts';
import { broadcastLimitCode, droppedInSilenceCode } from './error-codes.ts';
import { isSignatureRefusal, moderationProblem, problemOfCall, tooFastOf } from './errors.ts';
import { type ParsedReply, parseReply } from './reply.ts';

/** Long enough for the limit of one a second to have passed. */
const afterOneSecondMs = 1_100;

/** Reads a reply of SendMessageToAllUsers (article 16493, 2026-07-08): the envelope alone, which names nobody. */
export function readAudienceReply(reply: HttpReply, attempt: AttemptInfo): CallResult<ResultIds> {
  const parsed = parseReply(reply, attempt);
  if ('problem' in parsed) return parsed;
  const problem = problemOf(parsed, attempt);
  if (!problem) return { value: { requestId: parsed.requestId } };
  return {
    problem,
    refused: isSignatureRefusal(parsed.code) ? 'signature' : undefined,
    tooFast: tooFastOf(commands.audience, [problem]),
  };
}

function problemOf(reply: ParsedReply, { earlier }: AttemptInfo): Problem | undefined {
  if (reply.code === broadcastLimitCode) return limitProblem(reply, earlier);
  if (reply.code !== 0) return problemOfCall(commands.audience, reply);
  // The page defines no list, only a generic note about one: of its codes, just this one speaks of the message.
  if (reply.failed.some(({ subCode }) => subCode === droppedInSilenceCode)) {
    return problemOfCall(commands.audience, { ...reply, code: droppedInSilenceCode });
  }
  return reply.isModerated ? moderationProblem(reply) : undefined;
}

/** The second's limit and the day's share a code: who has waited a second and is refused again has met the day's. */
function limitProblem(reply: ParsedReply, earlier: readonly Problem[]): Problem {
  const problem = problemOfCall(commands.audience, reply);
  return earlier.some(({ vendor }) => vendor?.code === broadcastLimitCode)
    ? createProblem({ ...problem, code: 'quota_exhausted', transient: false })
    : createProblem({ ...problem, retryAfterMs: afterOneSecondMs });
}
