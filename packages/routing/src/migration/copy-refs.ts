import type { ClaimStore, Clock, MessageRef } from '@polychat/core';
import { keyOfRef, sleep } from '@polychat/core/combine';
import { answerInTime } from '../answer-in-time.ts';
import { RecentMap } from '../recent-map.ts';
import { keptForMs } from './pinned-decisions.ts';

export interface CopyRefsOptions {
  /** The store that was given. Without one, this process remembers the newest pairs alone. */
  readonly claims: ClaimStore | undefined;
  /** The name of the chat: its keys are its own. */
  readonly chat: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** The other copy of a message that was written twice. */
export interface OtherCopy {
  readonly ref: MessageRef;
  /** The id of the envelope that both copies have; absent where there is none. */
  readonly envelopeId?: string;
}

/** What is known of the other copy. */
export type FoundCopy =
  | { readonly status: 'known'; readonly copy: OtherCopy }
  /** Nobody kept one: the message was written once, or longer ago than a day, or its copy has not been written. */
  | { readonly status: 'none' }
  | { readonly status: 'store_failed' };

/** A lookup holds a free key for a moment. So often a pair that is to be kept waits for that, and so long each time. */
const keepAttempts = 5;
const pauseMs = 20;

/** How many messages are remembered without a store: two for each that was written twice. */
const mostInMemory = 20_000;

/**
 * Keeps which two messages are copies of each other, for a day, in the store of the claims: a message can be taken back
 * and changed at both vendors by any process that shares the store.
 */
export class CopyRefs {
  readonly #options: CopyRefsOptions;
  readonly #recent = new RecentMap<OtherCopy>(mostInMemory);

  constructor(options: CopyRefsOptions) {
    this.#options = options;
  }

  /** Keeps a pair, to be found by either of the two. Never rejects: a store that fails loses the pair. */
  async keep(one: MessageRef, another: MessageRef, envelopeId: string | undefined): Promise<void> {
    await Promise.all([
      this.#put(one, { ref: another, envelopeId }),
      this.#put(another, { ref: one, envelopeId }),
    ]);
  }

  /** The other copy of a message. Never rejects. */
  async find(ref: MessageRef): Promise<FoundCopy> {
    const { claims, timeoutMs, clock } = this.#options;
    const key = this.#keyOf(ref);
    if (!claims) {
      const copy = this.#recent.get(key);
      return copy ? { status: 'known', copy } : { status: 'none' };
    }
    const answer = await answerInTime(() => claims.claim(key, lookup, timeoutMs), timeoutMs, clock);
    if (answer.status !== 'answered') return { status: 'store_failed' };
    const claim = answer.value;
    if (claim?.status === 'existing') {
      const copy = readCopy(claim.value);
      return copy ? { status: 'known', copy } : { status: 'none' };
    }
    if (claim?.status === 'mine') {
      await answerInTime(() => claims.release(key, claim.token), timeoutMs, clock);
    }
    return { status: 'none' };
  }

  async #put(ref: MessageRef, copy: OtherCopy): Promise<void> {
    const { claims, timeoutMs, clock } = this.#options;
    if (!claims) {
      this.#recent.set(this.#keyOf(ref), copy);
      return;
    }
    const value = JSON.stringify({ version: 1, ...copy });
    for (let attempt = 1; attempt <= keepAttempts; attempt += 1) {
      const answer = await answerInTime(
        () => claims.claim(this.#keyOf(ref), value, keptForMs),
        timeoutMs,
        clock,
      );
      const isLookedUp =
        answer.status === 'answered' && answer.value?.status === 'existing' && answer.value.value === lookup;
      if (!isLookedUp) return;
      await sleep(clock, pauseMs);
    }
  }

  #keyOf(ref: MessageRef): string {
    return JSON.stringify(['polychat.migration', this.#options.chat, 'ref', keyOfRef(ref)]);
  }
}

/** What a lookup leaves in a free key for a moment. */
const lookup = '';

function readCopy(value: string): OtherCopy | undefined {
  try {
    const { version, ref, envelopeId } = JSON.parse(value);
    return version === 1 && typeof ref === 'object' && ref ? { ref, envelopeId } : undefined;
  } catch {
    return undefined;
  }
}
