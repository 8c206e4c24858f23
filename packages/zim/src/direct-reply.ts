import type { AttemptInfo, CallResult, HttpReply, ListReply, ResultIds } from '@polychat/core/adapter';
import { commands } from './commands.ts';
import { droppedInSilenceCode } from './error-codes.ts';
import {
  isSignatureRefusal,
  moderationProblem,
  problemOfCall,
  problemsOfRecipients,
  tooFastOf,
  unclearReply,
} from './errors.ts';
import { type ParsedReply, parseReply } from './reply.ts';

/** Reads a reply of SendPeerMessage (article 17510, 2026-07-08). */
export function readDirectReply(reply: HttpReply, attempt: AttemptInfo): CallResult<ListReply<ResultIds>> {
  const parsed = parseReply(reply, attempt);
  if ('problem' in parsed) return parsed;
  return parsed.code === 0 ? resultOfSuccess(parsed) : resultOfFailure(parsed);
}

/** Code 0 means that somebody got the message; both lists say who did and who did not. */
function resultOfSuccess(reply: ParsedReply): CallResult<ListReply<ResultIds>> {
  if (reply.failed.length === 0 && !reply.isModerated)
    return { value: { accepted: reply.accepted, failed: [] } };
  const failed = problemsOfRecipients(commands.direct, reply.failed, reply);
  // "Accepted, and dropped": such a recipient may stand in both lists, and certainly got nothing.
  const dropped = new Set(
    reply.failed.filter(({ subCode }) => subCode === droppedInSilenceCode).map(({ userId }) => userId),
  );
  return {
    value: { accepted: reply.accepted.filter(({ id }) => !dropped.has(id)), failed },
    problem: reply.isModerated ? moderationProblem(reply) : undefined,
    tooFast: tooFastOf(
      commands.direct,
      failed.map(({ problem }) => problem),
    ),
  };
}

/** Any other code means that everybody failed, for the reason in the list, or else for that of the code. */
function resultOfFailure(reply: ParsedReply): CallResult<ListReply<ResultIds>> {
  const { code, accepted } = reply;
  const problem = problemOfCall(commands.direct, reply);
  const refused = problemsOfRecipients(commands.direct, reply.failed, reply);
  // Refused as a whole, yet someone is named as reached: nobody knows. Unless it says that it dropped the message.
  const contradicted = code === droppedInSilenceCode ? [] : accepted;
  const contradiction = unclearReply(
    commands.direct,
    'a refusal of all, and a user among the reached',
    reply,
  );
  const failed = [...refused, ...contradicted.map(({ id }) => ({ id, problem: contradiction }))];
  const namesNobody = accepted.length === 0 && reply.failed.length === 0;
  return {
    value: { accepted: [], failed },
    problem,
    refused: isSignatureRefusal(code) && namesNobody ? 'signature' : undefined,
    tooFast: tooFastOf(commands.direct, [problem, ...refused.map((each) => each.problem)]),
  };
}
