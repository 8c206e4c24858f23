import type { Problem, UserProfile } from '@polychat/core';
import { aborted, createProblem, rememberCause, safeCause } from '@polychat/core/combine';
import { type Answer, answerInTime } from '../answer-in-time.ts';
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
  const answer = await answerInTime(() => ask(profileOf, userIds), profileTimeoutMs, clock, signal);
  if (answer.status === 'answered') return answer.value;
  const problem = problemOf(answer, profileTimeoutMs);
  return userIds.map(() => ({ problem }));
}

async function ask(profileOf: ProfileOf, userIds: readonly string[]): Promise<readonly FoundProfile[]> {
  const answer: unknown = await profileOf(userIds);
  if (!Array.isArray(answer) || answer.length !== userIds.length) {
    return userIds.map(() => ({ problem: notAList }));
  }
  return userIds.map((userId, at) => read(userId, answer[at]));
}

/** Why there is no answer. */
function problemOf(
  answer: Exclude<Answer<never>, { readonly status: 'answered' }>,
  profileTimeoutMs: number,
): Problem {
  if (answer.status === 'aborted') return aborted('not_sent');
  if (answer.status === 'threw') {
    return rememberCause(profileProblem('network', 'failed'), safeCause(answer.error));
  }
  return profileProblem('timeout', `did not answer within ${profileTimeoutMs} ms`);
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

const notAList = profileProblem('misconfigured', 'must return a list with a profile for each');
const notAnObject = profileProblem(
  'misconfigured',
  'must return objects, or nothing for a user without a profile',
);
const ofAnother = profileProblem('misconfigured', 'must be that of the user', 'profileOf.userId');
