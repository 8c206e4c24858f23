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
import { isSignatureRefusal, problemOfCall, tooFastOf } from './errors.ts';
import { parseReply } from './reply.ts';

/** Reads a reply to a change (as of 2026-08-21); `sentAt` is when the message was changed. */
export function readEditReply(
  reply: HttpReply,
  attempt: AttemptInfo,
  endpoint: Command,
): CallResult<ResultIds> {
  const parsed = parseReply(reply, attempt);
  if ('problem' in parsed) return parsed;
  const { code, requestId } = parsed;
  if (code === 0) return { value: { requestId, sentAt: editTimeIn(reply) } };
  const problem = problemOfCall(endpoint, parsed);
  return {
    problem,
    refused: isSignatureRefusal(code) ? 'signature' : undefined,
    tooFast: tooFastOf(endpoint, [problem]),
  };
}

/** `LatestEditTime`, in seconds. The reply has been parsed once, so it is JSON. */
function editTimeIn({ text }: HttpReply): number | undefined {
  const seconds = asInteger(asRecord(parseJson(text))?.LatestEditTime);
  return seconds !== undefined && seconds > 0 && seconds < 1e11 ? seconds * 1_000 : undefined;
}
