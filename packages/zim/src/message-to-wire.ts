import type { CheckedBroadcast, CheckedMessage } from '@polychat/core/adapter';
import { contentToWire } from './content-to-wire.ts';
import { pushToWire } from './push.ts';
import type { ZimVendorFields } from './vendor-fields.ts';
import type { WireMessage } from './wire.ts';

const priorities = { low: 1, normal: 2, high: 3 } as const;

/** A priority as the vendor wants it, who has no default for it. */
export function priorityToWire(priority: CheckedMessage['priority']): 1 | 2 | 3 {
  return priorities[priority];
}

/** What of a message goes into its `MessageBody`. */
type Said = Pick<CheckedMessage | CheckedBroadcast, 'content' | 'metadata' | 'push'> & {
  readonly readReceipt?: boolean;
};

/**
 * What all actions that send have in common ("MessageBody introduction", article 16508, 2026-05-06). What has its
 * documented default is left out.
 */
export function messageToWire(
  { content, metadata, push, readReceipt }: Said,
  fields: ZimVendorFields,
): WireMessage {
  const { MessageType, Message, IsBase64, SubMsgType } = contentToWire(content);
  return {
    MessageType,
    MessageBody: {
      Message,
      ExtendedData: metadata,
      IsBase64,
      OfflinePush: push && pushToWire(push, fields),
      HasReceipt: readReceipt ? 1 : undefined,
    },
    SubMsgType,
  };
}
