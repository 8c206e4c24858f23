import type { CheckedBroadcast } from '@polychat/core/adapter';
import { contentToWire } from './content-to-wire.ts';
import { pushToWire } from './push.ts';
import type { ZimVendorFields } from './vendor-fields.ts';
import type { WireSendMessageToAllUsers } from './wire.ts';

const pushTypes = { online: 0, everyone: 1, push_only: 2 } as const;

/** Translates a broadcast. */
export function audienceRequest(
  sender: string,
  { content, metadata, push, audience }: CheckedBroadcast,
  fields: ZimVendorFields,
): WireSendMessageToAllUsers {
  const { MessageType, Message, SubMsgType } = contentToWire(content);
  return {
    FromUserId: sender,
    MessageType,
    MessageBody: {
      Message,
      ExtendedData: metadata,
      OfflinePush: push && pushToWire(push, fields),
    },
    SubMsgType,
    // Its default is not documented [?], so it is always said.
    PushType: pushTypes[audience],
  };
}
