import type { ClientAct, ClientActResult } from '../client-act.ts';
import { type ClientActs, performClientAct } from '../dialect/client-acts.ts';
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

const acts: ClientActs<ZimApp> = {
  send: (app, { userId }, act) => clientSend(app, { from: userId, ...act }),
  read: (app, { userId }, act) => read(app, userId, act),
  recall: (app, { userId }, act) => recall(app, userId, act),
  edit: (app, { userId }, act) => edit(app, userId, act),
  online: (app, user, { platform }) => goOnline(app, user, platform),
  offline: (app, user, { reason }) => goOffline(app, user, reason),
  set_profile: (app, { userId }, { name, avatarUrl }) => void app.users.put({ userId, name, avatarUrl }),
  block: relate,
  unblock: relate,
  befriend: relate,
  unfriend: relate,
  change_group: (app, { userId }, act) => changeGroup(app, userId, act),
  change_member: (app, { userId }, act) => changeMember(app, userId, act),
  transfer: (app, { userId }, act) => transfer(app, userId, act),
  create: (app, { userId }, act) => create(app, userId, act),
  join: (app, { userId }, act) => join(app, userId, act),
  leave: (app, { userId }, act) => leave(app, userId, act),
  dissolve: (app, { userId }, act) => dissolve(app, userId, act),
  invite: (app, { userId }, act) => invite(app, userId, act),
  remove: (app, { userId }, act) => remove(app, userId, act),
};

/** Does what a user does on a device of their own. */
export function clientAct(app: ZimApp, userId: string, act: ClientAct): Promise<ClientActResult> {
  const devices = { vendor: 'zim', acts, userUnknown: zimCodes.userNotRegistered, fromDevice } as const;
  return performClientAct(devices, app, userId, act);
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
