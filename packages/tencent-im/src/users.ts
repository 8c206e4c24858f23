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
import { attemptTimeoutMs, maxImportedAccounts, maxProfileBytes } from './limits.ts';
import type { Settings } from './settings.ts';
import { userIdProblem } from './user-id.ts';
import { readUsersReply } from './users-reply.ts';
import { usersRequest } from './users-request.ts';
import { vendorName } from './vendor.ts';
import { userFieldsProblem } from './vendor-fields.ts';
import { visibleFields } from './wire.ts';

/**
 * Plans the import of users: `account_import` for one, `multiaccount_import` for up to 100. Importing a user again
 * is a success. The import of many updates name and avatar then; of the import of one this is not documented. [?]
 */
export function planUsers(_context: PlanContext, settings: Settings): UsersPlan {
  return {
    problems: [],
    unsupported: [],
    warnings: [],
    maxItems: maxImportedAccounts,
    next: (pending) =>
      planBatch(pending.slice(0, maxImportedAccounts), {
        idOf: ({ userId }) => userId,
        problemOf: profileProblem,
        callFor: (users) => usersCall(usersRequest(users), settings),
        // The reply names those who failed, or nobody.
        unlistedMeans: 'accepted',
      }),
  };
}

/** One call of `account_import` for an account, of `multiaccount_import` for a list of them. */
export function usersCall(
  request: { readonly UserID: string } | { readonly AccountList: readonly unknown[] },
  { limits, signer }: Settings,
): VendorCall<ListReply<RegisteredUserFields>> {
  const isSingle = 'UserID' in request;
  const endpoint = isSingle ? commands.importAccount : commands.importAccounts;
  return createCall({
    endpoint,
    count: isSingle ? 1 : request.AccountList.length,
    costs: [{ limit: isSingle ? limits.importCalls : limits.importBatchCalls, units: 1 }],
    // Importing a user twice does no harm.
    dedupWindowMs: Number.POSITIVE_INFINITY,
    timeoutMs: attemptTimeoutMs,
    request: () => request,
    visibleFields,
    signer,
    read: (reply, attempt) => readUsersReply(reply, attempt, endpoint),
  });
}

function profileProblem({ userId, name, avatarUrl, vendor }: UserProfile): Problem | undefined {
  return (
    userIdProblem('userId', userId) ??
    byteLimitProblem('name', name, maxProfileBytes) ??
    byteLimitProblem('avatarUrl', avatarUrl, maxProfileBytes) ??
    userFieldsProblem((vendor as Readonly<Record<string, unknown>> | undefined)?.[vendorName])
  );
}
