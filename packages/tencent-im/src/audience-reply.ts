import type { AttemptInfo, CallResult, HttpReply, ResultIds } from '@polychat/core/adapter';
import { commands } from './commands.ts';
import { readSingleReply } from './single-reply.ts';

/** Reads a reply of `im_push`, which names nobody: its task goes on after the reply. */
export function readAudienceReply(reply: HttpReply, attempt: AttemptInfo): CallResult<ResultIds> {
  return readSingleReply(reply, attempt, commands.pushToAll, ({ TaskId }) => ({
    value: { taskId: attempt.redact.id(TaskId) },
  }));
}
