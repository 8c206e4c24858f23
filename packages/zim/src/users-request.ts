import type { UserProfile } from '@polychat/core/adapter';
import type { WireUserRegister } from './wire.ts';

/** What UserRegister is told of users that keep its rules. */
export function usersRequest(users: readonly UserProfile[]): WireUserRegister {
  return {
    UserInfo: users.map(({ userId, name, avatarUrl }) => ({
      UserId: userId,
      UserName: name,
      UserAvatar: avatarUrl,
    })),
  };
}
