import type { BulkSend, Chat, Clock, RecipientOutcome, Warning } from '@polychat/core';
import { aborted, type BulkWatch, invalidField, SourceReader } from '@polychat/core/combine';
import { Lane } from './lane.ts';
import { OutcomeMerge } from './outcome-merge.ts';
import { fieldInList } from './place-in-input.ts';
import type { Placer } from './placing.ts';

/** A message on its way to recipients who go through several chats. */
export interface RoutedStreamOptions {
  /** The name of the chat that routes. */
  readonly via: string;
  readonly source: Iterable<string> | AsyncIterable<string>;
  readonly placer: Placer;
  /** The chats that may be used. */
  readonly chats: ReadonlyMap<string, Chat>;
  /** Starts the part of a chat. */
  readonly open: (chat: Chat, source: AsyncIterable<string>, signal: AbortSignal) => BulkSend;
  readonly exactDuplicates: boolean;
  readonly bufferSize: number;
  readonly batchSize: number;
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock;
}

/** So many parts of outcomes wait for a slow reader. */
const mostUnread = 32;

interface Position {
  readonly userId: string;
  readonly index: number;
}

/**
 * Pulls recipients, places them, and hands each to the chat that is theirs. A slow chat holds up the others only when
 * its own buffer is full. Who is pulled while the same id is on its way through the same chat is a duplicate.
 */
export class RoutedStream {
  readonly #options: RoutedStreamOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #cancelled = new AbortController();
  readonly #stopped = new AbortController();
  readonly #merge = new OutcomeMerge(mostUnread);

  constructor(options: RoutedStreamOptions) {
    this.#options = options;
  }

  get warnings(): readonly Warning[] {
    return [...this.#lanes.values()].flatMap(({ warnings }) => warnings);
  }

  /** Whether a chat ended before everybody had gone through it. */
  get isCutShort(): boolean {
    return [...this.#lanes.values()].some(({ isCutShort }) => isCutShort);
  }

  /** Leaving the loop cancels what is under way. */
  async *run(watch: Partial<BulkWatch>): AsyncGenerator<readonly RecipientOutcome[]> {
    const { signal } = this.#options;
    const stop = () => this.#stopped.abort();
    const cancel = () => {
      this.#cancelled.abort(signal?.reason);
      stop();
    };
    const unlink = [link(signal, cancel), link(watch.stop, stop)];
    const pumping = this.#pump(watch);
    // What a source throws waits for a reader who may be slow; until then nobody may take it for forgotten.
    pumping.catch(() => {});
    let isOver = false;
    try {
      yield* this.#merge;
      isOver = true;
      await pumping;
    } finally {
      for (const each of unlink) each();
      if (!isOver) {
        cancel();
        for (const outcomes of this.#merge.discard()) watch.onUnread?.(outcomes);
        await pumping.catch(() => {});
      }
    }
  }

  async #pump(watch: Partial<BulkWatch>): Promise<void> {
    const { source, exactDuplicates, clock, batchSize } = this.#options;
    const stopped = this.#stopped.signal;
    const put = async (outcomes: readonly RecipientOutcome[]) => {
      if (outcomes.length === 0) return;
      watch.onOutcomes?.(outcomes);
      if (!(await this.#merge.put(outcomes))) watch.onUnread?.(outcomes);
    };
    const onDuplicate = () => watch.onPulled?.(true);
    const reader = new SourceReader<string>(
      {
        source,
        exactDuplicates,
        userIdOf: (userId) => userId,
        // The others are counted when they are taken: some of them may be on their way already.
        onPulled: (isDuplicate) => isDuplicate && onDuplicate(),
      },
      stopped,
      clock,
    );
    const failInvalid = () => put(reader.takeInvalidItems().map((item) => this.#invalid(item, watch)));
    try {
      while (!stopped.aborted) {
        const pending = await reader.fill(batchSize);
        const taken = pending.length > 0 ? reader.take(batchSize) : [];
        const invalid = reader.takeInvalidItems();
        await put(invalid.map((item) => this.#invalid(item, watch)));
        if (taken.length === 0 && invalid.length === 0) break;
        await this.#hand(taken, watch, put);
      }
    } finally {
      const lanes = [...this.#lanes.values()];
      for (const lane of lanes) lane.end();
      await Promise.all([...lanes.map(({ done }) => done), reader.endPull()]);
      await put(reader.leftOver().map((position) => this.#unsent(position, watch)));
      await failInvalid();
      reader.stop();
      this.#merge.close();
    }
  }

  /** Hands everybody to the chat that is theirs. */
  async #hand(
    positions: readonly Position[],
    watch: Partial<BulkWatch>,
    put: (outcomes: readonly RecipientOutcome[]) => Promise<void>,
  ): Promise<void> {
    const { placer, chats, via } = this.#options;
    const userIds = positions.map(({ userId }) => userId);
    const placements = await placer.place(userIds, chats, this.#stopped.signal);
    const failed: RecipientOutcome[] = [];
    for (const [at, { userId, index }] of positions.entries()) {
      const { chat, problem } = placements[at] ?? {};
      const lane = chat && this.#laneOf(chat, put);
      const isDuplicate = lane?.has(userId) === true;
      watch.onPulled?.(isDuplicate);
      if (isDuplicate) continue;
      if (problem) failed.push({ userId, index, status: 'failed', via, problem });
      if (!lane) continue;
      // A turn of the event loop for each would cost more than all the rest.
      const refused = lane.hasSpace ? lane.addNow(userId, index) : await lane.add(userId, index);
      if (refused) failed.push(refused);
    }
    await put(failed);
  }

  #laneOf(chat: Chat, put: (outcomes: readonly RecipientOutcome[]) => Promise<void>): Lane {
    const known = this.#lanes.get(chat.name);
    if (known) return known;
    const { open, bufferSize } = this.#options;
    const lane = new Lane({
      chat,
      bufferSize,
      open: (source) => open(chat, source, this.#cancelled.signal),
      put,
      stop: this.#stopped.signal,
    });
    this.#lanes.set(chat.name, lane);
    return lane;
  }

  #invalid({ userId, index }: Position, watch: Partial<BulkWatch>): RecipientOutcome {
    watch.onPulled?.(false);
    const problem = invalidField(fieldInList(index), 'must be a string, the user id');
    return { userId, index, status: 'failed', via: this.#options.via, problem };
  }

  #unsent({ userId, index }: Position, watch: Partial<BulkWatch>): RecipientOutcome {
    watch.onPulled?.(false);
    return { userId, index, status: 'failed', via: this.#options.via, problem: aborted('not_sent') };
  }
}

/** Does it when the signal aborts, at once where it has; returns what forgets the signal. */
function link(signal: AbortSignal | undefined, act: () => void): () => void {
  if (signal?.aborted) act();
  signal?.addEventListener('abort', act, { once: true });
  return () => signal?.removeEventListener('abort', act);
}
