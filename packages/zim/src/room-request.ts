import type { CheckedRoomMessage } from '@polychat/core/adapter';
import { messageToWire, priorityToWire } from './message-to-wire.ts';
import type { ZimVendorFields } from './vendor-fields.ts';
import type { WireSendRoomMessage } from './wire.ts';

/** Translates a message to a room. */
export function roomRequest(
  sender: string,
  { roomId, content, metadata, priority, senderCopy }: CheckedRoomMessage,
  fields: ZimVendorFields,
): WireSendRoomMessage {
  const { MessageType, MessageBody, SubMsgType } = messageToWire({ content, metadata }, fields);
  return {
    FromUserId: sender,
    RoomId: roomId,
    MessageType,
    Priority: priorityToWire(priority),
    MessageBody,
    SubMsgType,
    SearchedContent: fields.searchedContent,
    // Its default is 1 here, and 0 in a direct message, so it is always said.
    SenderUnaware: senderCopy ? 0 : 1,
  };
}
