import {
  type AttemptInfo,
  asInteger,
  asName,
  asRecord,
  type CallResult,
  type HttpReply,
  type ListReply,
  type ResultIds,
} from '@polychat/core/adapter';
import { commands, type RecallCommand } from './commands.ts';
import { alreadyRecalledCode } from './error-codes.ts';
import { problemsOfRecipients, tooFastOf, unclearReply } from './errors.ts';
import { parseReply } from './reply.ts';

type RecallResult = CallResult<ListReply<ResultIds>>;

/**
 * Reads a reply of `admin_msgwithdraw`, the envelope alone (35015), or of `group_msg_recall`, which has a code for each
 * message while the whole is OK (34965). That a direct message was taken back already is what was asked for where an
 * earlier attempt may have done it, and a conflict with somebody else's recall where not. In a group no code says that:
 * after an unclear attempt, one that says "cannot be recalled" leaves the message unconfirmed.
 */
export function readRecallReply(
  reply: HttpReply,
  attempt: AttemptInfo,
  endpoint: RecallCommand,
): RecallResult {
  const parsed = parseReply(reply, attempt, endpoint);
  if (!parsed.problem) {
    if (endpoint === commands.recallDirect) return { value: { accepted: [], failed: [], shared: {} } };
    return resultOfGroup(parsed.data.RecallRetList, endpoint);
  }
  const { problem, refused } = parsed;
  const mayBeOurs = attempt.earlier.some(({ effect }) => effect === 'unknown');
  if (problem.vendor?.code === alreadyRecalledCode && endpoint === commands.recallDirect && mayBeOurs) {
    return { value: { accepted: [], failed: [], shared: {} } };
  }
  return { problem, refused, tooFast: tooFastOf(endpoint, [problem]) };
}

function resultOfGroup(list: unknown, endpoint: RecallCommand): RecallResult {
  const entries = Array.isArray(list) ? list.map(readEntry) : [];
  if (!Array.isArray(list) || entries.includes(undefined)) {
    return { problem: unclearReply(endpoint, 'a RecallRetList that cannot be read') };
  }
  const read = entries.filter((entry) => entry !== undefined);
  const failed = problemsOfRecipients(
    endpoint,
    read.filter(({ code }) => code !== 0),
  );
  const problems = failed.map(({ problem }) => problem);
  return {
    value: { accepted: read.filter(({ code }) => code === 0).map(({ id }) => ({ id })), failed },
    tooFast: tooFastOf(endpoint, problems),
  };
}

/** An entry of `RecallRetList`; undefined for one that cannot be read. */
function readEntry(json: unknown): { readonly id: string; readonly code: number } | undefined {
  const entry = asRecord(json);
  const id = asName(entry?.MsgSeq);
  const code = asInteger(entry?.RetCode);
  return id === undefined || code === undefined ? undefined : { id, code };
}
