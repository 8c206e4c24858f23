import { asInteger, asName } from '@polychat/core/adapter';
import { filledName, millisecondsOf, withoutAbsent } from '@polychat/core/webhooks';
import type { Callback, FoundEvent, ReadCallback } from './callback.ts';

/** Callbacks about users, by their names ("Login and logout callback"). */
export const userEvents: Readonly<Record<string, ReadCallback>> = { user_action: readUserAction };

const actions = { online: 0, logout: 1, offline: 2 } as const;

/** Its times are in seconds. */
function readUserAction({ members, signedAt }: Callback): readonly FoundEvent[] | undefined {
  const { session_id, login_time, logout_time, offline_time } = members;
  const userId = filledName(members.user_id);
  const platform = filledName(members.os);
  const action = asInteger(members.action);
  if (userId === undefined) return undefined;
  const session = filledName(session_id);
  const times = [login_time, logout_time, offline_time].map(asName);
  const found = (event: FoundEvent['event']): readonly FoundEvent[] => [
    { ...(session !== undefined && { ids: [String(action), userId, session, ...times] }), event },
  ];
  const when = (time: unknown) => millisecondsOf(time, 'seconds') ?? signedAt;
  const device = { userId, platform };
  switch (action) {
    case actions.online:
      return found(withoutAbsent({ type: 'user.online', at: when(login_time), ...device }));
    case actions.logout:
      return found(
        withoutAbsent({ type: 'user.offline', at: when(logout_time), ...device, reason: 'logout' }),
      );
    case actions.offline:
      // Nothing was heard of the device for 35 seconds.
      return found(
        withoutAbsent({ type: 'user.offline', at: when(offline_time), ...device, reason: 'timeout' }),
      );
    default:
      return undefined;
  }
}
