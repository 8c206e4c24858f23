import {
  byteLimitProblem,
  createCall,
  type ListReply,
  type PlanContext,
  type Problem,
  planBatch,
  type RegisteredUserFields,
  type UserProfile,
  type UsersPlan,
  type VendorCall,
} from '@polychat/core/adapter';
import { commands } from './commands.ts';
import { maxUserAvatarBytes, maxUserNameBytes, maxUsersPerCall } from './limits.ts';
import type { Settings } from './settings.ts';
import { userIdProblem } from './user-id.ts';
import { readUsersReply } from './users-reply.ts';
import { usersRequest } from './users-request.ts';
import { vendorName } from './vendor.ts';
import { userFieldsProblem } from './vendor-fields.ts';
import { visibleFields, type WireUserRegister } from './wire.ts';

/** Plans registrations as UserRegister calls. A user that exists already keeps its old name and avatar. */
export function planUsers(_context: PlanContext, settings: Settings): UsersPlan {
  return {
    problems: [],
    unsupported: [],
    warnings: [],
    maxItems: maxUsersPerCall,
    next: (pending) =>
      planBatch(pending.slice(0, maxUsersPerCall), {
        idOf: ({ userId }) => userId,
        problemOf: profileProblem,
        callFor: (users) => usersCall(usersRequest(users), settings),
        // The reply lists failures only.
        unlistedMeans: 'accepted',
      }),
  };
}

/** One UserRegister call. */
export function usersCall(
  request: WireUserRegister,
  { limits, signer }: Settings,
): VendorCall<ListReply<RegisteredUserFields>> {
  return createCall({
    endpoint: commands.users,
    count: request.UserInfo.length,
    costs: [{ limit: limits.registrationCalls, units: 1 }],
    // Registering again does no harm: the vendor answers that the user exists.
    dedupWindowMs: Number.POSITIVE_INFINITY,
    request: () => request,
    visibleFields,
    signer,
    read: (reply, attempt) => readUsersReply(reply, attempt, request.UserInfo),
  });
}

function profileProblem({ userId, name, avatarUrl, vendor }: UserProfile): Problem | undefined {
  return (
    userIdProblem('userId', userId) ??
    byteLimitProblem('name', name, maxUserNameBytes) ??
    byteLimitProblem('avatarUrl', avatarUrl, maxUserAvatarBytes) ??
    userFieldsProblem((vendor as Readonly<Record<string, unknown>> | undefined)?.[vendorName])
  );
}
