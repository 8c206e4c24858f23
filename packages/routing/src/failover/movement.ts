import type { Problem, ProblemCode } from '@polychat/core';
import { joinStates } from '@polychat/core/combine';

/** What may move on beyond what always does. */
export interface MovementRules {
  /** Also what our own pacer held back. */
  readonly overflow: boolean;
  /** Also those of whom nobody knows whether they have the message. */
  readonly failoverUnknown: boolean;
}

/** What became of somebody so far. */
type State =
  | { readonly status: 'accepted' }
  | { readonly status: 'failed' | 'unconfirmed'; readonly problem: Problem };

/**
 * Codes that speak of the message, the account or the recipient: the next vendor is not asked about them, whatever an
 * adapter says of their passing.
 */
const neverMoves: ReadonlySet<ProblemCode> = new Set([
  'invalid_message',
  'unsupported',
  'misconfigured',
  'unauthenticated',
  'permission_denied',
  'sender_not_found',
  'recipient_not_found',
  'not_found',
  'recipient_blocked',
  'content_rejected',
  'message_too_large',
  'too_many_recipients',
  'conflict',
  'aborted',
]);

/** Whether it was our own pacer that held the message back, and not the vendor that refused it. */
export function isHeldBack({ code, effect, field }: Problem): boolean {
  return (
    effect === 'not_sent' && (code === 'rate_limited' || code === 'quota_exhausted' || field === 'pacer')
  );
}

/** Whether the caller's journal failed, which all chats share: nothing can be sent until it is back. */
export function isJournalFault({ effect, field }: Problem): boolean {
  return effect === 'not_sent' && field === 'journal';
}

function moves(state: State, rules: MovementRules): boolean {
  if (state.status === 'accepted' || neverMoves.has(state.problem.code)) return false;
  const { effect, transient } = state.problem;
  // The list somebody stands in counts as much as the effect: each alone may say that nobody knows.
  if (state.status === 'unconfirmed' || effect === 'unknown') return rules.failoverUnknown;
  if (isJournalFault(state.problem)) return false;
  if (isHeldBack(state.problem)) return rules.overflow;
  return effect === 'not_sent' || transient;
}

/**
 * Whether the next chat may carry the message for somebody: decided on the joined state of all attempts at all chats.
 * What the last chat says can only forbid it.
 */
export function mayMove(joined: State, last: State, rules: MovementRules): boolean {
  return moves(joined, rules) && moves(last, rules);
}

/**
 * Joins what is known after another chat with what was known before. Of two certain failures that one stays which may
 * pass: that the second vendor has no such user does not make it useless to send again when the first is back.
 */
export function joinAttempts<Attempt extends State>(earlier: Attempt | undefined, later: Attempt): Attempt {
  if (earlier?.status === 'failed' && later.status === 'failed') {
    return earlier.problem.retryable && !later.problem.retryable ? earlier : later;
  }
  return joinStates(earlier, later);
}
