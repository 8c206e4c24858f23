import { causeOf } from '../exchange/safe-cause.ts';
import { ChatError, type ChatErrorOptions } from '../model/chat-error.ts';
import type {
  BroadcastReceipt,
  DirectReceipt,
  NotAccepted,
  NotAcceptedOutcome,
  UsersReceipt,
} from '../model/outcome.ts';
import type { Problem } from '../model/problem.ts';
import { summarizeReceipt } from '../model/receipt-summary.ts';
import { shortId } from '../model/short-id.ts';
import type { Warning } from '../model/warning.ts';

/** An outcome of a list operation; an accepted one has what the operation returns for it. */
export type ListOutcome<Entry, Lost = NotAcceptedOutcome> =
  | (Entry & { readonly index: number; readonly status: 'accepted' })
  | Lost;

/** All outcomes of a send. Added one by one: a batch may hold more of them than one call takes arguments. */
export async function collectOutcomes<Outcome>(
  batches: AsyncIterable<readonly Outcome[]>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for await (const batch of batches) {
    for (const outcome of batch) outcomes.push(outcome);
  }
  return outcomes;
}

/** Sorts outcomes into the three lists, each in the order of the input. */
export function receiptOf<Entry extends object>(
  outcomes: readonly ListOutcome<Entry>[],
  warnings: readonly Warning[],
) {
  return sortedReceipt<Entry, NotAccepted>(outcomes, warnings);
}

/** As `receiptOf`, for outcomes of any kind of item. */
export function sortedReceipt<Entry extends object, Lost extends object>(
  outcomes: readonly { readonly index: number; readonly status: 'accepted' | 'failed' | 'unconfirmed' }[],
  warnings: readonly Warning[],
) {
  const accepted: Entry[] = [];
  const failed: Lost[] = [];
  const unconfirmed: Lost[] = [];
  const inOrder = outcomes.length < 2 ? outcomes : outcomes.toSorted((a, b) => a.index - b.index);
  for (const outcome of inOrder) {
    const { index: _index, status, ...entry } = outcome;
    if (status === 'accepted') accepted.push(entry as unknown as Entry);
    else (status === 'failed' ? failed : unconfirmed).push(entry as unknown as Lost);
  }
  return { accepted, failed, unconfirmed, warnings };
}

/**
 * A receipt in which nobody was accepted is thrown: as the first unconfirmed problem, else the first failed one, with
 * the name of whom it is about.
 */
export function receiptOrThrow<Whole extends DirectReceipt | UsersReceipt>(
  receipt: Whole,
  signal: AbortSignal | undefined,
  before: 'to' | 'user' = 'to',
): Whole {
  const first = receipt.unconfirmed[0] ?? receipt.failed[0];
  if (receipt.accepted.length > 0 || !first) return receipt;
  throw failedSend(first.problem, receipt, signal, `${before} ${shortId(first.userId)}`);
}

/**
 * The error of a send that reached nobody. Its cause is the caller's own reason where the caller cancelled it, else
 * what an adapter, a journal or a secret's function threw, without anything secret. Its message begins with whom it is
 * about; not where nothing left, since that is nobody's fault, nor where the problem names a field, such as `to[3]`.
 */
export function failedSend(
  problem: Problem,
  receipt: DirectReceipt | UsersReceipt | BroadcastReceipt,
  signal: AbortSignal | undefined,
  whom?: string,
): ChatError {
  const isNamed = whom !== undefined && problem.effect !== 'not_sent' && problem.field === undefined;
  const named = isNamed ? { ...problem, message: `${whom}: ${problem.message}` } : problem;
  return failedOperation(problem, named, { receipt, summary: summarizeReceipt(receipt) }, signal);
}

/** The error of an operation that failed, as `named`, with the cause of `problem`. */
export function failedOperation(
  problem: Problem,
  named: Problem,
  told: Omit<ChatErrorOptions, 'cause'>,
  signal: AbortSignal | undefined,
): ChatError {
  const isCallers = problem.code === 'aborted' && signal?.aborted === true;
  const cause: unknown = isCallers ? signal.reason : causeOf(problem);
  return new ChatError(named, cause === undefined ? told : { ...told, cause });
}

/** How many outcomes there are of each status. */
export function countOutcomes(
  outcomes: readonly { readonly status: 'accepted' | 'failed' | 'unconfirmed' }[],
) {
  const counts = { accepted: 0, failed: 0, unconfirmed: 0 };
  for (const { status } of outcomes) counts[status] += 1;
  return counts;
}
