import type { ClientAct, ClientActResult } from '../client-act.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { Presence, User } from '../world/user.ts';
import type { ZimApp } from './app.ts';
import { changeGroup, changeMember, transfer } from './client-group-changes.ts';
import { create, dissolve, invite, join, leave, remove } from './client-groups.ts';
import { edit, read, recall } from './client-messages.ts';
import { goOffline, goOnline, loseHeartbeat } from './client-presence.ts';
import { relate } from './client-relations.ts';
import { clientSend } from './client-send.ts';
import { zimCodes } from './codes.ts';
import { fromDevice } from './device.ts';

/** Does what a user does on a device of their own. */
export async function clientAct(server: ZimApp, userId: string, act: ClientAct): Promise<ClientActResult> {
  const user = server.users.get(userId);
  if (user === undefined) return { code: zimCodes.userNotRegistered };
  try {
    return (await perform(fromDevice(server, userId), user, act)) ?? { code: 0 };
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code };
    throw error;
  }
}

async function perform(app: ZimApp, user: User, act: ClientAct): Promise<ClientActResult | undefined> {
  const { userId } = user;
  switch (act.act) {
    case 'send':
      return clientSend(app, { from: userId, ...act });
    case 'read':
      read(app, userId, act);
      return;
    case 'recall':
      recall(app, userId, act);
      return;
    case 'edit':
      edit(app, userId, act);
      return;
    case 'online':
      goOnline(app, user, act.platform);
      return;
    case 'offline':
      goOffline(app, user, act.reason);
      return;
    case 'set_profile':
      app.users.put({ userId, name: act.name, avatarUrl: act.avatarUrl });
      return;
    case 'block':
    case 'unblock':
    case 'befriend':
    case 'unfriend':
      relate(app, user, act);
      return;
    case 'change_group':
      changeGroup(app, userId, act);
      return;
    case 'change_member':
      changeMember(app, userId, act);
      return;
    case 'transfer':
      transfer(app, userId, act);
      return;
    case 'create':
      return create(app, userId, act);
    case 'join':
      join(app, userId, act);
      return;
    case 'leave':
      leave(app, userId, act);
      return;
    case 'dissolve':
      dissolve(app, userId, act);
      return;
    case 'invite':
      invite(app, userId, act);
      return;
    case 'remove':
      remove(app, userId, act);
      return;
    default:
      throw new RangeError(`clientAct: zim has no act ${act.act}`);
  }
}

/** What a test or the control API says of a user's device; the callbacks tell it as if the device had done it. */
export function setPresence(server: ZimApp, user: User, presence: Presence): void {
  if (presence === user.presence) return;
  if (presence === 'online') {
    goOnline(server, user);
  } else if (presence === 'offline' && user.presence === 'online') {
    loseHeartbeat(server, user);
  } else {
    user.presence = presence;
    user.device = undefined;
    server.users.changed(user);
  }
}
