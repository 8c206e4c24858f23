import type {
  AcceptedDetails,
  CallResult,
  HttpReply,
  Problem,
  RefusedRecipient,
} from '@polychat/core/adapter';
import type { Command } from './commands.ts';
import { problemOfRecipient, unclearReply } from './errors.ts';
import { parseReply } from './reply.ts';
import { directReplySchema, errorListEntrySchema } from './wire.ts';

/**
 * Reads a reply of `sendmsg` or `batchsendmsg` to these recipients. Neither names those whom it reached; a batch
 * names those whom it did not.
 */
export function readDirectReply(
  reply: HttpReply,
  endpoint: Command,
  sequence: number,
  recipients: readonly string[],
): CallResult {
  const verdict = parseReply(reply, directReplySchema, endpoint);
  const { failed, isWhole } = readErrorList(verdict.data?.ErrorList, endpoint);
  if (verdict.kind !== 'done') {
    // Where the refusal names recipients, they carry their own code, and something was looked at after the signature.
    const signatureRefused = verdict.kind === 'refused' && verdict.signatureRefused && failed.length === 0;
    return {
      problem: verdict.problem,
      accepted: [],
      failed,
      ...(signatureRefused ? { signatureRefused } : {}),
    };
  }
  if (!isWhole) {
    // An entry that cannot be read may be anybody's.
    return { problem: unclearReply(endpoint, 'an ErrorList that cannot be read'), accepted: [], failed };
  }
  const asked = new Set(recipients);
  if (verdict.isPartial && !failed.some(({ userId }) => asked.has(userId))) {
    // Some of them failed, and the reply does not say who, or in a spelling that is not ours.
    const what = 'SomeError and an ErrorList that names none of the recipients';
    return { problem: unclearReply(endpoint, what), accepted: [], failed };
  }
  // OK beside a list is a partial failure too: the field table knows no SomeError (34920, 2026-02-04).
  return { accepted: [], failed, shared: detailsOf(verdict.data, sequence) };
}

interface ErrorList {
  readonly failed: readonly RefusedRecipient[];
  /** Whether every entry could be read. An absent list is whole. */
  readonly isWhole: boolean;
}

function readErrorList(list: unknown, endpoint: Command): ErrorList {
  if (list === undefined || list === null) return { failed: [], isWhole: true };
  if (!Array.isArray(list)) return { failed: [], isWhole: false };
  const problems = new Map<number, Problem>();
  const problemOf = (code: number): Problem => {
    const known = problems.get(code);
    if (known) return known;
    // A failure with the code of success may be either.
    const problem =
      code === 0
        ? unclearReply(endpoint, 'code 0 in the ErrorList', code)
        : problemOfRecipient(endpoint, code);
    problems.set(code, problem);
    return problem;
  };
  const failed: RefusedRecipient[] = [];
  for (const entry of list) {
    const result = errorListEntrySchema.safeParse(entry);
    if (result.success) {
      failed.push({ userId: result.data.To_Account, problem: problemOf(result.data.ErrorCode) });
    }
  }
  return { failed, isWhole: failed.length === list.length };
}

/** `MsgKey` is `MsgSeq_MsgRandom_MsgTime`; a batch says the time nowhere else. */
function detailsOf(
  { MsgKey, MsgTime }: { readonly MsgKey?: string; readonly MsgTime?: number },
  sequence: number,
): AcceptedDetails {
  const sentAt = millisecondsOf(MsgTime) ?? millisecondsOf(Number(/^\d+_\d+_(\d+)$/.exec(MsgKey ?? '')?.[1]));
  return {
    ...(MsgKey ? { messageId: MsgKey } : {}),
    sequence: String(sequence),
    ...(sentAt === undefined ? {} : { sentAt }),
  };
}

/** Seconds since 1970 as milliseconds; undefined where they are no time of this epoch. */
function millisecondsOf(seconds: number | undefined): number | undefined {
  return seconds !== undefined && seconds > 0 && seconds < 1e11 ? seconds * 1000 : undefined;
}
