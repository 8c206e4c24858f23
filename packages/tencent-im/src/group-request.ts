import type { CheckedGroupMessage, Mentions } from '@polychat/core/adapter';
import { isOnlineOnly } from './capabilities.ts';
import { groupToWire } from './group-id.ts';
import { listToWire, messageToWire, priorityToWire } from './message-to-wire.ts';
import type { CheckedFields } from './vendor-fields.ts';
import type { SendGroupRequest, WireMention } from './wire.ts';

/** Translates everything but the `Random`, once for all attempts. `from` is the sender that the request names. */
export function groupRequest(
  message: CheckedGroupMessage,
  from: string | undefined,
  fields: CheckedFields,
): (random: number) => SendGroupRequest {
  const { groupId, priority, countsAsUnread, mentions, targets, readReceipt } = message;
  const { GroupId, TopicId } = groupToWire(groupId);
  const isOnline = isOnlineOnly(message);
  const { ForbidCallbackControl, MsgBody, CloudCustomData, SupportMessageExtension, OfflinePushInfo } =
    messageToWire(message, fields);
  // What leaves no trace counts for nobody; both together are refused.
  const SendMsgControl = isOnline
    ? undefined
    : listToWire([...(countsAsUnread ? [] : ['NoUnread']), ...(fields.sendMsgControl ?? [])]);
  return (random) => ({
    GroupId,
    Random: random,
    MsgBody,
    MsgPriority: priorityToWire(priority),
    From_Account: from,
    OfflinePushInfo,
    ForbidCallbackControl,
    OnlineOnlyFlag: isOnline ? 1 : undefined,
    SendMsgControl,
    CloudCustomData,
    SupportMessageExtension,
    To_Account: targets?.only,
    GroupAtInfo: mentions && mentionsToWire(mentions),
    TopicId,
    NeedReadReceipt: readReceipt ? 1 : undefined,
  });
}

function mentionsToWire({ everyone, users = [] }: Mentions): readonly WireMention[] {
  return [
    ...(everyone ? [{ GroupAtAllFlag: 1 } as const] : []),
    ...users.map((userId) => ({ GroupAtAllFlag: 0, GroupAt_Account: userId }) as const),
  ];
}
