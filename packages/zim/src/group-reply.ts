import type { AttemptInfo, CallResult, HttpReply, ResultIds } from '@polychat/core/adapter';
import { commands } from './commands.ts';
import { outsiderCodes, unknownGroupCodes } from './error-codes.ts';
import { aboutField } from './errors.ts';
import { problemOfMessage, readSingleReply } from './single-reply.ts';

/**
 * Reads a reply of SendGroupMessage, as of 2026-08-21. The message has one id for all members, a bare number above
 * 2^53, and one number in the group, which is empty for a signal.
 */
export function readGroupReply(reply: HttpReply, attempt: AttemptInfo): CallResult<ResultIds> {
  return readSingleReply(
    reply,
    attempt,
    commands.group,
    (parsed) => {
      const problem = problemOfMessage(commands.group, parsed);
      return problem && aboutField(aboutField(problem, 'groupId', unknownGroupCodes), 'from', outsiderCodes);
    },
    ({ messageId, sequence, requestId }) => ({ messageId, sequence, requestId }),
  );
}
