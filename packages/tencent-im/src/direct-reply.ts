import {
  type AttemptInfo,
  asInteger,
  asName,
  asRecord,
  type CallResult,
  type HttpReply,
  type ListReply,
  type Problem,
  type ResultIds,
} from '@polychat/core/adapter';
import type { DirectCommand } from './commands.ts';
import { problemsOfRecipients, tooFastOf, unclearReply } from './errors.ts';
import { parseReply } from './reply.ts';
import { millisecondsOf } from './time.ts';
import type { TencentImReply } from './wire.ts';

type DirectResult = CallResult<ListReply<ResultIds>>;
type FailedRecipients = ListReply<ResultIds>['failed'];

/**
 * Reads a reply of `sendmsg` or `batchsendmsg`. Neither names those whom it reached; a batch names those whom it did
 * not. `sequence` is the MsgSeq of the request.
 */
export function readDirectReply(
  reply: HttpReply,
  attempt: AttemptInfo,
  endpoint: DirectCommand,
  sequence: number,
): DirectResult {
  const parsed = parseReply(reply, attempt, endpoint);
  const { failed, isWhole } = readErrorList(parsed.data?.ErrorList, endpoint);
  if (parsed.problem) {
    return {
      ...failure(endpoint, parsed.problem, failed),
      // Where the refusal names recipients, they carry their own code, and something was looked at after the signature.
      refused: failed.length === 0 ? parsed.refused : undefined,
    };
  }
  if (!isWhole) {
    // An entry that cannot be read may be anybody's.
    return failure(endpoint, unclearReply(endpoint, 'an ErrorList that cannot be read'), failed);
  }
  if (parsed.isPartial && failed.length === 0) {
    const what = 'SomeError and an ErrorList that names nobody';
    return failure(endpoint, unclearReply(endpoint, what), failed);
  }
  // OK beside a list is a partial failure too: the field table knows no SomeError (34920, 2026-02-04).
  return {
    value: { accepted: [], failed, shared: idsOf(parsed.data, attempt, sequence) },
    tooFast: failed.length > 0 ? tooFastOf(endpoint, problemsOf(failed)) : undefined,
  };
}

/** A reply with a problem for all but those whom it names. */
function failure(endpoint: DirectCommand, problem: Problem, failed: FailedRecipients): DirectResult {
  return {
    value: failed.length > 0 ? { accepted: [], failed } : undefined,
    problem,
    tooFast: tooFastOf(endpoint, [problem, ...problemsOf(failed)]),
  };
}

function problemsOf(failed: FailedRecipients): readonly Problem[] {
  return failed.map(({ problem }) => problem);
}

interface ErrorList {
  readonly failed: FailedRecipients;
  /** Whether every entry could be read. An absent list is whole. */
  readonly isWhole: boolean;
}

const nobody: ErrorList = Object.freeze({ failed: [], isWhole: true });

function readErrorList(list: unknown, endpoint: DirectCommand): ErrorList {
  if (list === undefined || list === null) return nobody;
  if (!Array.isArray(list)) return { failed: [], isWhole: false };
  const entries = list.flatMap((entry) => readEntry(entry) ?? []);
  return { failed: problemsOfRecipients(endpoint, entries), isWhole: entries.length === list.length };
}

/** An entry of `ErrorList`; undefined for one that cannot be read. */
function readEntry(json: unknown): { readonly id: string; readonly code: number } | undefined {
  const entry = asRecord(json);
  const id = asName(entry?.To_Account);
  const code = asInteger(entry?.ErrorCode);
  return id === undefined || code === undefined ? undefined : { id, code };
}

/** `MsgKey` is `MsgSeq_MsgRandom_MsgTime`; a batch says the time nowhere else. */
function idsOf({ MsgKey, MsgTime }: TencentImReply, { redact }: AttemptInfo, sequence: number): ResultIds {
  return {
    messageId: redact.id(MsgKey),
    sequence: redact.id(sequence),
    sentAt: millisecondsOf(MsgTime) ?? millisecondsOf(timeInKey(MsgKey)),
  };
}

function timeInKey(key: string | undefined): number | undefined {
  const time = key && /^\d+_\d+_(\d+)$/.exec(key)?.[1];
  return time ? Number(time) : undefined;
}
