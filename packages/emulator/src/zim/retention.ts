import type { ZimSettings } from './options-schema.ts';

const dayMs = 86_400_000;

/** How long history is kept, by plan ("Pricing", 2026-08); the signaling plan has none. */
const retentionDays: Readonly<Record<ZimSettings['plan'], number>> = {
  free: 7,
  signaling: 0,
  pro: 30,
  enterprise: 90,
};

/** Milliseconds. */
export function retentionMs(plan: ZimSettings['plan']): number {
  return retentionDays[plan] * dayMs;
}
