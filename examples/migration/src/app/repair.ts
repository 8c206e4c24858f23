import { ChatError, type DirectReceipt, type MessageWithoutRecipients } from '@polychat/core';
import type { MigrationChat, MissingCopies } from '@polychat/routing';

/** Why a copy may be missing that may go well the next time. */
const passing: readonly MissingCopies['reason'][] = [
  'rate_limited',
  'network',
  'vendor_unavailable',
  'queue_full',
];

/** A copy that was missing, and what became of it. */
export interface Repair {
  readonly missing: MissingCopies;
  readonly accepted: readonly string[];
}

/**
 * Writes the copies that are certainly missing and may go well now. A block, a refused content and an id that does not
 * fit stay as they are. A copy that is `unconfirmed` may be there: written again, the message could show twice. The
 * migration keeps no messages, so `messageOf` looks them up in the product's database.
 */
export async function repairCopies(
  chat: MigrationChat,
  messageOf: (missing: MissingCopies) => MessageWithoutRecipients,
): Promise<readonly Repair[]> {
  const repairs: Repair[] = [];
  for await (const missing of chat.takeMissing()) {
    if (missing.status === 'unconfirmed' || !passing.includes(missing.reason)) continue;
    const receipt = await chat.writeMissing(messageOf(missing), missing).catch(receiptOf);
    repairs.push({ missing, accepted: receipt.accepted.map(({ userId }) => userId) });
  }
  return repairs;
}

/** A send that nobody got throws, and the error has the whole receipt. */
export function receiptOf(error: unknown): DirectReceipt {
  const receipt = ChatError.is(error) ? error.receipt : undefined;
  if (!receipt || !('accepted' in receipt)) throw error;
  return receipt as DirectReceipt;
}
