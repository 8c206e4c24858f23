import type { ClientAct, ClientActResult } from '../client-act.ts';
import { type ClientActs, performClientAct } from '../dialect/client-acts.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { Presence, User } from '../world/user.ts';
import type { App } from './app.ts';
import { changeGroup, changeMember, transfer } from './client-group-changes.ts';
import { create, dissolve, invite, join, leave, remove } from './client-groups.ts';
import { edit, read, recall } from './client-messages.ts';
import { goOffline, goOnline, setStatus } from './client-presence.ts';
import { relate } from './client-relations.ts';
import { clientSend } from './client-send.ts';
import { tencentImCodes } from './codes.ts';
import { fromDevice } from './device.ts';
import { extend } from './extensions.ts';
import { tellPushOpened } from './push-webhooks.ts';
import { tell } from './webhook-events.ts';

const acts: ClientActs<App> = {
  send: (app, { userId }, act) => clientSend(app, { from: userId, ...act }),
  read: (app, { userId }, act) => read(app, userId, act),
  recall: (app, { userId }, act) => recall(app, userId, act),
  edit: (app, { userId }, act) => edit(app, userId, act),
  extend: (app, { userId }, act) => extend(app, userId, act),
  open_push: (app, { userId }, { message }) => openPush(app, userId, message),
  online: (app, user, { platform }) => goOnline(app, user, platform),
  offline: (app, user, { reason }) => goOffline(app, user, reason),
  set_status: (app, user, { status }) => setStatus(app, user, status),
  set_profile: setProfile,
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
export function clientAct(app: App, userId: string, act: ClientAct): Promise<ClientActResult> {
  const devices = {
    vendor: 'tencentIm',
    acts,
    userUnknown: tencentImCodes.accountUnknown,
    fromDevice,
  } as const;
  return performClientAct(devices, app, userId, act);
}

/** @throws Refusal for a message of which the user's phone shows no push */
function openPush(app: App, userId: string, id: number): void {
  const held = app.messages.find(id);
  const isShown = held?.copies.some((copy) => copy.userId === userId && copy.pushShown) ?? false;
  if (held?.message.vendor !== 'tencentIm' || !isShown) throw new Refusal(tencentImCodes.messageNotFound);
  tellPushOpened(app, held.message, userId);
}

/** What a test or the control API says of a user's device; the webhooks tell it as if the device had done it. */
export function setPresence(server: App, user: User, presence: Presence): void {
  if (presence === user.presence) return;
  if (presence === 'online') {
    goOnline(server, user);
  } else if (presence === 'offline' && user.presence === 'online') {
    goOffline(server, user, 'disconnected');
  } else {
    user.presence = presence;
    user.device = undefined;
    server.users.changed(user);
  }
}

/** 48733. */
function setProfile(app: App, user: User, { name, avatarUrl }: { name?: string; avatarUrl?: string }): void {
  app.users.put({ userId: user.userId, name, avatarUrl });
  const ProfileItem = [
    ...(name === undefined ? [] : [{ Tag: 'Tag_Profile_IM_Nick', Value: name }]),
    ...(avatarUrl === undefined ? [] : [{ Tag: 'Tag_Profile_IM_Image', Value: avatarUrl }]),
  ];
  if (ProfileItem.length === 0) return;
  tell(app, 'Profile.CallbackPortraitSet', () => ({
    Operator_Account: user.userId,
    From_Account: user.userId,
    ProfileItem,
  }));
}
