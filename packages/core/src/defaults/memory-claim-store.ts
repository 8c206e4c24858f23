import type { Claim, ClaimStore } from '../ports/claim-store.ts';
import { type Clock, systemClock } from '../ports/clock.ts';

/** The options of `createMemoryClaimStore`. */
export interface MemoryClaimStoreOptions {
  /** For tests that move time. Default: the system's. */
  readonly clock?: Clock;
}

interface Entry {
  readonly token: string;
  readonly value: string;
  readonly isComplete: boolean;
  /** By the monotonic clock. */
  readonly endsAt: number;
}

/** Claims in the memory of one process. They are gone with it: for several processes, use a store that they share. */
export function createMemoryClaimStore({ clock = systemClock }: MemoryClaimStoreOptions = {}): ClaimStore {
  const entries = new Map<string, Entry>();
  let claims = 0;

  const entryOf = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    if (!entry || clock.monotonic() < entry.endsAt) return entry;
    entries.delete(key);
    return undefined;
  };
  const openClaim = (key: string, token: string): Entry | undefined => {
    const entry = entryOf(key);
    return entry?.token === token && !entry.isComplete ? entry : undefined;
  };
  /** Looks for entries that have ended, once in a thousand claims. */
  const forgetEnded = () => {
    if (claims % 1_000 !== 0) return;
    for (const key of [...entries.keys()]) entryOf(key);
  };

  return {
    async claim(key, value, ttlMs): Promise<Claim> {
      const existing = entryOf(key);
      if (existing) {
        return { status: 'existing', value: existing.value, isComplete: existing.isComplete };
      }
      claims += 1;
      forgetEnded();
      const token = String(claims);
      entries.set(key, { token, value, isComplete: false, endsAt: clock.monotonic() + ttlMs });
      return { status: 'mine', token };
    },
    async complete(key, token, value, ttlMs) {
      const entry = openClaim(key, token);
      if (!entry) return false;
      entries.set(key, { token, value, isComplete: true, endsAt: clock.monotonic() + ttlMs });
      return true;
    },
    async release(key, token) {
      return openClaim(key, token) ? entries.delete(key) : false;
    },
  };
}
