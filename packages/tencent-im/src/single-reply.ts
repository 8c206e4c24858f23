import type { AttemptInfo, CallResult, HttpReply, Problem, ResultIds } from '@polychat/core/adapter';
import type { Command } from './commands.ts';
import { tooFastOf } from './errors.ts';
import { parseReply } from './reply.ts';
import type { TencentImReply } from './wire.ts';

/** Reads a reply of a command that has one result. `about` may say more of the problem that the code stands for. */
export function readSingleReply(
  reply: HttpReply,
  attempt: AttemptInfo,
  endpoint: Command,
  resultOf: (data: TencentImReply) => CallResult<ResultIds>,
  about: (problem: Problem) => Problem = (problem) => problem,
): CallResult<ResultIds> {
  const parsed = parseReply(reply, attempt, endpoint);
  if (!parsed.problem) return resultOf(parsed.data);
  const problem = about(parsed.problem);
  return { problem, refused: parsed.refused, tooFast: tooFastOf(endpoint, [problem]) };
}
