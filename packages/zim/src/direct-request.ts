import type { CheckedMessage } from '@polychat/core/adapter';
import { contentToWire } from './content-to-wire.ts';
import { pushToWire } from './push.ts';
import type { ZimVendorFields } from './vendor-fields.ts';
import type { WireSendPeerMessage } from './wire.ts';

const priorities = { low: 1, normal: 2, high: 3 } as const;

/** All of a request but who sends it to whom, which is the same for all calls of a send. */
export type DirectRequest = Omit<WireSendPeerMessage, 'FromUserId' | 'ToUserId'>;

/** Translates a message. What has its documented default is left out, but for the required priority. */
export function directRequest(message: CheckedMessage, fields: ZimVendorFields): DirectRequest {
  const { MessageType, Message, IsBase64, SubMsgType } = contentToWire(message.content);
  return {
    MessageType,
    Priority: priorities[message.priority],
    MessageBody: {
      Message,
      ExtendedData: message.metadata,
      IsBase64,
      OfflinePush: message.push && pushToWire(message.push, fields),
      HasReceipt: message.readReceipt ? 1 : undefined,
    },
    SubMsgType,
    SearchedContent: fields.searchedContent,
    SenderUnaware: message.senderCopy ? undefined : 1,
    SendMsgOptions: message.countsAsUnread ? undefined : { NoUnread: true },
  };
}
