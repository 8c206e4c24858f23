import type { CheckedGroupMessage, Targets } from '@polychat/core/adapter';
import { messageToWire, priorityToWire } from './message-to-wire.ts';
import type { ZimVendorFields } from './vendor-fields.ts';
import type { WireGroupOptions, WireSendGroupMessage, WireTargets } from './wire.ts';

/** Translates a message to a group. The sender's own clients get it as members; no field says otherwise. */
export function groupRequest(
  sender: string,
  message: CheckedGroupMessage,
  fields: ZimVendorFields,
): WireSendGroupMessage {
  const { MessageType, MessageBody, SubMsgType } = messageToWire(message, fields);
  return {
    FromUserId: sender,
    GroupId: message.groupId,
    MessageType,
    Priority: priorityToWire(message.priority),
    MessageBody,
    SubMsgType,
    SearchedContent: fields.searchedContent,
    SendMsgOptions: optionsOf(message),
  };
}

function optionsOf({ countsAsUnread, targets }: CheckedGroupMessage): WireGroupOptions | undefined {
  if (countsAsUnread && !targets) return undefined;
  return { NoUnread: countsAsUnread ? undefined : true, TargetOption: targets && targetsToWire(targets) };
}

function targetsToWire({ only, except }: Targets): WireTargets {
  // Everyone except those in the list is the default.
  return only ? { ReceiverUserIds: only, Inclusive: true } : { ReceiverUserIds: except };
}
