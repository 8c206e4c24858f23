import type { BulkSend, Chat, RecipientOutcome } from '@polychat/core';
import { CombinedStream, type CombinedStreamOptions, type Position } from './combined-stream.ts';
import { Lane } from './lane.ts';
import type { Placer } from './placing.ts';

/** A message on its way to recipients who go through several chats. */
export interface RoutedStreamOptions extends CombinedStreamOptions {
  readonly placer: Placer;
  /** The chats that may be used. */
  readonly chats: ReadonlyMap<string, Chat>;
  /** Starts the part of a chat. */
  readonly open: (chat: Chat, source: AsyncIterable<string>, signal: AbortSignal) => BulkSend;
  readonly bufferSize: number;
}

/**
 * Pulls recipients, places them, and hands each to the chat that is theirs. A slow chat holds up the others only when
 * its own buffer is full. Who is pulled while the same id is on its way through the same chat is a duplicate.
 */
export class RoutedStream extends CombinedStream {
  readonly #options: RoutedStreamOptions;
  readonly #lanes = new Map<string, Lane>();

  constructor(options: RoutedStreamOptions) {
    super(options);
    this.#options = options;
  }

  protected get lanes(): Iterable<Lane> {
    return this.#lanes.values();
  }

  /** Hands everybody to the chat that is theirs. */
  protected async hand(positions: readonly Position[]): Promise<void> {
    const { placer, chats, via } = this.#options;
    const userIds = positions.map(({ userId }) => userId);
    const placements = await placer.place(userIds, chats, this.stopped);
    const failed: RecipientOutcome[] = [];
    for (const [at, { userId, index }] of positions.entries()) {
      const { chat, problem } = placements[at] ?? {};
      const lane = chat && this.#laneOf(chat);
      const isDuplicate = lane?.has(userId) === true;
      this.onPulled(isDuplicate);
      if (isDuplicate) continue;
      if (problem) failed.push({ userId, index, status: 'failed', via, problem });
      if (!lane) continue;
      // A turn of the event loop for each would cost more than all the rest.
      const refused = lane.hasSpace ? lane.addNow(userId, index) : await lane.add(userId, index);
      if (refused) failed.push(refused);
    }
    await this.put(failed);
  }

  #laneOf(chat: Chat): Lane {
    const known = this.#lanes.get(chat.name);
    if (known) return known;
    const { open, bufferSize } = this.#options;
    const lane = new Lane({
      chat,
      bufferSize,
      open: (source) => open(chat, source, this.cancelled),
      put: this.put,
      stop: this.stopped,
    });
    this.#lanes.set(chat.name, lane);
    return lane;
  }
}
