import type { CheckedBroadcast } from '@polychat/core/adapter';
import { messageToWire } from './message-to-wire.ts';
import type { ZimVendorFields } from './vendor-fields.ts';
import type { WireSendMessageToAllUsers } from './wire.ts';

const pushTypes = { online: 0, everyone: 1, push_only: 2 } as const;

/** Translates a broadcast. */
export function audienceRequest(
  sender: string,
  { audience, content, metadata, push }: CheckedBroadcast,
  fields: ZimVendorFields,
): WireSendMessageToAllUsers {
  return {
    FromUserId: sender,
    ...messageToWire({ content, metadata, push }, fields),
    // Its default is not documented [?], so it is always said.
    PushType: pushTypes[audience],
  };
}
