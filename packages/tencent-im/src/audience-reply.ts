import type { AttemptInfo, CallResult, HttpReply, ResultIds } from '@polychat/core/adapter';
import { commands } from './commands.ts';
import { tooFastOf } from './errors.ts';
import { parseReply } from './reply.ts';

/** Reads a reply of `im_push`, which names nobody: its task goes on after the reply. */
export function readAudienceReply(reply: HttpReply, attempt: AttemptInfo): CallResult<ResultIds> {
  const parsed = parseReply(reply, attempt, commands.pushToAll);
  if (!parsed.problem) return { value: { taskId: attempt.redact.id(parsed.data.TaskId) } };
  const { problem, refused } = parsed;
  return { problem, refused, tooFast: tooFastOf(commands.pushToAll, [problem]) };
}
