import assert from 'node:assert/strict';
import { ChatError, type DirectReceipt, type Problem, type UsersReceipt } from '@polychat/core';

/** A receipt, whether it was returned or came with an error because nobody was accepted. */
export interface Settled {
  readonly receipt: DirectReceipt | UsersReceipt;
  readonly error?: ChatError;
}

/** Waits for a send, and takes the receipt out of its error where there is one. Rejects where there is no receipt. */
export async function settled(sending: Promise<DirectReceipt | UsersReceipt>): Promise<Settled> {
  try {
    return { receipt: await sending };
  } catch (error) {
    if (!ChatError.is(error) || !error.receipt || !('accepted' in error.receipt)) throw error;
    return { receipt: error.receipt, error };
  }
}

/** The error of something that must be refused. */
export async function refusal(sending: Promise<unknown>, what: string): Promise<ChatError> {
  const outcome: unknown = await sending.then(
    () => assert.fail(`${what} is not refused`),
    (error: unknown) => error,
  );
  assert.ok(ChatError.is(outcome), `${what} is refused with ${String(outcome)}, which is no ChatError`);
  return outcome;
}

export type Status = 'accepted' | 'failed' | 'unconfirmed';

/** In which list of the receipt a user stands, with the problem. Fails where it is not exactly one. */
export function statusOf(
  { receipt }: Settled,
  userId: string,
): { readonly status: Status; readonly problem?: Problem } {
  const found = (['accepted', 'failed', 'unconfirmed'] as const).flatMap((status) =>
    receipt[status]
      .filter((entry) => entry.userId === userId)
      .map((entry) => ('problem' in entry ? { status, problem: entry.problem as Problem } : { status })),
  );
  const [only] = found;
  assert.ok(
    only && found.length === 1,
    `${JSON.stringify(userId)} stands in ${found.length} places of the receipt`,
  );
  return only;
}
