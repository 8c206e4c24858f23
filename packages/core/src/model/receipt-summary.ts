import type { NotRecalledMessage, RecallReceipt } from './change.ts';
import type {
  BroadcastNotTaken,
  BroadcastReceipt,
  DirectReceipt,
  NotAccepted,
  UsersReceipt,
} from './outcome.ts';
import type { Problem } from './problem.ts';
import { shortId } from './short-id.ts';
import type { Warning } from './warning.ts';

/** One recipient who was not accepted, as an example of many; of a broadcast, one chat. */
export interface OutcomeSample {
  /** At most 64 characters of it: an id that was refused may be of any length. Absent for a broadcast and a recall. */
  readonly userId?: string;
  readonly via: string;
  readonly problem: Problem;
}

/** A receipt as logs show it: how many there are of each, and the first few. It stays small, however long the lists are. */
export interface ReceiptSummary {
  /** How many were accepted; for a broadcast, how many vendors took it. */
  readonly accepted: number;
  readonly failed: number;
  readonly unconfirmed: number;
  readonly warnings: number;
  /** The first three. */
  readonly firstFailed: readonly OutcomeSample[];
  readonly firstUnconfirmed: readonly OutcomeSample[];
  readonly firstWarnings: readonly Warning[];
}

/** How many of each list are shown. */
const shown = 3;

/** Counts a receipt and takes the first few of each list. */
export function summarizeReceipt(
  receipt: DirectReceipt | UsersReceipt | BroadcastReceipt | RecallReceipt,
): ReceiptSummary {
  const { failed = [], unconfirmed = [] } = receipt;
  return {
    accepted: ('results' in receipt ? receipt.results : receipt.accepted).length,
    failed: failed.length,
    unconfirmed: unconfirmed.length,
    warnings: receipt.warnings.length,
    firstFailed: sampleOf(failed),
    firstUnconfirmed: sampleOf(unconfirmed),
    firstWarnings: receipt.warnings.slice(0, shown),
  };
}

function sampleOf(
  outcomes: readonly (NotAccepted | BroadcastNotTaken | NotRecalledMessage)[],
): OutcomeSample[] {
  return outcomes
    .slice(0, shown)
    .map((outcome) =>
      'userId' in outcome ? { userId: shortId(outcome.userId), ...namedChat(outcome) } : namedChat(outcome),
    );
}

function namedChat({ via, problem }: BroadcastNotTaken): BroadcastNotTaken {
  return { via, problem };
}
