import {
  byteLimitProblem,
  type CallResult,
  createCall,
  createProblem,
  type HttpReply,
  type Problem,
  planBatch,
  type UserProfile,
  type UsersPlan,
  type VendorCall,
} from '@polychat/core/adapter';
import { type Command, commands } from './commands.ts';
import { unclearReply } from './errors.ts';
import { maxImportedAccounts, maxProfileBytes } from './limits.ts';
import { parseWholeReply, resultOf } from './reply.ts';
import type { Settings } from './settings.ts';
import { userIdProblem } from './user-id.ts';
import { vendorName } from './vendor.ts';
import { type AccountRequest, failedAccountSchema, importReplySchema } from './wire.ts';

/**
 * Plans the import of users: `account_import` for one, `multiaccount_import` for up to 100. Importing a user again
 * is a success. The import of many updates name and avatar then; of the import of one this is not documented. [?]
 */
export function planUsers(settings: Settings): UsersPlan {
  return {
    maxItems: maxImportedAccounts,
    warnings: [],
    next: (pending) =>
      planBatch(pending.slice(0, maxImportedAccounts), {
        userIdOf: ({ userId }) => userId,
        problemOf: profileProblem,
        callFor: (users) => importCall(users, settings),
      }),
  };
}

function importCall(
  users: readonly [UserProfile, ...UserProfile[]],
  { limits, signer }: Settings,
): VendorCall {
  const isSingle = users.length === 1;
  const command = isSingle ? commands.importAccount : commands.importAccounts;
  return createCall({
    endpoint: command,
    recipients: users.map(({ userId }) => userId),
    costs: [{ limit: isSingle ? limits.importCalls : limits.importBatchCalls, units: 1 }],
    // Importing a user twice does no harm.
    dedupWindowMs: Number.POSITIVE_INFINITY,
    // The reply names those who failed, or nobody.
    unlistedMeans: 'accepted',
    request: () => (isSingle ? accountOf(users[0]) : { AccountList: users.map(accountOf) }),
    signer,
    read: (reply) => readImportReply(reply, command),
  });
}

function accountOf({ userId, name, avatarUrl }: UserProfile): AccountRequest {
  return {
    UserID: userId,
    ...(name === undefined ? {} : { Nick: name }),
    ...(avatarUrl === undefined ? {} : { FaceUrl: avatarUrl }),
  };
}

/** Reads a reply of either import. A failure of some looks like success and gives no code. */
export function readImportReply(reply: HttpReply, command: Command): CallResult {
  const verdict = parseWholeReply(reply, importReplySchema, command);
  if (verdict.kind !== 'done') return resultOf(verdict);
  const list = verdict.data.FailAccounts ?? [];
  const entries: readonly unknown[] | undefined = Array.isArray(list) ? list : undefined;
  const problem = refusalOf(command);
  const failed = (entries ?? []).flatMap((entry) => {
    const result = failedAccountSchema.safeParse(entry);
    return result.success ? [{ userId: result.data, problem }] : [];
  });
  if (failed.length === entries?.length) return { accepted: [], failed };
  // An entry that cannot be read may be anybody's.
  return { problem: unclearReply(command, 'FailAccounts that cannot be read'), accepted: [], failed };
}

function refusalOf(command: Command): Problem {
  return createProblem({
    code: 'vendor_error',
    effect: 'rejected',
    retryable: false,
    message: `Tencent IM refused a user of ${command} and gave no reason`,
    vendor: { name: vendorName },
  });
}

function profileProblem({ userId, name, avatarUrl }: UserProfile): Problem | undefined {
  return (
    userIdProblem('userId', userId) ??
    byteLimitProblem('name', name, maxProfileBytes) ??
    byteLimitProblem('avatarUrl', avatarUrl, maxProfileBytes)
  );
}
