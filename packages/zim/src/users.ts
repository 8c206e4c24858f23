import {
  byteLimitProblem,
  type CallResult,
  createCall,
  type PlanWarning,
  type Problem,
  planBatch,
  type UserProfile,
  type UsersPlan,
  type VendorCall,
} from '@polychat/core/adapter';
import { commands } from './commands.ts';
import { userExistsCode } from './error-codes.ts';
import { isSignatureRefusal, problemOfCall, problemsOfRecipients } from './errors.ts';
import { maxUserAvatarBytes, maxUserNameBytes, maxUsersPerCall } from './limits.ts';
import { readerOf, type ZimReply } from './reply.ts';
import type { Settings } from './settings.ts';
import { userIdProblem } from './user-id.ts';
import type { WireUserRegister } from './wire.ts';

/** Plans registrations as UserRegister calls. A user that exists already keeps its old name and avatar. */
export function planUsers(settings: Settings): UsersPlan {
  return {
    warnings: [],
    maxItems: maxUsersPerCall,
    next: (pending) =>
      planBatch(pending.slice(0, maxUsersPerCall), {
        userIdOf: ({ userId }) => userId,
        problemOf: profileProblem,
        callFor: (users) => registrationCall(users, settings),
      }),
  };
}

function registrationCall(users: readonly UserProfile[], { limits, signer }: Settings): VendorCall {
  return createCall({
    endpoint: commands.registerUsers,
    recipients: users.map(({ userId }) => userId),
    costs: [{ limit: limits.registrationCalls, units: 1 }],
    // Registering again does no harm: the vendor answers that the user exists.
    dedupWindowMs: Number.POSITIVE_INFINITY,
    // The reply lists failures only.
    unlistedMeans: 'accepted',
    request: () => usersRequest(users),
    signer,
    read: readerOf((reply) => interpret(reply, users)),
  });
}

function profileProblem({ userId, name, avatarUrl }: UserProfile): Problem | undefined {
  return (
    userIdProblem('userId', userId) ??
    byteLimitProblem('name', name, maxUserNameBytes) ??
    byteLimitProblem('avatarUrl', avatarUrl, maxUserAvatarBytes)
  );
}

function usersRequest(users: readonly UserProfile[]): WireUserRegister {
  return {
    UserInfo: users.map(({ userId, name, avatarUrl }) => ({
      UserId: userId,
      UserName: name,
      UserAvatar: avatarUrl,
    })),
  };
}

/** A user that exists already is what was asked for, also when all do and the call as a whole is called a failure. */
function interpret(reply: ZimReply, users: readonly UserProfile[]): CallResult {
  const { code, failed } = reply;
  const existing = failed.filter(({ subCode }) => subCode === userExistsCode);
  const others = failed.filter(({ subCode }) => subCode !== userExistsCode);
  const accepted = existing.map(({ userId }) => ({ userId }));
  const refused = problemsOfRecipients(others, commands.registerUsers, reply);
  const warnings = profileWarning(
    users,
    existing.map(({ userId }) => userId),
  );
  if (code === 0) return { accepted, failed: refused, warnings };
  // Without a list the code is about the whole call: clear for one user, not for several.
  const [only, ...more] = users;
  if (code === userExistsCode && only && more.length === 0 && failed.length === 0) {
    return {
      accepted: [{ userId: only.userId }],
      failed: [],
      warnings: profileWarning(users, [only.userId]),
    };
  }
  const named = new Set(failed.map(({ userId }) => userId));
  const isComplete = users.every(({ userId }) => named.has(userId));
  return {
    problem: isComplete ? undefined : problemOfCall(commands.registerUsers, reply),
    accepted,
    failed: refused,
    warnings,
    signatureRefused: isSignatureRefusal(code) && failed.length === 0,
  };
}

/** UserRegister leaves a user that exists as it is; a name or a picture that was given for one is not taken over. */
function profileWarning(users: readonly UserProfile[], existing: readonly string[]): readonly PlanWarning[] {
  const isKept = users.some(
    ({ userId, name, avatarUrl }) =>
      existing.includes(userId) && (name !== undefined || avatarUrl !== undefined),
  );
  const message = 'users that existed already keep the name and avatar that they have';
  return isKept ? [{ code: 'profile_not_updated', message }] : [];
}
