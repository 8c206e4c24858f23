import type { AttemptInfo, CallResult, HttpReply, Problem, ResultIds } from '@polychat/core/adapter';
import type { Command } from './commands.ts';
import { droppedInSilenceCode } from './error-codes.ts';
import { isSignatureRefusal, moderationProblem, problemOfCall, tooFastOf } from './errors.ts';
import { type ParsedReply, parseReply } from './reply.ts';

/** Reads a reply to an action that has one result. */
export function readSingleReply(
  reply: HttpReply,
  attempt: AttemptInfo,
  endpoint: Command,
  problemOf: (parsed: ParsedReply) => Problem | undefined,
  idsOf: (parsed: ParsedReply) => ResultIds,
): CallResult<ResultIds> {
  const parsed = parseReply(reply, attempt);
  if ('problem' in parsed) return parsed;
  const problem = problemOf(parsed);
  if (!problem) return { value: idsOf(parsed) };
  return {
    problem,
    refused: isSignatureRefusal(parsed.code) ? 'signature' : undefined,
    tooFast: tooFastOf(endpoint, [problem]),
  };
}

/** What is wrong with a message of which the reply names nobody who got it. */
export function problemOfMessage(endpoint: Command, reply: ParsedReply): Problem | undefined {
  if (reply.code !== 0) return problemOfCall(endpoint, reply);
  // The pages define no list, only a generic note about one: of its codes, just this one speaks of the message.
  if (reply.failed.some(({ subCode }) => subCode === droppedInSilenceCode)) {
    return problemOfCall(endpoint, { ...reply, code: droppedInSilenceCode });
  }
  return reply.isModerated ? moderationProblem(reply) : undefined;
}
