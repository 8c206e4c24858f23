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
import { type ListReceipt, namesNobody, readListReceipt } from './read-receipt.ts';

/** An accepted item, as a receipt lists it. */
interface AcceptedEntry {
  readonly userId: string;
  readonly via: string;
}

/** The recipients, or users, of one list that go through one chat. */
export interface ListPart<Entry> {
  /** The name of the chat. */
  readonly via: string;
  /** The caller's ids. */
  readonly userIds: readonly string[];
  /** Where each stands among the different ids of the whole list. Default: the part is the whole list. */
  readonly ranks?: readonly number[];
  readonly send: () => Promise<ListReceipt<Entry>>;
  /** The caller's id of whom the chat names. Default: the same. */
  readonly userIdOf?: (userId: string) => string | undefined;
}

/** A list that is carried in parts. */
export interface ListSend<Entry> {
  /** What an error calls whom it is about. */
  readonly noun: 'to' | 'user';
  /** How many different recipients there are. Default: as many as there are places. */
  readonly size?: number;
  /** Every recipient once, and where each first stood. Only asked for where not everybody was accepted in order. */
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
  const settled = await Promise.all(parts.map((part) => settle(part)));
  const whole = refused.length === 0 ? allAccepted(send, settled) : undefined;
  if (whole) return whole;
  const replies = parts.map((part, at) => replyOf(send, part, settled[at]));
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
  return replyOf(list, part, await settle(part));
}

type Settled<Entry> = PromiseSettledResult<ListReceipt<Entry>>;

/** What a part throws at once is its rejection, too; what it returns that is no receipt names nobody. */
async function settle<Entry>(part: ListPart<Entry>): Promise<Settled<Entry>> {
  try {
    return { status: 'fulfilled', value: readListReceipt<Entry>(await part.send()) ?? namesNobody };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}

function replyOf<Entry extends AcceptedEntry>(
  list: Pick<ListSend<Entry>, 'places' | 'fieldOf'>,
  part: ListPart<Entry>,
  reply: Settled<Entry> | undefined,
): PartReply<Entry> {
  const outcomes: ListOutcome<Entry>[] = [];
  const receipt = reply?.status === 'fulfilled' ? reply.value : receiptIn<Entry>(reply?.reason);
  if (receipt) {
    addNamed(list, part, receipt, outcomes);
    return { outcomes, warnings: receipt.warnings };
  }
  const thrown = reply?.status === 'rejected' ? { error: reply.reason as unknown } : undefined;
  addAll(list, part, problemOfThrown(thrown?.error), outcomes);
  return { outcomes, warnings: [], ...(thrown && { thrown }) };
}

/** The receipt of an error, where it is one of recipients. */
function receiptIn<Entry>(error: unknown): ListReceipt<Entry> | undefined {
  return ChatError.is(error) ? readListReceipt<Entry>(error.receipt) : undefined;
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
 * The receipt of the whole, where all parts accepted everybody, each in its order, as nearly always: nobody need be
 * looked up or sorted then. Undefined where they did not.
 */
function allAccepted<Entry extends AcceptedEntry>(
  list: ListSend<Entry>,
  settled: readonly Settled<Entry>[],
): ListReceipt<Entry> | undefined {
  const { parts } = list;
  const size = list.size ?? list.places.size;
  const accepted: Entry[] = [];
  const warnings: Warning[] = [];
  let count = 0;
  // Parts fill it in turn, each its own places.
  if (parts.length > 1) accepted.length = size;
  for (const [at, { userIds, userIdOf, ranks }] of parts.entries()) {
    const reply = settled[at];
    if (reply?.status !== 'fulfilled' || !isInOrder(userIds, reply.value, userIdOf)) return undefined;
    if (parts.length > 1 && !ranks) return undefined;
    for (let place = 0; place < userIds.length; place += 1) {
      const entry = reply.value.accepted[place] as Entry;
      const userId = userIds[place] as string;
      accepted[ranks?.[place] ?? place] = userIdOf ? { ...entry, userId } : entry;
    }
    count += userIds.length;
    for (const warning of reply.value.warnings) warnings.push(warning);
  }
  return count === size ? { accepted, failed: [], unconfirmed: [], warnings } : undefined;
}

function isInOrder<Entry extends AcceptedEntry>(
  userIds: readonly string[],
  { accepted, failed, unconfirmed }: ListReceipt<Entry>,
  userIdOf: ListPart<Entry>['userIdOf'],
): boolean {
  if (accepted.length !== userIds.length || failed.length + unconfirmed.length > 0) return false;
  for (const [at, { userId }] of accepted.entries()) {
    if ((userIdOf ? userIdOf(userId) : userId) !== userIds[at]) return false;
  }
  return true;
}

/** Adds everybody, where they were all accepted in their order. Adds nobody and returns false where not. */
function addInOrder<Entry extends AcceptedEntry>(
  { places }: Pick<ListSend<Entry>, 'places'>,
  { userIds, userIdOf }: ListPart<Entry>,
  receipt: ListReceipt<Entry>,
  outcomes: ListOutcome<Entry>[],
): boolean {
  if (!isInOrder(userIds, receipt, userIdOf)) return false;
  for (const [at, entry] of receipt.accepted.entries()) {
    const userId = userIds[at] ?? entry.userId;
    outcomes.push({ ...entry, userId, index: places.get(userId) ?? 0, status: 'accepted' });
  }
  return true;
}
