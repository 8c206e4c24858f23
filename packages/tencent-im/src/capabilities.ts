import type { Capabilities } from '@polychat/core/adapter';
import { singleDedupWindowMs } from './limits.ts';

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

/** What Tencent IM can do (34919, 34920: 2026-02-04; 37166; 33527). */
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
  },
  broadcast: {
    content: everyContent,
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
    audiences: { online: 'yes', everyone: 'yes', push_only: 'no' },
  },
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
