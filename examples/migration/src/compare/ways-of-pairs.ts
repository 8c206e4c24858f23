import type { Vendor } from '@polychat/emulator';
import type { Step } from '../scenario/steps.ts';
import type { Entry } from './ledger.ts';

/** So few pairs say nothing of a share, and so far from it may it be. */
const leastPairs = 40;
const mostOff = 0.25;

/** The way that the messages of two users go. */
interface Way {
  readonly words: string;
  /** Whether the stage has reached them, and not only the one before. */
  readonly isReached: boolean;
}

/** Keeps the ways of all pairs: within a step all messages of two users go the same, and a part of the pairs is reached. */
export class WaysOfPairs {
  readonly #steps = new Map<Step, Map<string, Way>>();

  /** Returns what is wrong with this message, in words. */
  note({ step, post, userId }: Entry, authority: Vendor, isWrittenTwice: boolean): readonly string[] {
    const pairs = this.#steps.get(step) ?? new Map<string, Way>();
    this.#steps.set(step, pairs);
    const pair = [post.from, userId].sort().join(' and ');
    const words = `${authority}${isWrittenTwice ? ', written twice' : ''}`;
    const isReached = step.stage === 'dualwrite' ? isWrittenTwice : authority === 'zim';
    const before = pairs.get(pair);
    if (!before) pairs.set(pair, { words, isReached });
    if (!before || before.words === words) return [];
    return [`${post.id}: ${step.title}: ${pair}: ${words}, and before ${before.words}`];
  }

  /** Returns, in words, the steps whose rollout has not reached about the part of the pairs that it should. */
  wrongShares(): readonly string[] {
    return [...this.#steps].flatMap(([{ title, rollout }, pairs]) => {
      if (rollout === 1 || pairs.size < leastPairs) return [];
      const share = [...pairs.values()].filter(({ isReached }) => isReached).length / pairs.size;
      if (Math.abs(share - rollout) <= mostOff) return [];
      return [`${title}: the rollout of ${rollout} has reached ${share.toFixed(2)} of ${pairs.size} pairs`];
    });
  }
}
