import type { Capabilities } from '@polychat/core/adapter';

/** What ZIM can do (articles 17510 and 16493, 2026-07-08; 16508, 2026-05-06). */
export const capabilities: Capabilities = {
  direct: {
    content: {
      text: 'yes',
      image: 'yes',
      audio: 'yes',
      video: 'yes',
      file: 'yes',
      location: 'no',
      face: 'no',
      custom: 'yes',
      signal: 'yes',
      mixed: 'yes',
    },
    fields: {
      metadata: 'yes',
      priority: 'yes',
      senderCopy: 'yes',
      countsAsUnread: 'yes',
      readReceipt: 'yes',
      push: 'yes',
      timeToLive: 'no',
      idempotencyKey: 'ignored',
    },
  },
  broadcast: {
    content: {
      text: 'yes',
      image: 'yes',
      audio: 'yes',
      video: 'yes',
      file: 'yes',
      location: 'no',
      face: 'no',
      custom: 'yes',
      signal: 'no',
      mixed: 'no',
    },
    fields: {
      metadata: 'yes',
      priority: 'ignored',
      senderCopy: 'no',
      countsAsUnread: 'no',
      readReceipt: 'no',
      push: 'yes',
      timeToLive: 'no',
      idempotencyKey: 'ignored',
    },
    audiences: { online: 'yes', everyone: 'yes', push_only: 'yes' },
  },
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
