import {
  type AttemptInfo,
  type HttpReply,
  type Problem,
  type ResultIds,
  readReply,
} from '@polychat/core/adapter';
import { vendorName, vendorTitle } from './vendor.ts';
import { readEnvelope, type WireReply } from './wire.ts';

/** A reply of any action, in one shape. Its words and ids are redacted. */
export interface ParsedReply {
  readonly code: number;
  /** The vendor's words about the reply as a whole, with those of moderation; of one that is all good none are kept. */
  readonly words?: string;
  readonly requestId?: string;
  /** The vendor's id of a message that is one for all who get it, with all its digits. */
  readonly messageId?: string;
  /** The number of such a message in its conversation. */
  readonly sequence?: string;
  readonly failed: readonly FailedUser[];
  readonly accepted: readonly AcceptedUser[];
  /** Whether moderation refused the message or an item of it. */
  readonly isModerated: boolean;
}

/** A user whom a reply names as failed. */
export interface FailedUser {
  readonly userId: string;
  /** Absent where the entry has no code that can be read. */
  readonly subCode?: number;
  /** The vendor's words about this user, with those of moderation. */
  readonly words?: string;
}

/** A user whom a reply names as reached. */
interface AcceptedUser {
  readonly id: string;
  readonly value: ResultIds;
}

const schemas = { 200: readEnvelope };

/**
 * Reads the envelope of any action's reply ("Accessing Server APIs", article 13992). What is not the vendor's envelope
 * is a problem whose effect is unknown: no HTTP status but 200 is documented.
 */
export function parseReply(
  reply: HttpReply,
  attempt: AttemptInfo,
): ParsedReply | { readonly problem: Problem } {
  const result = readReply(reply, attempt, { vendor: vendorName, title: vendorTitle, schemas });
  if ('problem' in result) return result;
  const { Code: code, Message, ErrorList, SuccList, SuccessList, AuditInfos } = result.data;
  const { redact } = attempt;
  const reached = SuccessList.length > 0 ? [...SuccList, ...SuccessList] : SuccList;
  // Who has a code that is not 0 is not simply accepted, whatever the list is called.
  const failed = [...ErrorList, ...reached.filter(({ SubCode = 0 }) => SubCode !== 0)];
  const idsOf = ({ MsgId, MsgSeq }: Pick<WireReply, 'MsgId' | 'MsgSeq'>) => ({
    messageId: redact.id(MsgId),
    sequence: sequenceOf(redact.id(MsgSeq)),
  });
  const accepted = reached.map((entry) => ({ id: entry.userId, value: idsOf(entry) }));
  const ids = { requestId: redact.id(result.data.RequestId), ...idsOf(result.data) };
  if (code === 0 && failed.length === 0 && AuditInfos.length === 0) {
    return { code, ...ids, failed: [], accepted, isModerated: false };
  }
  const audits = AuditInfos.map(
    ({ Index, Reason }) => `moderation refused item ${redact.id(Index) ?? '?'}: ${wordsIn(Reason) ?? '?'}`,
  );
  const redactOnce = remembered((said) => redact.words(said));
  const words = (said: unknown) =>
    redactOnce([wordsIn(said), ...audits].filter((each) => each !== undefined).join('; '));
  return {
    code,
    words: words(Message),
    ...ids,
    failed: failed.map(({ userId, SubCode, SubMessage }) => ({
      userId,
      subCode: SubCode,
      words: words(SubMessage),
    })),
    accepted,
    isModerated: audits.length > 0,
  };
}

/** "Empty" for a command message. How a number is empty is not documented [?]; none begins at 0. */
function sequenceOf(id: string | undefined): string | undefined {
  return id === '0' ? undefined : id;
}

function wordsIn(said: unknown): string | undefined {
  return typeof said === 'string' && said !== '' ? said : undefined;
}

/** Looks through the same words once: a hundred users of one reply may have failed with them. */
function remembered(redact: (said: string) => string | undefined): (said: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (said) => {
    if (!known.has(said)) known.set(said, redact(said));
    return known.get(said);
  };
}
