import type { AttemptInfo, CallResult, HttpReply, ResultIds } from '@polychat/core/adapter';
import type { EditCommand } from './commands.ts';
import { tooFastOf } from './errors.ts';
import { parseReply } from './reply.ts';

/** Reads a reply of `modify_c2c_msg` or `modify_group_msg`: the envelope alone (47722, 47948). */
export function readEditReply(
  reply: HttpReply,
  attempt: AttemptInfo,
  endpoint: EditCommand,
): CallResult<ResultIds> {
  const parsed = parseReply(reply, attempt, endpoint);
  if (!parsed.problem) return { value: {} };
  const { problem, refused } = parsed;
  return { problem, refused, tooFast: tooFastOf(endpoint, [problem]) };
}
