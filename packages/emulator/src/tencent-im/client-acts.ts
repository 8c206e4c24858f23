import type { ClientAct, ClientActResult } from '../client-act.ts';
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

/** Does what a user does on a device of their own. */
export async function clientAct(server: App, userId: string, act: ClientAct): Promise<ClientActResult> {
  const user = server.users.get(userId);
  if (user === undefined) return { code: tencentImCodes.accountUnknown };
  try {
    return (await perform(fromDevice(server, userId), user, act)) ?? { code: 0 };
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code };
    throw error;
  }
}

async function perform(app: App, user: User, act: ClientAct): Promise<ClientActResult | undefined> {
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
    case 'open_push':
      openPush(app, userId, act.message);
      return;
    case 'online':
      goOnline(app, user, act.platform);
      return;
    case 'offline':
      goOffline(app, user, act.reason);
      return;
    case 'set_status':
      setStatus(app, user, act.status);
      return;
    case 'set_profile':
      setProfile(app, user, act);
      return;
    case 'block':
    case 'unblock':
    case 'befriend':
    case 'unfriend':
      await relate(app, user, act);
      return;
    case 'extend':
      extend(app, userId, act);
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
      await join(app, userId, act);
      return;
    case 'leave':
      leave(app, userId, act);
      return;
    case 'dissolve':
      dissolve(app, userId, act);
      return;
    case 'invite':
      await invite(app, userId, act);
      return;
    case 'remove':
      remove(app, userId, act);
      return;
  }
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
