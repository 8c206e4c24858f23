import type { Chat, Clock } from '@polychat/core';
import { RecentMap } from './recent-map.ts';

/** Remembers where recipients were placed: a bounded number of them, each for a while. */
export class PlacementCache {
  readonly #timeToLiveMs: number;
  readonly #clock: Clock;
  readonly #kept: RecentMap<{ readonly chat: Chat; readonly until: number }>;

  constructor(
    { maxUserIds, timeToLiveMs }: { readonly maxUserIds: number; readonly timeToLiveMs: number },
    clock: Clock,
  ) {
    this.#timeToLiveMs = timeToLiveMs;
    this.#clock = clock;
    this.#kept = new RecentMap(maxUserIds);
  }

  get(userId: string): Chat | undefined {
    const kept = this.#kept.get(userId);
    if (!kept) return undefined;
    if (this.#clock.monotonic() < kept.until) return kept.chat;
    this.#kept.delete(userId);
    return undefined;
  }

  set(userId: string, chat: Chat): void {
    this.#kept.set(userId, { chat, until: this.#clock.monotonic() + this.#timeToLiveMs });
  }
}
