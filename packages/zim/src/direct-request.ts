import type { CheckedMessage } from '@polychat/core/adapter';
import { messageToWire, priorityToWire } from './message-to-wire.ts';
import type { ZimVendorFields } from './vendor-fields.ts';
import type { WireSendPeerMessage } from './wire.ts';

/** All of a request but who sends it to whom, which is the same for all calls of a send. */
export type DirectRequest = Omit<WireSendPeerMessage, 'FromUserId' | 'ToUserId'>;

/** Translates a message. What has its documented default is left out, but for the required priority. */
export function directRequest(message: CheckedMessage, fields: ZimVendorFields): DirectRequest {
  const { MessageType, MessageBody, SubMsgType } = messageToWire(message, fields);
  return {
    MessageType,
    Priority: priorityToWire(message.priority),
    MessageBody,
    SubMsgType,
    SearchedContent: fields.searchedContent,
    SenderUnaware: message.senderCopy ? undefined : 1,
    SendMsgOptions: message.countsAsUnread ? undefined : { NoUnread: true },
  };
}
