import type { ActOf } from '../client-act.ts';
import type { User } from '../world/user.ts';
import type { App } from './app.ts';
import { defaultPlatform, fromDevice } from './device.ts';
import { tellMemberState } from './group-webhooks.ts';
import type { TencentImGroup } from './groups.ts';
import { tell } from './webhook-events.ts';

/** A device whose connection does not close is given up after so long (34357). */
const timeoutMs = 400_000;

/** A member of a live group of whom nothing was heard for so long counts as gone (48734). */
const liveGroupMs = 30_000;

/** A device of the user logs in; one that was there before is told to leave. */
export function goOnline(app: App, user: User, platform = defaultPlatform): void {
  const kicked = user.presence === 'online' ? user.device : undefined;
  app.devices.connect(user, platform);
  tellState(app, user, platform, 'Login', 'Register', {
    ...(kicked === undefined ? {} : { KickedDevice: [{ Platform: kicked.platform }] }),
  });
  if (!app.interrupted.delete(user.userId)) return;
  for (const group of liveGroupsOf(app, user)) {
    tellMemberState(app, group, [user.userId], 'Online', 'HeartbeatRecover');
  }
}

/** The user's device logs out, closes its connection, or is not heard of any more. */
export function goOffline(app: App, user: User, reason: ActOf<'offline'>['reason'] = 'logout'): void {
  if (user.presence !== 'online') return;
  if (reason === 'logout') {
    leave(app, user, 'Logout', 'Unregister');
    return;
  }
  if (reason === 'disconnected') leave(app, user, 'Disconnect', 'LinkClose');
  else app.devices.unheard(user, timeoutMs, () => leave(app, user, 'Disconnect', 'TimeOut'));
  app.devices.unheard(user, liveGroupMs, () => {
    app.interrupted.add(user.userId);
    for (const group of liveGroupsOf(app, user)) {
      tellMemberState(app, group, [user.userId], 'Offline', 'HeartbeatInterrupt');
    }
  });
}

function leave(app: App, user: User, action: 'Logout' | 'Disconnect', reason: string): void {
  const platform = user.device?.platform ?? defaultPlatform;
  app.devices.disconnect(user, action === 'Logout');
  tellState(app, user, platform, action, reason);
}

/** The user sets a status of their own: a text. Where it stands is not shown [?]. */
export function setStatus(app: App, user: User, status: string): void {
  const platform = user.device?.platform ?? defaultPlatform;
  tellState(app, user, platform, 'CustomStatusChange', 'SetCustomStatus', {}, { CustomStatus: status });
}

function tellState(
  app: App,
  user: User,
  platform: string,
  action: string,
  reason: string,
  more: object = {},
  moreInfo: object = {},
): void {
  tell(fromDevice(app, user.userId, platform), 'State.StateChange', () => ({
    Info: { Action: action, To_Account: user.userId, Reason: reason, ...moreInfo },
    ...more,
  }));
}

function liveGroupsOf(app: App, user: User): TencentImGroup[] {
  return [...app.groups.values()].filter(
    ({ type, members }) => type === 'AVChatRoom' && members.has(user.userId),
  );
}
