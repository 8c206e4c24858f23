import type { CheckedMessage } from '@polychat/core/adapter';
import { contentToWire, isCarried } from './content.ts';
import { pushToWire } from './push.ts';
import type { ZimVendorFields } from './vendor-fields.ts';
import type { WireSendPeerMessage } from './wire.ts';

const priorities = { low: 1, normal: 2, high: 3 } as const;

type DirectRequest = Omit<WireSendPeerMessage, 'FromUserId' | 'ToUserId'>;

/** Translates everything but sender and recipients, once for all calls of a send. What has its documented default is left out, but for the required priority. */
export function directRequest(message: CheckedMessage, fields: ZimVendorFields): DirectRequest {
  const { content, push } = message;
  if (!isCarried(content)) throw new Error(`ZIM has no message type for ${content.type}`);
  const { MessageType, Message, IsBase64, SubMsgType } = contentToWire(content);
  const isSignal = content.type === 'signal';
  return {
    MessageType,
    Priority: priorities[message.priority],
    MessageBody: {
      Message,
      ExtendedData: message.metadata,
      IsBase64,
      OfflinePush: push && !isSignal ? pushToWire(push, fields) : undefined,
      HasReceipt: message.readReceipt && !isSignal ? 1 : undefined,
    },
    SubMsgType,
    SearchedContent: fields.searchedContent,
    SenderUnaware: message.senderCopy ? undefined : 1,
    SendMsgOptions: message.countsAsUnread ? undefined : { NoUnread: true },
  };
}
