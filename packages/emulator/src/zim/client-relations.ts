import type { ActOf } from '../client-act.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { User } from '../world/user.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';

/** Blocks and unblocks, makes friends and parts from them. No callback tells of it; here both can stand together. */
export function relate(
  app: ZimApp,
  user: User,
  { act, user: otherId }: ActOf<'block' | 'unblock' | 'befriend' | 'unfriend'>,
): void {
  const other = app.users.get(otherId);
  if (other === undefined) throw new Refusal(zimCodes.userNotRegistered, 'user does not exist');
  if (otherId === user.userId) throw new Refusal(zimCodes.blockingOneself, 'user is the same one');
  switch (act) {
    case 'block':
      if (user.blocked.has(otherId)) throw new Refusal(zimCodes.alreadyBlocked, 'user is blocked already');
      user.blocked.set(otherId, app.clock.now());
      break;
    case 'unblock':
      if (!user.blocked.delete(otherId)) throw new Refusal(zimCodes.notBlocked, 'user is not blocked');
      break;
    case 'befriend':
      user.friends.add(otherId);
      other.friends.add(user.userId);
      break;
    case 'unfriend':
      user.friends.delete(otherId);
      other.friends.delete(user.userId);
  }
  app.users.changed(user);
  app.users.changed(other);
}
