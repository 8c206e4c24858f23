import { type CallResult, type HttpReply, type ReadReply, readReply } from '@polychat/core/adapter';
import { vendorName } from './vendor.ts';
import { replySchema, type WireReplyEntry } from './wire.ts';

/** A reply of any action, in one shape. */
export interface ZimReply {
  readonly code: number;
  readonly message?: string;
  readonly requestId?: string;
  readonly failed: readonly FailedItem[];
  readonly accepted: readonly AcceptedItem[];
  /** What moderation refused, in the vendor's words, or an empty list. */
  readonly audits: readonly string[];
}

/** A user whom a reply names as failed. */
export interface FailedItem {
  readonly userId: string;
  /** Absent where the entry has no code that can be read. */
  readonly subCode?: number;
  readonly message?: string;
}

interface AcceptedItem {
  readonly userId: string;
  readonly messageId?: string;
  readonly sequence?: string;
}

/** Reads a reply of any action. What is not the vendor's envelope is a problem whose effect is unknown. */
export function readZimReply(reply: HttpReply): ReadReply<ZimReply> {
  const result = readReply(reply, replySchema, vendorName);
  if ('problem' in result) return result;
  const { Code, Message, RequestId, ErrorList, SuccList, SuccessList, AuditInfos } = result.data;
  const accepted = [...(SuccList ?? []), ...(SuccessList ?? [])];
  return {
    data: {
      code: Number(Code),
      message: textOf(Message),
      requestId: idOf(RequestId),
      // Who has a code that is not 0 is not simply accepted, whatever the list is called.
      failed: [...(ErrorList ?? []), ...accepted.filter(({ SubCode }) => Number(SubCode ?? 0) !== 0)].map(
        failedItem,
      ),
      accepted: accepted.map(acceptedItem),
      audits: (AuditInfos ?? []).map(
        ({ Index, Reason }) => `moderation refused item ${idOf(Index) ?? '?'}: ${textOf(Reason) ?? '?'}`,
      ),
    },
  };
}

/**
 * The reader of a call: what `interpret` makes of a reply in the vendor's envelope. Any other reply is a problem
 * for everybody.
 */
export function readerOf(interpret: (reply: ZimReply) => CallResult): (reply: HttpReply) => CallResult {
  return (reply) => {
    const result = readZimReply(reply);
    return 'problem' in result
      ? { problem: result.problem, accepted: [], failed: [] }
      : interpret(result.data);
  };
}

function failedItem(item: WireReplyEntry): FailedItem {
  const subCode = item.SubCode ?? undefined;
  return {
    userId: nameOf(item),
    subCode: subCode === undefined ? undefined : Number(subCode),
    message: textOf(item.SubMessage),
  };
}

function acceptedItem(item: WireReplyEntry): AcceptedItem {
  const sequence = idOf(item.MsgSeq);
  return {
    userId: nameOf(item),
    messageId: idOf(item.MsgId),
    // "Empty" for a command message. How a number is empty is not documented; none begins at 0.
    sequence: sequence === '0' ? undefined : sequence,
  };
}

function nameOf({ UserId, UserID }: WireReplyEntry): string {
  return String(UserId ?? UserID);
}

/** An id with all its digits, whether it came as a string or as a number. */
function idOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
