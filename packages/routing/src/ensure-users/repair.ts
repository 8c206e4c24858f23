import type { NotAcceptedOutcome, Problem, RecipientOutcome } from '@polychat/core';
import { createProblem, withCauseOf } from '@polychat/core/combine';
import type { KnownUsers } from './known-users.ts';
import type { Registrar, Registration } from './registrar.ts';
import { type UnknownUser, unknownUserIn } from './unknown-user.ts';

/** Somebody whose message the vendor refused, since it does not know them or the sender. */
export interface Refused {
  readonly outcome: NotAcceptedOutcome;
  readonly kind: UnknownUser;
}

/** Which refusals a recipient's message was repeated for already. */
export type Repeats = Set<'sender' | 'recipient'>;

/** What the vendor refused for a user whom it does not know, where that was not repeated yet; notes that it is now. */
export function refusalOf(outcome: RecipientOutcome, repeats: Repeats, from: unknown): Refused | undefined {
  if (outcome.status === 'accepted') return undefined;
  const kind = unknownUserIn(outcome);
  if (!kind) return undefined;
  // Without a sender of its own the message goes out as somebody of whom nothing is known here.
  if (kind === 'sender' && typeof from !== 'string') return undefined;
  const causes = kind === 'either' ? (['sender', 'recipient'] as const) : [kind];
  if (causes.some((cause) => repeats.has(cause))) return undefined;
  for (const cause of causes) repeats.add(cause);
  return { outcome, kind };
}

/** What a repair of some refusals came to. */
export interface Repaired {
  /** Whose message can be repeated. */
  readonly again: readonly NotAcceptedOutcome[];
  /** Those who stay as they are. */
  readonly given: readonly NotAcceptedOutcome[];
}

/**
 * Registers whom the vendor does not know. Where it does not say which of two it is, both are registered by their ids
 * alone: one of them exists, and keeps the profile.
 */
export async function repair(
  refused: readonly Refused[],
  from: unknown,
  since: number,
  known: KnownUsers,
  registrar: Registrar,
  registration: Omit<Registration, 'reason' | 'byIdAlone'>,
): Promise<Repaired> {
  const needed = new Set<string>();
  const byIdAlone = new Set<string>();
  for (const { outcome, kind } of refused) {
    const ids = usersOf(outcome, kind, from);
    for (const userId of ids) needed.add(userId);
    if (kind === 'either') for (const userId of ids) byIdAlone.add(userId);
  }
  // Another send has done it since.
  const unknown = [...needed].filter((userId) => !known.wasRegisteredSince(userId, since));
  const failures = await registrar.register(unknown, { ...registration, reason: 'not_found', byIdAlone });
  const again: NotAcceptedOutcome[] = [];
  const given: NotAcceptedOutcome[] = [];
  for (const { outcome, kind } of refused) {
    const failure = usersOf(outcome, kind, from)
      .map((userId) => failures.get(userId))
      .find((one) => one !== undefined);
    if (failure) given.push({ ...outcome, problem: withReason(outcome.problem, failure.problem) });
    else again.push(outcome);
  }
  return { again, given };
}

function usersOf({ userId }: NotAcceptedOutcome, kind: UnknownUser, from: unknown): readonly string[] {
  const sender = typeof from === 'string' && kind !== 'recipient' ? [from] : [];
  return kind === 'sender' ? sender : [...sender, userId];
}

/** The vendor's refusal stays what it is; it may be worth while to try again where the registration is. */
function withReason(refusal: Problem, { message, field, transient }: Problem): Problem {
  return withCauseOf(
    refusal,
    createProblem({
      ...refusal,
      message: `${refusal.message}; registering failed: ${message}`,
      transient,
      ...(field?.startsWith('profileOf') && { field }),
    }),
  );
}
