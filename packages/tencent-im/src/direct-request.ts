import type { CheckedMessage } from '@polychat/core/adapter';
import { isOnlineOnly } from './capabilities.ts';
import { contentToWire } from './content-to-wire.ts';
import type { MessageIdentity } from './identity.ts';
import { pushToWire } from './push.ts';
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
  const { senderCopy, timeToLive, countsAsUnread, metadata, push, readReceipt } = message;
  const isOnline = isOnlineOnly(message);
  const ForbidCallbackControl = listOf(fields.forbidCallbacks?.map((when) => callbackNames[when]));
  const SendMsgControl = listOf([
    ...(countsAsUnread ? [] : ['NoUnread']),
    // Do-not-disturb is ignored without it.
    ...(push ? ['WithMuteNotifications'] : []),
    ...(fields.sendMsgControl ?? []),
  ]);
  const MsgBody = contentToWire(message.content);
  const OfflinePushInfo = pushToWire(push, fields.offlinePush);
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
    CloudCustomData: metadata,
    SupportMessageExtension: fields.supportMessageExtension ? 1 : undefined,
    OfflinePushInfo,
    IsNeedReadReceipt: readReceipt ? 1 : undefined,
  });
}

/** Each name once; an empty list is left out. */
function listOf(names: readonly string[] = []): readonly string[] | undefined {
  return names.length > 0 ? [...new Set(names)] : undefined;
}

const callbackNames = {
  before: 'ForbidBeforeSendMsgCallback',
  after: 'ForbidAfterSendMsgCallback',
} as const;
