import {
  type Chat,
  ChatError,
  type NotAccepted,
  type RegisteredUser,
  type SendOptions,
  type UserProfile,
  type UsersReceipt,
} from '@polychat/core';
import { receiptOf, receiptOrThrow } from '@polychat/core/combine';
import { leftOut, problemOfThrown, statusOf } from './part-fault.ts';
import { type ListReceipt, namesNobody, readListReceipt } from './read-receipt.ts';

type Answer =
  | { readonly status: 'accepted'; readonly user: RegisteredUser }
  | { readonly status: 'failed' | 'unconfirmed'; readonly user: NotAccepted };

/** A user is as badly off as at the chat where they are worst off. */
const order = { failed: 0, unconfirmed: 1, accepted: 2 };

/**
 * Registers users at all of these chats. A user is accepted when all chats accepted them; else they have the outcome of
 * the first chat that failed, or else of the first that left it open, and `via` names it. Throws as `registerUsers` does
 * when nobody was accepted.
 */
export async function registerThrough(
  chats: Iterable<Chat>,
  users: readonly UserProfile[],
  optionsFor: (name: string) => SendOptions | undefined,
  { via, signal }: { readonly via: string; readonly signal: AbortSignal | undefined },
): Promise<UsersReceipt> {
  const parts = [...chats];
  const register = async (chat: Chat) => chat.registerUsers(users, optionsFor(chat.name));
  const replies = await Promise.allSettled(parts.map(register));
  const receipts = replies.map((reply) =>
    reply.status === 'fulfilled'
      ? (readListReceipt<RegisteredUser>(reply.value) ?? namesNobody)
      : receiptIn(reply.reason),
  );
  const refused = replies.find((reply) => reply.status === 'rejected');
  // Where no chat could begin, the users or the options are at fault, not a vendor.
  if (refused && receipts.every((receipt) => receipt === undefined)) throw refused.reason;
  const answers = parts.map(({ name }, at) => {
    const reply = replies[at];
    return answersOf(name, receipts[at], reply?.status === 'rejected' ? reply.reason : undefined);
  });
  const userIds = [...new Set(users.map(({ userId }) => userId))];
  const outcomes = userIds.map((userId, index) => {
    const all = answers.map((answerFor) => answerFor(userId));
    const worst = all.reduce((one, other) => (order[other.status] < order[one.status] ? other : one));
    if (worst.status !== 'accepted') return { ...worst.user, index, status: worst.status };
    const vendor = Object.assign({}, ...all.map(({ user }) => ('vendor' in user ? user.vendor : undefined)));
    const details = Object.keys(vendor).length === 0 ? {} : { vendor };
    return { userId, index, status: 'accepted' as const, via, ...details };
  });
  const warnings = receipts.flatMap((receipt) => receipt?.warnings ?? []);
  return receiptOrThrow(receiptOf<RegisteredUser>(outcomes, warnings), signal, 'user');
}

/** What one chat says of each user. */
function answersOf(
  via: string,
  receipt: ListReceipt<RegisteredUser> | undefined,
  thrown: unknown,
): (userId: string) => Answer {
  if (!receipt) {
    const problem = problemOfThrown(thrown);
    return (userId) => ({ status: statusOf(problem), user: { userId, via, problem } });
  }
  const answers = new Map<string, Answer>();
  for (const user of receipt.accepted) answers.set(user.userId, { status: 'accepted', user });
  for (const user of receipt.unconfirmed) answers.set(user.userId, { status: 'unconfirmed', user });
  for (const user of receipt.failed) answers.set(user.userId, { status: 'failed', user });
  return (userId) =>
    answers.get(userId) ?? { status: 'unconfirmed', user: { userId, via, problem: leftOut } };
}

function receiptIn(error: unknown): ListReceipt<RegisteredUser> | undefined {
  return ChatError.is(error) ? readListReceipt(error.receipt) : undefined;
}
