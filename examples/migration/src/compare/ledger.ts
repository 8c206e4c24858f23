import type { MissingCopies } from '@polychat/routing';
import type { Post } from '../scenario/posts.ts';
import type { Fate } from '../scenario/send-post.ts';
import type { Step } from '../scenario/steps.ts';

/** One message to one user: each time that it was sent, and what was said of it. */
export interface Entry {
  readonly post: Post;
  readonly userId: string;
  /** The step in which it was sent first: a repeated message goes the way that it went first. */
  readonly step: Step;
  readonly fates: Fate[];
  /** What the migration said of its copy, where that is missing or may be. */
  readonly missing: MissingCopies['status'][];
  /** Whether the copy was written after it had been missing. */
  wasWrittenLater: boolean;
}

/** What the app knows: its messages, their receipts, and what the migration said to be missing. */
export class Ledger {
  readonly #entries = new Map<string, Entry>();

  get entries(): readonly Entry[] {
    return [...this.#entries.values()];
  }

  /** A post is to be sent. What is missing may be known before its receipt is read. */
  begin(step: Step, post: Post): void {
    for (const userId of post.to) {
      const key = keyOf(post.id, userId);
      if (this.#entries.has(key)) continue;
      this.#entries.set(key, { post, userId, step, fates: [], missing: [], wasWrittenLater: false });
    }
  }

  sent(post: Post, fates: readonly Fate[]): void {
    for (const fate of fates) this.#entry(post.id, fate.userId).fates.push(fate);
  }

  missing({ correlationId = '', userIds, status }: MissingCopies): void {
    for (const userId of userIds) this.#entry(correlationId, userId).missing.push(status);
  }

  writtenLater({ correlationId = '' }: MissingCopies, userIds: readonly string[]): void {
    for (const userId of userIds) this.#entry(correlationId, userId).wasWrittenLater = true;
  }

  #entry(postId: string, userId: string): Entry {
    const entry = this.#entries.get(keyOf(postId, userId));
    if (!entry) throw new Error(`${postId} was never sent to ${userId}`);
    return entry;
  }
}

function keyOf(postId: string, userId: string): string {
  return `${postId} ${userId}`;
}
