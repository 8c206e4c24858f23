import type { Limit } from '@polychat/core/adapter';

const source = 'Pigeon Post API, "Limits", 2026-08-21';
const perSecond = { windowMs: 1_000, kind: 'rate', countedBy: 'app', source } as const;

/** How much the vendor takes in a window. */
export const limits = {
  messages: { name: 'messages calls', capacity: 10, ...perSecond },
  recipients: { name: 'messages recipients', capacity: 100, ...perSecond },
  users: { name: 'users calls', capacity: 5, ...perSecond },
  account: { name: 'account calls', capacity: 5, ...perSecond },
  flocks: { name: 'flocks calls', capacity: 10, ...perSecond },
  /** For every flock by itself. */
  ofFlock: { name: 'letters to one flock', capacity: 4, ...perSecond },
  broadcasts: { name: 'broadcasts calls', capacity: 1, ...perSecond },
} satisfies Record<string, Limit>;

/** How many recipients or users a call takes. */
export const maxItems = 20;
export const maxTextBytes = 1_000;
/** The vendor discards a second letter with the same sender, key and recipient, or flock, for so long. */
export const dedupWindowMs = 60_000;
