import type { Limit } from '@polychat/core/adapter';

const source = 'Telegraph REST API 2.3, "Rate limits", 2026-08-21';
const perSecond = { windowMs: 1_000, kind: 'rate', source } as const;
export const limits = {
  requests: { name: 'requests', capacity: 100, countedBy: 'app_and_host', ...perSecond },
  /** For every channel by itself. */
  channel: { name: 'channel messages', capacity: 1, countedBy: 'app', ...perSecond },
} satisfies Record<string, Limit>;
