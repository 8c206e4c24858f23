import {
  type CallReading,
  createProblem,
  type HttpReply,
  invalidField,
  type Problem,
  type UserProfile,
  type UsersPlan,
  utf8Length,
  type VendorCall,
} from '@polychat/core/adapter';
import { createCall } from './call.ts';
import { type Command, commands, vendorName } from './commands.ts';
import { unclearReply } from './errors.ts';
import { maxImportedAccounts, maxProfileBytes } from './limits.ts';
import type { Settings } from './settings.ts';
import { userIdProblem } from './user-id.ts';
import { judge, readingOfProblem } from './verdict.ts';
import { type AccountRequest, failedAccountSchema, importReplySchema } from './wire.ts';

/**
 * Plans the import of users: `account_import` for one, `multiaccount_import` for up to 100. Importing a user again
 * is a success. The import of many updates name and avatar then; of the import of one this is not documented. [?]
 */
export function planUsers(settings: Settings): UsersPlan {
  return {
    maxItems: maxImportedAccounts,
    warnings: [],
    next(pending) {
      const slice = pending.slice(0, maxImportedAccounts);
      const good: UserProfile[] = [];
      const refused = slice.flatMap((user) => {
        const problem = profileProblem(user);
        if (!problem) good.push(user);
        return problem ? [{ userId: user.userId, problem }] : [];
      });
      return {
        taken: slice.length,
        refused,
        ...(good.length > 0 ? { call: importCall(good, settings) } : {}),
      };
    },
  };
}

function importCall(users: readonly UserProfile[], { limits, signer }: Settings): VendorCall {
  const [first] = users;
  const isSingle = first !== undefined && users.length === 1;
  const command = isSingle ? commands.importAccount : commands.importAccounts;
  return createCall(
    {
      command,
      recipients: users.map(({ userId }) => userId),
      costs: [{ limit: isSingle ? limits.importCalls : limits.importBatchCalls, units: 1 }],
      // Importing a user twice does no harm.
      dedupWindowMs: Number.POSITIVE_INFINITY,
      request: () => (isSingle ? accountOf(first) : { AccountList: users.map(accountOf) }),
      read: (reply) => readImportReply(reply, command),
    },
    signer,
  );
}

function accountOf({ userId, name, avatarUrl }: UserProfile): AccountRequest {
  return {
    UserID: userId,
    ...(name === undefined ? {} : { Nick: name }),
    ...(avatarUrl === undefined ? {} : { FaceUrl: avatarUrl }),
  };
}

/** Reads a reply of either import. A failure of some looks like success and gives no code. */
export function readImportReply(reply: HttpReply, command: Command): CallReading {
  const verdict = judge(reply, importReplySchema, command);
  if (verdict.kind !== 'done') {
    return readingOfProblem(verdict.problem, verdict.kind === 'refused' && verdict.signatureRefused);
  }
  if (verdict.isPartial) {
    // An import knows no such status: what it means for whom is anybody's guess.
    return readingOfProblem(unclearReply(command, 'SomeError'));
  }
  const list = verdict.data.FailAccounts ?? [];
  if (!Array.isArray(list))
    return readingOfProblem(unclearReply(command, 'FailAccounts that cannot be read'));
  const names = list.flatMap((entry) => {
    const result = failedAccountSchema.safeParse(entry);
    return result.success ? [result.data] : [];
  });
  const problem = createProblem({
    code: 'vendor_error',
    outcome: 'rejected',
    retryable: false,
    message: `Tencent IM refused a user of ${command} and gave no reason`,
    vendor: { name: vendorName },
  });
  const failed = names.map((userId) => ({ userId, problem }));
  return names.length === list.length
    ? { accepted: [], failed }
    : { problem: unclearReply(command, 'FailAccounts that cannot be read'), accepted: [], failed };
}

function profileProblem({ userId, name, avatarUrl }: UserProfile): Problem | undefined {
  return (
    userIdProblem('userId', userId) ?? valueProblem('name', name) ?? valueProblem('avatarUrl', avatarUrl)
  );
}

function valueProblem(field: string, value: string | undefined): Problem | undefined {
  const bytes = value === undefined ? 0 : utf8Length(value);
  if (bytes <= maxProfileBytes) return undefined;
  return invalidField(field, `must be at most ${maxProfileBytes} bytes long`, {
    max: maxProfileBytes,
    unit: 'bytes',
    actual: bytes,
  });
}
