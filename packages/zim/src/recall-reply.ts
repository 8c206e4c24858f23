import type { AttemptInfo, CallResult, HttpReply, ListReply, ResultIds } from '@polychat/core/adapter';
import type { Command } from './commands.ts';
import { alreadyRecalledCode } from './error-codes.ts';
import { isSignatureRefusal, problemOfCall, tooFastOf } from './errors.ts';
import { parseReply } from './reply.ts';

/**
 * Reads a reply to a recall (as of 2026-08-21): the envelope alone. That the message was taken back already is what was
 * asked for where an earlier attempt may have done it, and a conflict with somebody else's recall where not.
 */
export function readRecallReply(
  reply: HttpReply,
  attempt: AttemptInfo,
  endpoint: Command,
): CallResult<ListReply<ResultIds>> {
  const parsed = parseReply(reply, attempt);
  if ('problem' in parsed) return parsed;
  const { code, requestId } = parsed;
  const mayBeOurs = attempt.earlier.some(({ effect }) => effect === 'unknown');
  if (code === 0 || (code === alreadyRecalledCode && mayBeOurs)) {
    return { value: { accepted: [], failed: [], shared: { requestId } } };
  }
  const problem = problemOfCall(endpoint, parsed);
  return {
    problem,
    refused: isSignatureRefusal(code) ? 'signature' : undefined,
    tooFast: tooFastOf(endpoint, [problem]),
  };
}
