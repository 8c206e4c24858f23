import type { UserProfile } from '@polychat/core/adapter';
import type { AccountListRequest, AccountRequest } from './wire.ts';

/** The request of `account_import` for one user, of `multiaccount_import` for more. */
export function usersRequest(
  users: readonly [UserProfile, ...UserProfile[]],
): AccountRequest | AccountListRequest {
  return users.length === 1 ? accountOf(users[0]) : { AccountList: users.map(accountOf) };
}

function accountOf({ userId, name, avatarUrl }: UserProfile): AccountRequest {
  return { UserID: userId, Nick: name, FaceUrl: avatarUrl };
}
