import type { CallRecord, Journal } from '@polychat/core';
import { packIntent } from '../content/intents.ts';
import type { HeldChunk, NewIntent } from '../ports/campaign-store.ts';
import type { BegunCalls } from './begun-calls.ts';
import type { CommitQueue } from './commit-queue.ts';
import type { Stopping } from './stopping.ts';
import type { WorkerContext } from './worker-context.ts';

interface JournalParts {
  readonly held: HeldChunk;
  readonly recipients: readonly string[];
  readonly calls: BegunCalls;
  readonly stopping: Stopping;
  readonly commits: CommitQueue;
  readonly context: WorkerContext;
}

/** Stores the calls of one chunk before they leave, while the chunk is ours. */
export class ChunkJournal implements Journal {
  readonly #parts: JournalParts;
  readonly #asked = new Set<Promise<void>>();
  #positions: ReadonlyMap<string, number> | undefined;

  constructor(parts: JournalParts) {
    this.#parts = parts;
  }

  async begin(records: readonly CallRecord[]): Promise<void> {
    const asked = this.#ask(records);
    this.#asked.add(asked);
    try {
      await asked;
    } finally {
      this.#asked.delete(asked);
    }
  }

  /** Resolves when the store has answered all that it was asked. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#asked);
  }

  async #ask(records: readonly CallRecord[]): Promise<void> {
    const { held, calls, commits, stopping, context } = this.#parts;
    const placed = records.map((record) => ({ record, positions: this.#positionsOf(record) }));
    const { storeClock } = context;
    const intents = placed.map(
      ({ record, positions }): NewIntent => ({
        callId: record.callId,
        ...(record.replaces === undefined ? {} : { replaces: record.replaces }),
        bytes: packIntent(record, positions),
        firstAttemptAt: storeClock.storeTimeOf(record.firstAttemptAt),
        runsForMs: storeClock.longestUntil(record.mayRunUntil),
      }),
    );
    for (const { positions } of placed) calls.ask(positions);
    const isOurs = await commits.begin({ ...held, intents }).catch((error: unknown) => {
      stopping.because('store');
      throw error;
    });
    if (!isOurs) {
      stopping.because('lost');
      throw new Error('another worker has the chunk');
    }
    for (const { record, positions } of placed) {
      calls.add(record.callId, positions);
      if (context.clock.now() <= record.leaveBy) calls.answered(positions);
    }
  }

  /** Where a call's items stand in the chunk. By their ids: of several chats that are one, each counts in its own list. */
  #positionsOf({ items }: CallRecord): readonly number[] {
    const { recipients, stopping } = this.#parts;
    this.#positions ??= new Map(recipients.map((userId, position) => [userId, position]));
    const positions = this.#positions;
    return items.map(({ userId }) => {
      const position = positions.get(userId);
      if (position !== undefined) return position;
      stopping.because('refused');
      throw new Error(
        'the chat gives users other ids, so that nobody could tell after a crash whom a call was for',
      );
    });
  }
}
