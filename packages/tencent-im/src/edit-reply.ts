import type { AttemptInfo, CallResult, HttpReply, ResultIds } from '@polychat/core/adapter';
import type { EditCommand } from './commands.ts';
import { readSingleReply } from './single-reply.ts';

/** Reads a reply of `modify_c2c_msg` or `modify_group_msg`: the envelope alone (47722, 47948). */
export function readEditReply(
  reply: HttpReply,
  attempt: AttemptInfo,
  endpoint: EditCommand,
): CallResult<ResultIds> {
  return readSingleReply(reply, attempt, endpoint, () => ({ value: {} }));
}
