import type { Claim, ClaimStore, Clock } from '@polychat/core';
import { type Answer, answerInTime } from '../answer-in-time.ts';
import { keptForMs } from './pinned-decisions.ts';
import type { MigrationSide } from './stage.ts';

export interface CopyClaimsOptions {
  readonly claims: ClaimStore;
  /** The name of the chat: its keys are its own. */
  readonly chat: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** What became of the claims of a write. */
export interface TakenCopies {
  /** Those whose copy is to be written now, with what proves the claim. */
  readonly mine: ReadonlyMap<string, string>;
  /** Those whose copy has been written, or is being written. */
  readonly existing: readonly string[];
  /** Those of whom the store did not say. */
  readonly unknown: readonly string[];
}

/** Makes sure that nobody gets the copy of a message with a key twice, also when the message is sent again. */
export class CopyClaims {
  readonly #options: CopyClaimsOptions;

  constructor(options: CopyClaimsOptions) {
    this.#options = options;
  }

  /** Takes the copies of these users that nobody has taken. Never rejects. */
  async take(idempotencyKey: string, side: MigrationSide, userIds: readonly string[]): Promise<TakenCopies> {
    const { claims } = this.#options;
    const claim = (userId: string) => {
      const key = this.#keyOf(idempotencyKey, side, userId);
      // Kept, it would stand in the way of a later write.
      const giveBack = (late: Claim) => {
        if (late?.status === 'mine') void this.#ask(() => claims.release(key, late.token));
      };
      return this.#ask(() => claims.claim(key, 'copy', keptForMs), giveBack);
    };
    const answers = await Promise.all(userIds.map(claim));
    const mine = new Map<string, string>();
    const existing: string[] = [];
    const unknown: string[] = [];
    for (const [at, userId] of userIds.entries()) {
      const answer = answers[at];
      const taken = answer?.status === 'answered' ? answer.value : undefined;
      if (taken?.status === 'mine') mine.set(userId, taken.token);
      else (taken?.status === 'existing' ? existing : unknown).push(userId);
    }
    return { mine, existing, unknown };
  }

  /**
   * Keeps the claims of those who have their copy, or may have it, and gives back those of the others. A store that fails
   * now keeps all of them, so that nobody gets a copy twice. Never rejects.
   */
  async settle(
    idempotencyKey: string,
    side: MigrationSide,
    tokens: ReadonlyMap<string, string>,
    hasCopy: (userId: string) => boolean,
  ): Promise<void> {
    const { claims } = this.#options;
    await Promise.all(
      [...tokens].map(([userId, token]) => {
        const key = this.#keyOf(idempotencyKey, side, userId);
        return this.#ask(() =>
          hasCopy(userId) ? claims.complete(key, token, 'copy', keptForMs) : claims.release(key, token),
        );
      }),
    );
  }

  #keyOf(idempotencyKey: string, side: MigrationSide, userId: string): string {
    return JSON.stringify(['polychat.migration', this.#options.chat, 'copy', idempotencyKey, side, userId]);
  }

  #ask<Value>(ask: () => Promise<Value>, onLate?: (answer: Value) => void): Promise<Answer<Value>> {
    const { timeoutMs, clock } = this.#options;
    return answerInTime(ask, timeoutMs, clock, undefined, onLate);
  }
}
