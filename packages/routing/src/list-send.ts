import {
  ChatError,
  type NotAccepted,
  type NotAcceptedOutcome,
  type Problem,
  type Warning,
} from '@polychat/core';
import { type ListOutcome, receiptOf, receiptOrThrow } from '@polychat/core/combine';
import { leftOut, problemOfThrown, statusOf } from './part-fault.ts';
import { atPlaceInInput, type FieldOfIndex } from './place-in-input.ts';

/** An accepted item, as a receipt lists it. */
interface AcceptedEntry {
  readonly userId: string;
  readonly via: string;
}

/** What all verbs with a list resolve to. */
interface ListReceipt<Entry> {
  readonly accepted: readonly Entry[];
  readonly failed: readonly NotAccepted[];
  readonly unconfirmed: readonly NotAccepted[];
  readonly warnings: readonly Warning[];
}

/** The recipients, or users, of one list that go through one chat. */
export interface ListPart<Entry> {
  /** The name of the chat. */
  readonly via: string;
  /** The caller's ids. */
  readonly userIds: readonly string[];
  readonly send: () => Promise<ListReceipt<Entry>>;
  /** The caller's id of whom the chat names. Default: the same. */
  readonly userIdOf?: (userId: string) => string | undefined;
}

/** A list that is carried in parts. */
export interface ListSend<Entry> {
  /** What an error calls whom it is about. */
  readonly noun: 'to' | 'user';
  /** Every recipient once, and where each first stood. */
  readonly places: ReadonlyMap<string, number>;
  readonly fieldOf: FieldOfIndex;
  readonly parts: readonly ListPart<Entry>[];
  /** Those who go through no chat, because they could not be placed or their ids do not fit. */
  readonly refused: readonly NotAcceptedOutcome[];
  readonly signal: AbortSignal | undefined;
}

/**
 * Sends a list in parts, all at once, and names everybody exactly once, whatever the parts reply. Throws as
 * `sendDirect` and `registerUsers` do where nobody was accepted; what the only part throws before it sends, unchanged.
 */
export async function sendInParts<Entry extends AcceptedEntry>(
  send: ListSend<Entry>,
): Promise<ListReceipt<Entry>> {
  const { noun, parts, refused, signal } = send;
  const replies = await Promise.all(parts.map((part) => sendPart(send, part)));
  const [only] = replies;
  if (parts.length === 1 && refused.length === 0 && only?.thrown) throw only.thrown.error;
  const outcomes: ListOutcome<Entry>[] = [...refused];
  for (const reply of replies) for (const outcome of reply.outcomes) outcomes.push(outcome);
  const warnings = replies.flatMap((reply) => reply.warnings);
  return receiptOrThrow(receiptOf<Entry>(outcomes, warnings), signal, noun);
}

/** What a part replied. */
export interface PartReply<Entry> {
  /** Everybody in the part, exactly once. */
  readonly outcomes: readonly ListOutcome<Entry>[];
  readonly warnings: readonly Warning[];
  /** What it threw instead of a receipt. */
  readonly thrown?: { readonly error: unknown };
}

/** Sends one part, and names everybody in it exactly once, whatever it replies. Never rejects. */
export async function sendPart<Entry extends AcceptedEntry>(
  list: Pick<ListSend<Entry>, 'places' | 'fieldOf'>,
  part: ListPart<Entry>,
): Promise<PartReply<Entry>> {
  const outcomes: ListOutcome<Entry>[] = [];
  const [reply] = await Promise.allSettled([startPart(part)]);
  const receipt = reply.status === 'fulfilled' ? reply.value : receiptIn<Entry>(reply.reason);
  if (receipt) {
    addNamed(list, part, receipt, outcomes);
    return { outcomes, warnings: receipt.warnings };
  }
  const thrown = reply.status === 'rejected' ? { error: reply.reason as unknown } : undefined;
  addAll(list, part, problemOfThrown(thrown?.error), outcomes);
  return { outcomes, warnings: [], ...(thrown && { thrown }) };
}

/** What a part throws at once is its rejection, too. */
async function startPart<Entry>(part: ListPart<Entry>): Promise<ListReceipt<Entry>> {
  return part.send();
}

/** The receipt of an error, where it is one of recipients. */
function receiptIn<Entry>(error: unknown): ListReceipt<Entry> | undefined {
  const receipt = ChatError.is(error) ? error.receipt : undefined;
  return receipt && 'accepted' in receipt ? (receipt as unknown as ListReceipt<Entry>) : undefined;
}

function addAll<Entry>(
  { places }: Pick<ListSend<Entry>, 'places'>,
  part: ListPart<Entry>,
  problem: Problem,
  outcomes: ListOutcome<Entry>[],
): void {
  const status = statusOf(problem);
  for (const userId of part.userIds) {
    outcomes.push({ userId, index: places.get(userId) ?? 0, status, via: part.via, problem });
  }
}

/** Adds whom the receipt names, each once and nobody else, and those of the part whom it leaves out. */
function addNamed<Entry extends AcceptedEntry>(
  list: Pick<ListSend<Entry>, 'places' | 'fieldOf'>,
  part: ListPart<Entry>,
  receipt: ListReceipt<Entry>,
  outcomes: ListOutcome<Entry>[],
): void {
  if (addInOrder(list, part, receipt, outcomes)) return;
  const { places, fieldOf } = list;
  const { userIdOf = (userId: string) => userId } = part;
  const expected = new Set(part.userIds);
  const take = (userId: string) => {
    const own = userIdOf(userId);
    return own !== undefined && expected.delete(own) ? own : undefined;
  };
  const addNotAccepted = (entry: NotAccepted, status: 'failed' | 'unconfirmed') => {
    const userId = take(entry.userId);
    if (userId === undefined) return;
    const index = places.get(userId) ?? 0;
    const problem = atPlaceInInput(entry.problem, fieldOf(index));
    outcomes.push({ userId, index, status, via: entry.via, problem });
  };
  for (const entry of receipt.accepted) {
    const userId = take(entry.userId);
    if (userId === undefined) continue;
    outcomes.push({ ...entry, userId, index: places.get(userId) ?? 0, status: 'accepted' });
  }
  for (const entry of receipt.unconfirmed) addNotAccepted(entry, 'unconfirmed');
  for (const entry of receipt.failed) addNotAccepted(entry, 'failed');
  if (expected.size > 0) addAll(list, { ...part, userIds: [...expected] }, leftOut, outcomes);
}

/**
 * Adds everybody, where the receipt is as it should be: all accepted, in the order of the part. Then nobody need be
 * looked up but in the whole list. Adds nobody and returns false where it is not.
 */
function addInOrder<Entry extends AcceptedEntry>(
  { places }: Pick<ListSend<Entry>, 'places'>,
  { userIds, userIdOf }: ListPart<Entry>,
  { accepted }: ListReceipt<Entry>,
  outcomes: ListOutcome<Entry>[],
): boolean {
  if (accepted.length !== userIds.length) return false;
  const isInOrder = accepted.every(
    ({ userId }, at) => (userIdOf ? userIdOf(userId) : userId) === userIds[at],
  );
  if (!isInOrder) return false;
  for (const [at, entry] of accepted.entries()) {
    const userId = userIds[at] ?? entry.userId;
    outcomes.push({ ...entry, userId, index: places.get(userId) ?? 0, status: 'accepted' });
  }
  return true;
}
