import type {
  Capabilities,
  CheckedBroadcast,
  CheckedGroupMessage,
  CheckedMessage,
  CheckedRoomMessage,
  UnsupportedField,
} from '@polychat/core/adapter';
import { groupDedupWindowMs, singleDedupWindowMs } from './limits.ts';
import { type CheckedFields, fieldPathOf } from './vendor-fields.ts';

const everyContent = {
  text: 'yes',
  image: 'yes',
  audio: 'yes',
  video: 'yes',
  file: 'yes',
  location: 'yes',
  face: 'yes',
  custom: 'yes',
  signal: 'yes',
  mixed: 'yes',
} as const;

/** What Tencent IM can do (34919, 34920, 34959: 2026-02-04; 37166; 33527; 34953, 34954). */
export const capabilities: Capabilities = {
  direct: {
    content: everyContent,
    fields: {
      metadata: 'yes',
      priority: 'ignored',
      senderCopy: 'yes',
      countsAsUnread: 'yes',
      readReceipt: 'yes',
      push: 'yes',
      timeToLive: 'yes',
      idempotencyKey: 'yes',
    },
    // 90012 in `sendmsg`, 70107 in the ErrorList of `batchsendmsg`.
    checksRecipients: true,
  },
  group: {
    content: everyContent,
    fields: {
      metadata: 'yes',
      priority: 'yes',
      // It has no SyncOtherMachine: the sender gets it like all members.
      senderCopy: { only: [true] },
      countsAsUnread: 'yes',
      readReceipt: 'yes',
      push: 'yes',
      // It has no MsgLifeTime; 0 is OnlineOnlyFlag.
      timeToLive: { only: [0] },
      idempotencyKey: 'yes',
    },
    mentions: 'yes',
    // Nobody can be left out.
    targets: { only: ['only'] },
    discardsCopiesForMs: groupDedupWindowMs,
  },
  // A group of type AVChatRoom: nothing is stored, counted as unread, or read later.
  room: {
    content: everyContent,
    fields: {
      metadata: 'yes',
      priority: 'yes',
      senderCopy: { only: [true] },
      countsAsUnread: { only: [false] },
      readReceipt: 'no',
      // Of a push to those who are not inside no document speaks. [?]
      push: 'no',
      timeToLive: { only: [0] },
      idempotencyKey: 'yes',
    },
    discardsCopiesForMs: groupDedupWindowMs,
  },
  audience: {
    content: everyContent,
    // The field table of `im_push` (37166 = 269/45934) has no place for those that are `no`.
    fields: {
      metadata: 'no',
      priority: 'ignored',
      senderCopy: 'no',
      countsAsUnread: 'no',
      readReceipt: 'no',
      push: 'yes',
      timeToLive: 'yes',
      idempotencyKey: 'yes',
    },
    // A push to all always reaches those who are online, too.
    audiences: { online: 'yes', everyone: 'yes', push_only: 'no' },
  },
  users: {
    fields: { name: 'yes', avatarUrl: 'yes' },
    // `multiaccount_import` does (34954); of `account_import`, which carries one user, it is not documented. [?]
    updatesProfiles: false,
  },
  recall: {
    // The administrator's recall has no window (35015), but for what is no longer stored.
    windowMs: { direct: 'unlimited', group: 'unlimited', room: 'unlimited' },
    leavesNote: false,
  },
  edit: {
    // Not in an AVChatRoom (47948).
    windowMs: { direct: 'unlimited', group: 'unlimited' },
    content: { ...everyContent, signal: 'no' },
    fields: { metadata: 'yes' },
    metadataAlone: true,
    changesType: true,
  },
  // An AVChatRoom has no history.
  find: { conversations: { direct: 'yes', group: 'yes' } },
  behaviour: {
    senderOptional: true,
    canMessageSelf: true,
    checksBlocklist: false,
    // Unless a message says NoMsgCheck.
    moderatesServerSends: true,
    raisesWebhooks: 'single_only',
    sharesMessageIdInCall: true,
    storesBroadcasts: true,
    discardsCopiesForMs: singleDedupWindowMs,
  },
};

type OnlineOnly = Pick<CheckedMessage, 'content' | 'timeToLive'>;

/**
 * Whether a message to users or to a group is for devices that are online now: it is not stored, so there is nothing to push and
 * nothing to read later (`OnlineOnlyFlag` in 34919, 34920, 34959; 2026-02-04).
 */
export function isOnlineOnly({ content, timeToLive }: OnlineOnly): boolean {
  return content.type === 'signal' || timeToLive === 0;
}

/** What a direct message that leaves no trace cannot keep. */
export function unsupportedInDirect(message: CheckedMessage, fields: CheckedFields): UnsupportedField[] {
  if (!isOnlineOnly(message)) return [];
  const what = message.content.type === 'signal' ? 'a signal' : 'a message with timeToLive 0';
  const unsupported: UnsupportedField[] = [];
  if (message.push) {
    const reason = `has no place in ${what}, which reaches online devices only`;
    unsupported.push({ field: 'push', reason });
    if (fields.offlinePush) unsupported.push({ field: fieldPathOf('offlinePush'), reason });
  }
  if (message.readReceipt) {
    unsupported.push({
      field: 'readReceipt',
      reason: `has no place in ${what}, which leaves nothing to read later`,
    });
  }
  if (message.timeToLive) {
    unsupported.push({ field: 'timeToLive', reason: `has no place in ${what}, which is never stored` });
  }
  return unsupported;
}

/** What a message to a group that leaves no trace cannot keep: what a direct one cannot, and controls (34959). */
export function unsupportedInGroup(message: CheckedGroupMessage, fields: CheckedFields): UnsupportedField[] {
  const unsupported = unsupportedInDirect(message, fields);
  if (isOnlineOnly(message) && fields.sendMsgControl) {
    const reason = 'has no place in a message that reaches online devices only';
    unsupported.push({ field: fieldPathOf('sendMsgControl'), reason });
  }
  return unsupported;
}

/** What a message to a room cannot keep beside what the capabilities rule out: how to push. */
export function unsupportedInRoom(_message: CheckedRoomMessage, fields: CheckedFields): UnsupportedField[] {
  const reason = 'needs push, which a message to a room does not have';
  return fields.offlinePush ? [{ field: fieldPathOf('offlinePush'), reason }] : [];
}

/** What a broadcast to everyone cannot keep (37166 = 269/45934). */
export function unsupportedInAudience({
  audience,
  content,
  timeToLive,
}: CheckedBroadcast): UnsupportedField[] {
  if (audience !== 'everyone') return [];
  const unsupported: UnsupportedField[] = [];
  if (content.type === 'signal') {
    const reason = 'can only be "online" for a signal, which is never stored or pushed';
    unsupported.push({ field: 'audience', reason });
  }
  if (timeToLive === 0) {
    // With MsgLifeTime 0 the vendor reaches online users only; whether it still pushes is not documented. [?]
    const reason =
      'must not be 0 when audience is "everyone": Tencent IM reaches only those who are online then';
    unsupported.push({ field: 'timeToLive', reason });
  }
  return unsupported;
}
