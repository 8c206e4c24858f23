import type { Chat, Clock } from '@polychat/core';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { StoreClock } from './store-clock.ts';

/** What all chunks of a worker have in common. */
export interface WorkerContext {
  readonly store: CampaignStore;
  readonly chats: ReadonlyMap<string, Chat>;
  readonly clock: Clock;
  readonly storeClock: StoreClock;
  readonly leaseMs: number;
  readonly onError: (error: unknown) => void;
}
