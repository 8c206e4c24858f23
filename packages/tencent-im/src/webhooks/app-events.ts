import { asInteger } from '@polychat/core/adapter';
import { filledName, millisecondsOf, recordsOf, withoutAbsent } from '@polychat/core/webhooks';
import type { Callback, FoundEvent, Members, ReadCallback } from './callback.ts';
import { directIds, groupIds } from './message-ids.ts';

/** Webhooks about pushes and limits, by their commands. */
export const appEvents: Readonly<Record<string, ReadCallback>> = {
  // 67551; 67552.
  'Push.AllMemberPush': (callback) => pushes(callback, () => ({})),
  'Push.OfflinePush': (callback) => pushes(callback, messageOf),
  'Alert.RequestOverLimit': ({ members, at }) => {
    const [service, command] = [filledName(members.ServiceName), filledName(members.Command)];
    const subject = [service, command].filter((part) => part !== undefined).join('/');
    return limited(at, subject, members.Request, members.Limit);
  },
  // 57455: 70 % of the groups that the app may gain in a day.
  'Group.CallbackOnDailyGroupQuotaAlarm': ({ members, at }) =>
    limited(at, 'DailyGroupQuota', members.QuotaUsed, members.Quota),
};

function limited(at: number, subject: string, used: unknown, limit: unknown): readonly FoundEvent[] {
  const event = withoutAbsent({
    type: 'app.rate_limited' as const,
    at,
    subject,
    used: asInteger(used),
    limit: asInteger(limit),
  });
  return [{ event }];
}

const stages = new Map([
  [1, 'push.sent'],
  [2, 'push.delivered'],
  [3, 'push.clicked'],
] as const);

/** One body, or a list of up to 100 of them. */
function pushes(callback: Callback, idsOf: (push: Members) => object): readonly FoundEvent[] | undefined {
  const { members } = callback;
  const bodies = members.Events === undefined ? [members] : recordsOf(members.Events);
  return bodies.map((push) => {
    // Here the time is in seconds.
    const at = millisecondsOf(push.EventTime, 'seconds') ?? callback.at;
    const userId = filledName(push.To_Account);
    const type = stages.get(asInteger(push.PushStage) as 1);
    const vendorCode = asInteger(push.ErrCode) ?? 0;
    if (userId === undefined || (type === undefined && vendorCode === 0)) {
      return { event: { type: 'unknown', at, raw: push } };
    }
    const shared = {
      at,
      userId,
      taskId: filledName(push.TaskId),
      platform: filledName(push.PushPlatform),
      ...idsOf(push),
      raw: push,
    };
    const reason = filledName(push.ErrInfo);
    return {
      event: withoutAbsent(
        vendorCode !== 0 || type === undefined
          ? { type: 'push.failed', ...shared, vendorCode, reason }
          : { type, ...shared },
      ),
    };
  });
}

const ofGroup = 2;

/** The message that was pushed. It names the group in a spelling of its own. */
function messageOf(push: Members): object {
  return asInteger(push.EventType) === ofGroup
    ? groupIds({ ...push, GroupId: push.GroupID })
    : directIds(push);
}
