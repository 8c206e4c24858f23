import type { Vendor } from '@polychat/emulator';
import type { Entry } from './ledger.ts';

/** Keeps the way that the messages of two users go: within a step, all of them go the same. */
export class WaysOfPairs {
  readonly #ways = new Map<string, string>();

  /** Returns what is wrong, in words. */
  note({ step, post, userId }: Entry, authority: Vendor, isWrittenTwice: boolean): readonly string[] {
    const pair = [post.from, userId].sort().join(' and ');
    const way = `${authority}${isWrittenTwice ? ', written twice' : ''}`;
    const key = `${step.title}: ${pair}`;
    const before = this.#ways.get(key) ?? way;
    this.#ways.set(key, before);
    return before === way ? [] : [`${post.id}: ${key}: ${way}, and before ${before}`];
  }
}
