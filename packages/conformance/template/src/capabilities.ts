import type { Capabilities } from '@polychat/core/adapter';
import { dedupWindowMs } from './limits.ts';

const content = { text: 'yes', custom: 'yes' } as const;

/** What the vendor can do. What is not named here is "no". */
export const capabilities: Capabilities = {
  direct: {
    content,
    fields: {
      metadata: 'yes',
      priority: 'ignored',
      countsAsUnread: 'yes',
      push: 'yes',
      idempotencyKey: 'yes',
    },
    checksRecipients: true,
  },
  audience: {
    content,
    fields: { priority: 'ignored', idempotencyKey: 'yes' },
    audiences: { online: 'yes' },
  },
  // A flock: a group whose members the vendor keeps.
  group: {
    content,
    fields: {
      metadata: 'yes',
      priority: 'ignored',
      countsAsUnread: 'yes',
      push: 'yes',
      idempotencyKey: 'yes',
    },
    mentions: { only: ['users'] },
    targets: 'no',
    discardsCopiesForMs: dedupWindowMs,
  },
  users: { fields: { name: 'yes' }, updatesProfiles: false },
  behaviour: {
    senderOptional: false,
    canMessageSelf: true,
    checksBlocklist: true,
    moderatesServerSends: false,
    raisesWebhooks: 'never',
    sharesMessageIdInCall: false,
    storesBroadcasts: false,
    discardsCopiesForMs: dedupWindowMs,
  },
};
