import type { Chat, Clock } from '@polychat/core';

/** Remembers where recipients were placed: a bounded number of them, each for a while. */
export class PlacementCache {
  readonly #maxUserIds: number;
  readonly #timeToLiveMs: number;
  readonly #clock: Clock;
  /** In the order in which they were last asked for. */
  readonly #kept = new Map<string, { readonly chat: Chat; readonly until: number }>();

  constructor(
    { maxUserIds, timeToLiveMs }: { readonly maxUserIds: number; readonly timeToLiveMs: number },
    clock: Clock,
  ) {
    this.#maxUserIds = maxUserIds;
    this.#timeToLiveMs = timeToLiveMs;
    this.#clock = clock;
  }

  get(userId: string): Chat | undefined {
    const kept = this.#kept.get(userId);
    if (!kept) return undefined;
    this.#kept.delete(userId);
    if (this.#clock.monotonic() >= kept.until) return undefined;
    this.#kept.set(userId, kept);
    return kept.chat;
  }

  set(userId: string, chat: Chat): void {
    this.#kept.delete(userId);
    this.#kept.set(userId, { chat, until: this.#clock.monotonic() + this.#timeToLiveMs });
    if (this.#kept.size <= this.#maxUserIds) return;
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest);
      break;
    }
  }
}
