import type { Chat, RecipientOutcome } from '@polychat/core';
import type { ClaimedChunk } from '../ports/campaign-store.ts';
import type { BegunCalls } from './begun-calls.ts';
import type { ChunkJournal } from './chunk-journal.ts';
import type { Stopping } from './stopping.ts';
import type { WorkerContext } from './worker-context.ts';

/** What the parts of a chunk's work share. */
export interface ChunkWork {
  readonly claim: ClaimedChunk;
  readonly chat: Chat;
  readonly recipients: readonly string[];
  readonly calls: BegunCalls;
  readonly stopping: Stopping;
  readonly context: WorkerContext;
  /** A journal for calls whose items are these recipients. */
  readonly journal: ChunkJournal;
  /**
   * Stores outcomes, whose `index` is the position in the chunk, and the ends of calls. Fenced: only while the chunk is
   * ours.
   */
  report(outcomes: readonly RecipientOutcome[], endedCalls: readonly string[], isFenced: boolean): void;
}
