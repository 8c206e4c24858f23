import {
  type AttemptInfo,
  asName,
  type CallResult,
  createProblem,
  type HttpReply,
  type ListReply,
  type Problem,
  type RegisteredUserFields,
} from '@polychat/core/adapter';
import type { UsersCommand } from './commands.ts';
import { tooFastOf, unclearReply } from './errors.ts';
import { parseReply } from './reply.ts';
import { vendorName, vendorTitle } from './vendor.ts';

/** Reads a reply of either import. A failure of some looks like success and gives no code (34954 = 269/4919). */
export function readUsersReply(
  reply: HttpReply,
  attempt: AttemptInfo,
  endpoint: UsersCommand,
): CallResult<ListReply<RegisteredUserFields>> {
  const parsed = parseReply(reply, attempt, endpoint);
  if (parsed.problem) {
    const { problem, refused } = parsed;
    return { problem, refused, tooFast: tooFastOf(endpoint, [problem]) };
  }
  const list = parsed.data.FailAccounts ?? [];
  const entries: readonly unknown[] | undefined = Array.isArray(list) ? list : undefined;
  const refusal = refusalOf(endpoint);
  const failed = (entries ?? []).flatMap((entry) => {
    const id = asName(entry);
    return id === undefined ? [] : [{ id, problem: refusal }];
  });
  if (failed.length === entries?.length) return { value: { accepted: [], failed } };
  return {
    value: failed.length > 0 ? { accepted: [], failed } : undefined,
    // An entry that cannot be read may be anybody's.
    problem: unclearReply(endpoint, 'FailAccounts that cannot be read'),
  };
}

function refusalOf(endpoint: UsersCommand): Problem {
  return createProblem({
    code: 'vendor_error',
    effect: 'rejected',
    transient: false,
    message: `${vendorTitle} refused a user of ${endpoint} and gave no reason`,
    vendor: { name: vendorName },
  });
}
