import type { ProblemCode } from '@polychat/core';
import type { MigrationOperation } from './migration-report.ts';
import type { MigrationSide, MigrationStage } from './stage.ts';

/**
 * Recipients of one message whose copy is missing, or may be. Plain JSON, without the message: keep it, find the message
 * by its key or correlation id, and give both to `writeMissing`.
 */
export interface MissingCopies {
  readonly operation: MigrationOperation;
  /** Where it is missing. */
  readonly side: MigrationSide;
  /** The name of that chat. */
  readonly via: string;
  /** The stage by which it was to be written. */
  readonly stage: MigrationStage;
  /**
   * - `not_written`: it was never tried.
   * - `failed`: the chat refused it, or was not reached. Certainly not there.
   * - `unconfirmed`: nobody knows. Writing it again may bring it twice.
   */
  readonly status: 'not_written' | 'failed' | 'unconfirmed';
  /** Why: the code of the problem; or the queue was full, the chat was closed, the store of claims failed. */
  readonly reason: ProblemCode | 'queue_full' | 'closed' | 'claims_failed';
  /** The recipients, 1,000 at most. Empty for a broadcast, and for a message to a group or a room. */
  readonly userIds: readonly string[];
  /** Of a message to a group or a room: its id, at most 64 characters of it. */
  readonly conversationId?: string;
  /**
   * Of a broadcast that some of the chats behind `via` have taken: the names of those that it is missing at. `writeMissing`
   * sends it through these alone.
   */
  readonly missingAt?: readonly string[];
  /** Names the send, in the events and the report of this chat. */
  readonly sendId: string;
  readonly idempotencyKey?: string;
  readonly correlationId?: string;
  /** The id in the message's envelope, where it has one. */
  readonly envelopeId?: string;
  /** When that became known, in milliseconds since 1970. */
  readonly at: number;
}

/** How many recipients these are; a message that is one call counts as one. */
function countOf({ operation, userIds }: MissingCopies): number {
  return operation === 'direct' ? userIds.length : 1;
}

/** Keeps what is missing until somebody takes it; a bounded number of recipients. */
export class MissingBuffer {
  readonly #bound: number;
  #kept: MissingCopies[] = [];
  #count = 0;
  #dropped = 0;

  constructor(bound: number) {
    this.#bound = bound;
  }

  get count(): number {
    return this.#count;
  }

  get dropped(): number {
    return this.#dropped;
  }

  add(missing: MissingCopies): void {
    const count = countOf(missing);
    if (this.#count + count > this.#bound) {
      this.#dropped += count;
      return;
    }
    this.#kept.push(missing);
    this.#count += count;
  }

  /** Gives what is there now, and keeps what was not asked for. */
  async *take(): AsyncGenerator<MissingCopies> {
    // What is added meanwhile waits for the next time: else a loop that writes again and fails would have no end.
    for (let left = this.#kept.length; left > 0; left -= 1) {
      const next = this.#kept.shift();
      if (!next) return;
      this.#count -= countOf(next);
      yield next;
    }
  }
}
