import type { Problem, UserProfile } from '@polychat/core';
import { aborted, createProblem, rememberCause, safeCause } from '@polychat/core/combine';
import type { CompleteEnsureUsersOptions, ProfileOf } from './ensure-users-options.ts';

/** A user to register, or why there is no profile for them. */
export type FoundProfile =
  | { readonly user: UserProfile; readonly problem?: undefined }
  | { readonly user?: undefined; readonly problem: Problem };

/** Asks `profileOf`, whatever it does: throw, hang or answer nonsense. Never rejects. */
export async function findProfiles(
  userIds: readonly string[],
  { profileOf, profileTimeoutMs, clock }: CompleteEnsureUsersOptions,
  signal: AbortSignal | undefined,
): Promise<readonly FoundProfile[]> {
  if (!profileOf) return userIds.map((userId) => ({ user: { userId } }));
  const { promise: isOver, resolve: giveUp } = Promise.withResolvers<NoAnswer>();
  const cancel = clock.schedule(() => giveUp(new NoAnswer(tooLate(profileTimeoutMs))), profileTimeoutMs);
  const abort = () => giveUp(new NoAnswer(aborted('not_sent')));
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const answer: unknown = await Promise.race([ask(profileOf, userIds), isOver]);
    if (answer instanceof NoAnswer) return userIds.map(() => answer);
    if (!Array.isArray(answer) || answer.length !== userIds.length) {
      return userIds.map(() => ({ problem: notAList }));
    }
    return userIds.map((userId, at) => read(userId, answer[at]));
  } catch (error) {
    const problem = rememberCause(profileProblem('network', 'failed'), safeCause(error));
    return userIds.map(() => ({ problem }));
  } finally {
    cancel();
    signal?.removeEventListener('abort', abort);
  }
}

/** What it throws at once is its rejection, too. */
async function ask(profileOf: ProfileOf, userIds: readonly string[]): Promise<unknown> {
  return profileOf(userIds);
}

/** Why nobody waits for the answer any more. */
class NoAnswer {
  readonly problem: Problem;

  constructor(problem: Problem) {
    this.problem = problem;
  }
}

function read(userId: string, profile: unknown): FoundProfile {
  if (profile === undefined || profile === null) return { user: { userId } };
  if (typeof profile !== 'object' || Array.isArray(profile)) return { problem: notAnObject };
  const { userId: own = userId, ...fields } = profile as Partial<UserProfile>;
  return own === userId ? { user: { ...fields, userId } } : { problem: ofAnother };
}

function profileProblem(code: 'misconfigured' | 'timeout' | 'network', words: string, field = 'profileOf') {
  const transient = code === 'timeout' || code === 'network';
  return createProblem({ code, effect: 'not_sent', transient, message: `${field}: ${words}`, field });
}

function tooLate(profileTimeoutMs: number): Problem {
  return profileProblem('timeout', `did not answer within ${profileTimeoutMs} ms`);
}

const notAList = profileProblem('misconfigured', 'must return a list with a profile for each');
const notAnObject = profileProblem(
  'misconfigured',
  'must return objects, or nothing for a user without a profile',
);
const ofAnother = profileProblem('misconfigured', 'must be that of the user', 'profileOf.userId');
