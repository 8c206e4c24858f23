import type { CheckedMessage } from '@polychat/core/adapter';
import { contentToWire } from './content.ts';
import type { MessageIdentity } from './identity.ts';
import { pushToWire } from './push.ts';
import type { CheckedFields } from './vendor-fields.ts';
import type { SendRequest } from './wire.ts';

/** Makes the request for one recipient (`sendmsg`) or for a list of them (`batchsendmsg`). */
export type RequestFor = (to: string | readonly string[], identity: MessageIdentity) => SendRequest;

/**
 * Whether a message is for devices that are online now: it is not stored, so there is nothing to push and nothing
 * to read later.
 */
export function isOnlineOnly({ content, timeToLive }: CheckedMessage): boolean {
  return content.type === 'signal' || timeToLive === 0;
}

/** Translates everything but the recipients and the identity, once for all calls of a send. */
export function directRequest(
  message: CheckedMessage,
  sender: string | undefined,
  fields: CheckedFields,
): RequestFor {
  const { senderCopy, timeToLive, countsAsUnread, metadata, push, readReceipt, content } = message;
  const controls = new Set([
    ...(countsAsUnread ? [] : ['NoUnread']),
    // Do-not-disturb is ignored without it.
    ...(push ? ['WithMuteNotifications'] : []),
    ...(fields.sendMsgControl ?? []),
  ]);
  const before = {
    SyncOtherMachine: senderCopy ? 1 : 2,
    ...(sender === undefined ? {} : { From_Account: sender }),
  } as const;
  const lifeTime = isOnlineOnly(message)
    ? ({ OnlineOnlyFlag: 1 } as const)
    : timeToLive === undefined
      ? {}
      : { MsgLifeTime: timeToLive };
  const after = {
    ...(fields.forbidCallbacks && fields.forbidCallbacks.length > 0
      ? { ForbidCallbackControl: [...new Set(fields.forbidCallbacks)].map((when) => callbackNames[when]) }
      : {}),
    ...(controls.size > 0 ? { SendMsgControl: [...controls] } : {}),
    MsgBody: contentToWire(content),
    ...(metadata === undefined ? {} : { CloudCustomData: metadata }),
    ...(fields.supportMessageExtension ? ({ SupportMessageExtension: 1 } as const) : {}),
    OfflinePushInfo: pushToWire(push, fields.offlinePush),
    ...(readReceipt ? ({ IsNeedReadReceipt: 1 } as const) : {}),
  };
  return (to, { sequence, random }) => ({
    ...before,
    To_Account: to,
    ...lifeTime,
    MsgSeq: sequence,
    MsgRandom: random,
    ...after,
  });
}

const callbackNames = {
  before: 'ForbidBeforeSendMsgCallback',
  after: 'ForbidAfterSendMsgCallback',
} as const;
