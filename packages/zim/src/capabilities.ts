import type {
  Capabilities,
  CheckedBroadcast,
  CheckedGroupMessage,
  CheckedMessage,
  CheckedRoomMessage,
  UnsupportedField,
} from '@polychat/core/adapter';
import { editWindowMs, recallWindowMs } from './limits.ts';
import { fieldPathOf, fieldsThatNeedPush, type ZimVendorFields } from './vendor-fields.ts';

/** What can go to users, groups and rooms. */
const everyContent = {
  text: 'yes',
  image: 'yes',
  audio: 'yes',
  video: 'yes',
  file: 'yes',
  // No message type.
  location: 'no',
  face: 'no',
  custom: 'yes',
  signal: 'yes',
  mixed: 'yes',
} as const;

/** What ZIM can do (articles 17510 and 16493, 2026-07-08; 16508, 2026-05-06; groups and rooms as of 2026-08-21). */
export const capabilities: Capabilities = {
  direct: {
    content: everyContent,
    fields: {
      metadata: 'yes',
      priority: 'yes',
      senderCopy: 'yes',
      countsAsUnread: 'yes',
      readReceipt: 'yes',
      push: 'yes',
      // Messages are kept as the app's plan says; a signal is for online devices only.
      timeToLive: 'no',
      idempotencyKey: 'ignored',
    },
    checksRecipients: true,
  },
  group: {
    content: everyContent,
    fields: {
      metadata: 'yes',
      priority: 'yes',
      // It has no SenderUnaware: the sender gets it like all members.
      senderCopy: { only: [true] },
      countsAsUnread: 'yes',
      readReceipt: 'yes',
      push: 'yes',
      timeToLive: 'no',
      idempotencyKey: 'ignored',
    },
    // Only an edit can name somebody.
    mentions: 'no',
    targets: 'yes',
    discardsCopiesForMs: 0,
  },
  room: {
    content: everyContent,
    fields: {
      metadata: 'yes',
      priority: 'yes',
      senderCopy: 'yes',
      // Nobody counts what is unread in a room.
      countsAsUnread: { only: [false] },
      readReceipt: 'no',
      push: 'no',
      // Who is not inside never gets it.
      timeToLive: { only: [0] },
      idempotencyKey: 'ignored',
    },
    discardsCopiesForMs: 0,
  },
  audience: {
    content: { ...everyContent, signal: 'no', mixed: 'no' },
    fields: {
      metadata: 'yes',
      priority: 'ignored',
      // The sender of a broadcast always gets it.
      senderCopy: { only: [true] },
      // A broadcast has no conversation, and so no unread count and no receipts.
      countsAsUnread: 'no',
      readReceipt: 'no',
      push: 'yes',
      // ZIM keeps no broadcast for later. What that leaves for each audience is in unsupported.ts.
      timeToLive: { only: [0] },
      idempotencyKey: 'ignored',
    },
    audiences: { online: 'yes', everyone: 'yes', push_only: 'yes' },
  },
  users: {
    fields: { name: 'yes', avatarUrl: 'yes' },
    updatesProfiles: false,
  },
  recall: {
    // A room stores messages on the highest plan alone, for a day; no window is named for it.
    windowMs: { direct: recallWindowMs, group: recallWindowMs, room: 'unlimited' },
    leavesNote: true,
  },
  edit: {
    // Rooms have no such action. Media cannot be changed.
    windowMs: { direct: editWindowMs, group: editWindowMs },
    content: { text: 'yes', custom: 'yes', mixed: 'yes' },
    fields: { metadata: 'yes' },
    metadataAlone: false,
    changesType: false,
  },
  // `ConvType` has no value for a room.
  find: { conversations: { direct: 'yes', group: 'yes' } },
  behaviour: {
    senderOptional: false,
    canMessageSelf: false,
    checksBlocklist: true,
    moderatesServerSends: false,
    // Only the event after sending; the one before is never raised for a server's message.
    raisesWebhooks: 'always',
    sharesMessageIdInCall: false,
    storesBroadcasts: false,
    discardsCopiesForMs: 0,
  },
};

/**
 * What a direct message cannot hold beside its other fields: a signal (type 2) takes no `OfflinePush` and no
 * `HasReceipt` ("MessageBody introduction", article 16508, 2026-05-06).
 */
export function unsupportedInDirect(
  { content, push, readReceipt }: CheckedMessage,
  fields: ZimVendorFields,
): UnsupportedField[] {
  if (content.type !== 'signal') return [];
  const unsupported: UnsupportedField[] = [];
  if (push) {
    unsupported.push({ field: 'push', reason: 'has no place in a signal: ZIM pushes none' });
    unsupported.push(...fieldsWithoutPush(fields, 'a signal'));
  }
  if (readReceipt) {
    unsupported.push({
      field: 'readReceipt',
      reason: 'has no place in a signal: ZIM has no receipts for it',
    });
  }
  return unsupported;
}

/** What a message to a group cannot hold beside its other fields: the same as a direct message. */
export function unsupportedInGroup(
  message: CheckedGroupMessage,
  fields: ZimVendorFields,
): UnsupportedField[] {
  return unsupportedInDirect(message, fields);
}

/** What a message to a room cannot hold beside what the capabilities rule out: how to push. */
export function unsupportedInRoom(_message: CheckedRoomMessage, fields: ZimVendorFields): UnsupportedField[] {
  return fieldsWithoutPush(fields, 'a room');
}

function fieldsWithoutPush(fields: ZimVendorFields, where: string): UnsupportedField[] {
  return fieldsThatNeedPush
    .filter((name) => fields[name] !== undefined)
    .map((name) => ({
      field: fieldPathOf(name),
      reason: `needs push, which ZIM does not do for ${where}`,
    }));
}

/**
 * What a broadcast cannot hold beside its other fields. None is kept for later ("SendMessageToAllUsers", article
 * 16493, 2026-07-08), which is what a time to live of 0 asks for; yet devices that are pushed to are not online.
 */
export function unsupportedInAudience({ audience, timeToLive }: CheckedBroadcast): UnsupportedField[] {
  return timeToLive === undefined || audience === 'online'
    ? []
    : [{ field: 'timeToLive', reason: 'can be 0 for the audience online alone: others are pushed to' }];
}
