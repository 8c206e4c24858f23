import { ChatError } from '../model/chat-error.ts';
import type {
  Accepted,
  BroadcastReceipt,
  DirectReceipt,
  NotAccepted,
  RecipientOutcome,
  UsersReceipt,
} from '../model/outcome.ts';
import type { Problem } from '../model/problem.ts';

/** All outcomes of a send. Added one by one: a batch may hold more of them than one call takes arguments. */
export async function collectOutcomes(
  batches: AsyncIterable<readonly RecipientOutcome[]>,
): Promise<readonly RecipientOutcome[]> {
  const outcomes: RecipientOutcome[] = [];
  for await (const batch of batches) {
    for (const outcome of batch) outcomes.push(outcome);
  }
  return outcomes;
}

/** Sorts outcomes into the three lists, each in the order of the input. */
export function receiptOf(outcomes: readonly RecipientOutcome[]) {
  const accepted: Accepted[] = [];
  const failed: NotAccepted[] = [];
  const unconfirmed: NotAccepted[] = [];
  for (const outcome of outcomes.toSorted((a, b) => a.index - b.index)) {
    if (outcome.status === 'accepted') {
      const { index: _index, status: _status, ...entry } = outcome;
      accepted.push(entry);
    } else {
      const { index: _index, status, ...entry } = outcome;
      (status === 'failed' ? failed : unconfirmed).push(entry);
    }
  }
  return { accepted, failed, unconfirmed };
}

/** A receipt in which nobody was accepted is thrown: as the first unconfirmed problem, else the first failed one. */
export function receiptOrThrow<Receipt extends DirectReceipt | UsersReceipt>(
  receipt: Receipt,
  signal: AbortSignal | undefined,
): Receipt {
  const first = receipt.unconfirmed[0] ?? receipt.failed[0];
  if (receipt.accepted.length > 0 || !first) return receipt;
  throw failedSend(first.problem, receipt, signal);
}

/** The error of a send that reached nobody. Where the caller cancelled it, its cause is the caller's reason. */
export function failedSend(
  problem: Problem,
  receipt: DirectReceipt | UsersReceipt | BroadcastReceipt,
  signal: AbortSignal | undefined,
): ChatError {
  const isCallers = problem.code === 'aborted' && signal?.aborted === true;
  return new ChatError(problem, isCallers ? { receipt, cause: signal.reason } : { receipt });
}
