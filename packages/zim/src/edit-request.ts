import type { MessageEdit, MessageRef } from '@polychat/core/adapter';
import { contentToWire } from './content-to-wire.ts';
import { sequenceOf } from './recall-request.ts';
import { defaultSubMsgType, messageTypes, type WireEdit } from './wire.ts';

/** What `EditType` is made of: which members of the request take the place of the old ones. */
const editBits = { message: 1, extendedData: 2, subMsgType: 16 } as const;

/** Translates a change, whose content the vendor cannot do without. */
export function editRequest(
  { from, to, sequence }: MessageRef,
  { content, metadata }: MessageEdit & Required<Pick<MessageEdit, 'content'>>,
): WireEdit {
  const { MessageType, Message, SubMsgType = defaultSubMsgType } = contentToWire(content);
  const isCustom = MessageType === messageTypes.custom;
  return {
    FromUserId: from,
    SenderId: from,
    ConvId: to,
    MsgType: MessageType,
    ConvMsgSeq: sequenceOf(sequence) ?? 0,
    EditType:
      editBits.message +
      (metadata === undefined ? 0 : editBits.extendedData) +
      (isCustom ? editBits.subMsgType : 0),
    MessageBody: { Message, ExtendedData: metadata },
    SubMsgType: isCustom ? SubMsgType : undefined,
  };
}
