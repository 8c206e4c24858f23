import type { AttemptInfo, CallResult, HttpReply, ResultIds } from '@polychat/core/adapter';
import { commands } from './commands.ts';
import { outsiderCodes, unknownRoomCodes } from './error-codes.ts';
import { aboutField } from './errors.ts';
import { problemOfMessage, readSingleReply } from './single-reply.ts';

/**
 * Reads a reply of SendRoomMessage, as of 2026-08-21. Its page shows no ids, and the page of recalls takes the message's
 * number from here [?]: it is kept where it comes.
 */
export function readRoomReply(reply: HttpReply, attempt: AttemptInfo): CallResult<ResultIds> {
  return readSingleReply(
    reply,
    attempt,
    commands.room,
    (parsed) => {
      const problem = problemOfMessage(commands.room, parsed);
      return problem && aboutField(aboutField(problem, 'roomId', unknownRoomCodes), 'from', outsiderCodes);
    },
    ({ messageId, sequence, requestId }) => ({ messageId, sequence, requestId }),
  );
}
