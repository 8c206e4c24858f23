import {
  byteLimitProblem,
  type CallReading,
  type PlanWarning,
  type Problem,
  type RefusedRecipient,
  type UserProfile,
  type UsersPlan,
} from '@polychat/core/adapter';
import { createCall } from './call.ts';
import { problemOfCall, problemsOfItems, signatureCodes, userExistsCode } from './errors.ts';
import { maxUserAvatarBytes, maxUserNameBytes, maxUsersPerCall, type ZimLimits } from './limits.ts';
import type { ZimSettings } from './options.ts';
import { userIdProblem } from './user-id.ts';
import type { WireUserRegister, ZimReply } from './wire.ts';

const endpoint = 'UserRegister';

/** Plans registrations as UserRegister calls. A user that exists already keeps its old name and avatar. */
export function planUsers(settings: ZimSettings, limits: ZimLimits): UsersPlan {
  return {
    warnings: [],
    maxItems: maxUsersPerCall,
    next(pending) {
      const taken = pending.slice(0, maxUsersPerCall);
      const refused: RefusedRecipient[] = [];
      const users = taken.filter((user) => {
        const problem = profileProblem(user);
        if (problem) refused.push({ userId: user.userId, problem });
        return !problem;
      });
      if (users.length === 0) return { taken: taken.length, refused };
      const call = createCall(
        {
          endpoint,
          recipients: users.map(({ userId }) => userId),
          costs: [{ limit: limits.registrationCalls, units: 1 }],
          // Registering again does no harm: the vendor answers that the user exists.
          dedupWindowMs: Number.POSITIVE_INFINITY,
          // The reply lists failures only.
          silenceMeans: 'accepted',
          wire: () => toWire(users),
          interpret: (reply) => interpret(reply, users),
        },
        settings,
      );
      return { taken: taken.length, refused, call };
    },
  };
}

function profileProblem({ userId, name, avatarUrl }: UserProfile): Problem | undefined {
  return (
    userIdProblem('userId', userId) ??
    byteLimitProblem('name', name, maxUserNameBytes) ??
    byteLimitProblem('avatarUrl', avatarUrl, maxUserAvatarBytes)
  );
}

function toWire(users: readonly UserProfile[]): WireUserRegister {
  return {
    UserInfo: users.map(({ userId, name, avatarUrl }) => ({
      UserId: userId,
      UserName: name,
      UserAvatar: avatarUrl,
    })),
  };
}

/** A user that exists already is what was asked for, also when all do and the call as a whole is called a failure. */
function interpret(reply: ZimReply, users: readonly UserProfile[]): CallReading {
  const { code, failed } = reply;
  const existing = failed.filter(({ subCode }) => subCode === userExistsCode);
  const others = failed.filter(({ subCode }) => subCode !== userExistsCode);
  const accepted = existing.map(({ userId }) => ({ userId }));
  const refused = problemsOfItems(others, endpoint, reply);
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
    problem: isComplete ? undefined : problemOfCall(endpoint, reply),
    accepted,
    failed: refused,
    warnings,
    signatureRefused: signatureCodes.includes(code) && failed.length === 0,
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
