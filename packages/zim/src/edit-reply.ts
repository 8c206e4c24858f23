import {
  type AttemptInfo,
  asInteger,
  asRecord,
  type CallResult,
  type HttpReply,
  parseJson,
  type ResultIds,
} from '@polychat/core/adapter';
import type { Command } from './commands.ts';
import { problemOfCall } from './errors.ts';
import { readSingleReply } from './single-reply.ts';
import { millisecondsOf } from './time.ts';

/** Reads a reply to a change (as of 2026-08-21); `sentAt` is when the message was changed. */
export function readEditReply(
  reply: HttpReply,
  attempt: AttemptInfo,
  endpoint: Command,
): CallResult<ResultIds> {
  return readSingleReply(
    reply,
    attempt,
    endpoint,
    (parsed) => (parsed.code === 0 ? undefined : problemOfCall(endpoint, parsed)),
    ({ requestId }) => ({ requestId, sentAt: editTimeIn(reply) }),
  );
}

/** `LatestEditTime`, in seconds. The reply has been parsed once, so it is JSON. */
function editTimeIn({ text }: HttpReply): number | undefined {
  return millisecondsOf(asInteger(asRecord(parseJson(text))?.LatestEditTime));
}
