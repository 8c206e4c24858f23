import type { CheckedMessage } from '@polychat/core/adapter';
import { isOnlineOnly } from './capabilities.ts';
import type { MessageIdentity } from './identity.ts';
import { listToWire, messageToWire } from './message-to-wire.ts';
import type { CheckedFields } from './vendor-fields.ts';
import type { SendRequest } from './wire.ts';

/** Makes the request for one recipient (`sendmsg`) or for a list of them (`batchsendmsg`). */
export type RequestFor = (to: string | readonly string[], identity: MessageIdentity) => SendRequest;

/**
 * Translates everything but the recipients and the identity, once for all calls of a send. `from` is the sender that
 * the request names.
 */
export function directRequest(
  message: CheckedMessage,
  from: string | undefined,
  fields: CheckedFields,
): RequestFor {
  const { senderCopy, timeToLive, countsAsUnread, push, readReceipt } = message;
  const isOnline = isOnlineOnly(message);
  const { ForbidCallbackControl, MsgBody, CloudCustomData, SupportMessageExtension, OfflinePushInfo } =
    messageToWire(message, fields);
  const SendMsgControl = listToWire([
    ...(countsAsUnread ? [] : ['NoUnread']),
    // Do-not-disturb is ignored without it.
    ...(push ? ['WithMuteNotifications'] : []),
    ...(fields.sendMsgControl ?? []),
  ]);
  return (to, { sequence, random }) => ({
    SyncOtherMachine: senderCopy ? 1 : 2,
    From_Account: from,
    To_Account: to,
    OnlineOnlyFlag: isOnline ? 1 : undefined,
    MsgLifeTime: isOnline ? undefined : timeToLive,
    MsgSeq: sequence,
    MsgRandom: random,
    ForbidCallbackControl,
    SendMsgControl,
    MsgBody,
    CloudCustomData,
    SupportMessageExtension,
    OfflinePushInfo,
    IsNeedReadReceipt: readReceipt ? 1 : undefined,
  });
}
