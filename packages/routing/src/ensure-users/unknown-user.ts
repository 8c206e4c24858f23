import type { Problem, RecipientOutcome } from '@polychat/core';

/** Whom the vendor does not know: the sender, the recipient, or one of them without saying which. */
export type UnknownUser = 'sender' | 'recipient' | 'either';

const kinds: Readonly<Record<string, UnknownUser>> = {
  sender_not_found: 'sender',
  recipient_not_found: 'recipient',
  not_found: 'either',
};

/** Whom the vendor says that it does not know, where it certainly refused a message for that. */
export function unknownUserIn(outcome: Pick<RecipientOutcome, 'status'> & { readonly problem?: Problem }) {
  if (outcome.status !== 'failed' || outcome.problem?.effect !== 'rejected') return undefined;
  return kinds[outcome.problem.code];
}
