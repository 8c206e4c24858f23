import type {
  AttemptInfo,
  CallResult,
  HttpReply,
  ListReply,
  PlanWarning,
  RegisteredUserFields,
} from '@polychat/core/adapter';
import { commands } from './commands.ts';
import { userExistsCode } from './error-codes.ts';
import { isSignatureRefusal, problemOfCall, problemsOfRecipients, tooFastOf } from './errors.ts';
import { type ParsedReply, parseReply } from './reply.ts';
import type { WireUserInfo } from './wire.ts';

type UsersResult = CallResult<ListReply<RegisteredUserFields>>;

/**
 * Reads a reply of UserRegister (as of 2026-08-21), which names failures only. A user that exists already is what was
 * asked for, also when all do and the call as a whole is called a failure.
 */
export function readUsersReply(
  reply: HttpReply,
  attempt: AttemptInfo,
  users: readonly WireUserInfo[],
): UsersResult {
  const parsed = parseReply(reply, attempt);
  return 'problem' in parsed ? parsed : resultOf(parsed, users);
}

function resultOf(reply: ParsedReply, users: readonly WireUserInfo[]): UsersResult {
  const { code } = reply;
  const existing = existingUsers(reply, users);
  const others = reply.failed.filter(({ subCode }) => subCode !== userExistsCode);
  const failed = problemsOfRecipients(commands.users, others, reply);
  const named = new Set([...existing, ...others.map(({ userId }) => userId)]);
  const speaksForAll = users.every(({ UserId }) => named.has(UserId));
  const problem = code === 0 || speaksForAll ? undefined : problemOfCall(commands.users, reply);
  const problems = failed.map((each) => each.problem);
  return {
    value: { accepted: existing.map((id) => ({ id })), failed },
    problem,
    refused: isSignatureRefusal(code) && reply.failed.length === 0 ? 'signature' : undefined,
    tooFast: tooFastOf(commands.users, problem ? [problem, ...problems] : problems),
    warnings: profileWarnings(users, existing),
  };
}

function existingUsers({ code, failed }: ParsedReply, users: readonly WireUserInfo[]): readonly string[] {
  // Without a list the code is about the whole call: clear for one user, not for several.
  if (code === userExistsCode && failed.length === 0 && users.length === 1) {
    return users.map(({ UserId }) => UserId);
  }
  return failed.filter(({ subCode }) => subCode === userExistsCode).map(({ userId }) => userId);
}

/** UserRegister leaves a user that exists as it is; a name or a picture that was given for one is not taken over. */
function profileWarnings(
  users: readonly WireUserInfo[],
  existing: readonly string[],
): readonly PlanWarning[] {
  const isKept = users.some(
    ({ UserId, UserName, UserAvatar }) =>
      existing.includes(UserId) && (UserName !== undefined || UserAvatar !== undefined),
  );
  const message = 'users that existed already keep the name and avatar that they have';
  return isKept ? [{ code: 'profile_not_updated', message }] : [];
}
