import type {
  BroadcastNotTaken,
  BroadcastReceipt,
  ConversationReceipt,
  NotAccepted,
  Problem,
  RecipientOutcome,
  Warning,
} from '@polychat/core';
import { createProblem } from '@polychat/core/combine';

/** What all verbs with a list resolve to. */
export interface ListReceipt<Entry> {
  readonly accepted: readonly Entry[];
  readonly failed: readonly NotAccepted[];
  readonly unconfirmed: readonly NotAccepted[];
  readonly warnings: readonly Warning[];
}

/** What a chat returns that names nobody: everybody may have got the message. */
export const namesNobody: ListReceipt<never> = { accepted: [], failed: [], unconfirmed: [], warnings: [] };

/** A chat must return a receipt. Whoever was in the send may have got the message. */
export const noReceipt = createProblem({
  code: 'bad_reply',
  effect: 'unknown',
  transient: false,
  message: 'the chat did not return a receipt',
});

/**
 * The receipt of a list. Undefined for what is none: a chat may be somebody's own wrapper, and one that is wrong must not
 * take the outcomes of the others away.
 */
export function readListReceipt<Entry>(value: unknown): ListReceipt<Entry> | undefined {
  return readAs<ListReceipt<Entry>>(
    value,
    ({ accepted, failed, unconfirmed, warnings }) =>
      isListOf(accepted, hasUserId) &&
      isListOf(failed, isNotAccepted) &&
      isListOf(unconfirmed, isNotAccepted) &&
      Array.isArray(warnings),
  );
}

/** The receipt of a broadcast. Undefined for what is none, and for one that names no vendor. */
export function readBroadcastReceipt(value: unknown): BroadcastReceipt | undefined {
  return readAs<BroadcastReceipt>(value, ({ results, failed = [], unconfirmed = [], warnings }) => {
    const isRight =
      isListOf(results, hasVia) &&
      isListOf(failed, isNotTaken) &&
      isListOf(unconfirmed, isNotTaken) &&
      Array.isArray(warnings);
    return isRight && results.length + failed.length + unconfirmed.length > 0;
  });
}

/** The receipt of a message to a group or a room. Undefined for what is none. */
export function readConversationReceipt(value: unknown): ConversationReceipt | undefined {
  return readAs<ConversationReceipt>(value, ({ warnings }) => hasVia(value) && Array.isArray(warnings));
}

/** A broadcast that some of the chats that it was to go through took: the others, and the worst of what they say. */
export interface PartlyTaken {
  readonly status: 'failed' | 'unconfirmed';
  readonly problem: Problem;
  readonly failed: readonly BroadcastNotTaken[];
  readonly unconfirmed: readonly BroadcastNotTaken[];
}

/** What a broadcast that was taken lacks; undefined where nothing. What moved to another chat is there. */
export function lackOf({ failed = [], unconfirmed = [] }: BroadcastReceipt): PartlyTaken | undefined {
  const isLacking = ({ movedTo }: BroadcastNotTaken) => movedTo === undefined;
  const lacking = { failed: failed.filter(isLacking), unconfirmed: unconfirmed.filter(isLacking) };
  const [unclear] = lacking.unconfirmed;
  const worst = unclear ?? lacking.failed[0];
  return worst && { ...lacking, status: unclear ? 'unconfirmed' : 'failed', problem: worst.problem };
}

/** Whether this is an outcome as a stream brings it. */
export function isOutcome(value: unknown): value is RecipientOutcome {
  const outcome = readAs<RecipientOutcome>(value, ({ status }) =>
    status === 'accepted'
      ? hasUserId(value)
      : ['failed', 'unconfirmed'].includes(status) && isNotAccepted(value),
  );
  return outcome !== undefined;
}

type Members = Readonly<Record<string, unknown>>;

/** A member may be anything, also one that throws when it is read. */
function readAs<Receipt>(value: unknown, isRight: (receipt: Receipt) => boolean): Receipt | undefined {
  try {
    return isObject(value) && isRight(value as Receipt) ? (value as Receipt) : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}

function isListOf(value: unknown, isRight: (entry: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isRight);
}

function hasUserId(value: unknown): boolean {
  return isObject(value) && typeof value.userId === 'string';
}

function hasVia(value: unknown): boolean {
  return isObject(value) && typeof value.via === 'string';
}

function isNotAccepted(value: unknown): boolean {
  return hasUserId(value) && isNotTaken(value);
}

function isNotTaken(value: unknown): boolean {
  return hasVia(value) && isProblem((value as Members).problem);
}

function isProblem(value: unknown): value is Problem {
  return isObject(value) && typeof value.code === 'string' && typeof value.effect === 'string';
}
