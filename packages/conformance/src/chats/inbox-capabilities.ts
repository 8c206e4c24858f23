import type { Capabilities } from '@polychat/core/adapter';
import type { InboxVendorOptions } from './inbox-vendor-options.ts';

const windowMs = { direct: 'unlimited', group: 'unlimited', room: 'unlimited' } as const;

/** What a vendor that changes messages declares. */
const changes = {
  recall: { windowMs, leavesNote: true },
  edit: {
    windowMs,
    content: { text: 'yes' },
    fields: { metadata: 'yes' },
    metadataAlone: false,
    changesType: true,
  },
  find: { conversations: { direct: 'yes', group: 'yes', room: 'yes' } },
} satisfies Partial<Capabilities>;

const fieldNames = [
  'metadata',
  'priority',
  'senderCopy',
  'countsAsUnread',
  'readReceipt',
  'push',
  'timeToLive',
];

/** What an `InboxVendor` declares. */
export function inboxCapabilities(options: InboxVendorOptions): Capabilities {
  const { lacks = [], dedupWindowMs = 0 } = options;
  return { ...capabilitiesWithout(lacks, dedupWindowMs), ...(options.changes && changes) };
}

function capabilitiesWithout(lacks: readonly string[], dedupWindowMs: number): Capabilities {
  const fields = Object.fromEntries([
    ...fieldNames.filter((field) => !lacks.includes(field)).map((field) => [field, 'yes'] as const),
    ['idempotencyKey', dedupWindowMs > 0 ? 'yes' : 'ignored'],
  ]);
  const messages = { content: { text: 'yes', image: 'yes' }, fields } as const;
  return {
    direct: { ...messages, checksRecipients: true },
    ...(lacks.includes('audience')
      ? {}
      : { audience: { ...messages, audiences: { online: 'yes', everyone: 'yes' } } }),
    ...(lacks.includes('group')
      ? {}
      : { group: { ...messages, mentions: 'yes', targets: 'yes', discardsCopiesForMs: dedupWindowMs } }),
    ...(lacks.includes('room') ? {} : { room: { ...messages, discardsCopiesForMs: dedupWindowMs } }),
    ...(lacks.includes('users')
      ? {}
      : { users: { fields: { name: 'yes', avatarUrl: 'yes' }, updatesProfiles: true } }),
    behaviour: {
      senderOptional: false,
      canMessageSelf: true,
      checksBlocklist: false,
      moderatesServerSends: false,
      raisesWebhooks: 'never',
      sharesMessageIdInCall: false,
      storesBroadcasts: false,
      discardsCopiesForMs: dedupWindowMs,
    },
  };
}
