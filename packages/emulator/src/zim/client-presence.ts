import type { ActOf } from '../client-act.ts';
import type { JsonObject } from '../vendor.ts';
import type { Device, User } from '../world/user.ts';
import type { ZimApp } from './app.ts';
import { defaultPlatform } from './device.ts';

/** A device that sends no heartbeat for so long is offline (heartbeat 10 s, "SendMessageToAllUsers"). */
const heartbeatTimeoutMs = 35_000;

/** What `action` of `user_action` says. */
const actions = { online: 0, logout: 1, offline: 2 } as const;

/** A device of the user logs in. */
export function goOnline(app: ZimApp, user: User, platform = defaultPlatform): void {
  const isRelogin = user.presence === 'online';
  const device = app.devices.connect(user, platform);
  raiseUserAction(app, user, device, {
    action: actions.online,
    login_time: seconds(device.since),
    // A string; what stands in it is not shown [?].
    relogin: isRelogin ? '1' : '0',
  });
}

/** The user's device logs out at once, or its heartbeat is missed after 35 seconds: this vendor sees no connection close. */
export function goOffline(app: ZimApp, user: User, reason: ActOf<'offline'>['reason'] = 'logout'): void {
  if (user.presence !== 'online') return;
  if (reason !== 'logout') {
    app.devices.unheard(user, heartbeatTimeoutMs, () => loseHeartbeat(app, user));
    return;
  }
  const device = deviceOf(user);
  app.devices.disconnect(user, true);
  raiseUserAction(app, user, device, {
    action: actions.logout,
    logout_time: app.clock.seconds(),
    logout_reason: '',
  });
}

/** The vendor gives the user's device up. */
export function loseHeartbeat(app: ZimApp, user: User): void {
  const device = deviceOf(user);
  app.devices.disconnect(user, false);
  raiseUserAction(app, user, device, { action: actions.offline, offline_time: app.clock.seconds() });
}

/** Who was online from the start has a device of which nothing is known. */
function deviceOf(user: User): Device {
  return user.device ?? { platform: defaultPlatform, session: '', since: 0 };
}

function raiseUserAction(app: ZimApp, user: User, device: Device, members: JsonObject): void {
  if (!app.webhooks.wants('zim', 'user_action')) return;
  app.webhooks.notify('zim', 'user_action', {
    user_id: user.userId,
    user_name: user.name,
    os: device.platform,
    session_id: device.session,
    ...members,
  });
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
