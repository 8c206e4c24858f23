import type { RecipientOutcome } from '@polychat/core';

/** Outcomes from several chats on their way to one reader. Who brings them waits while a bounded number is unread. */
export class OutcomeMerge implements AsyncIterable<readonly RecipientOutcome[]> {
  readonly #bound: number;
  #ready: (readonly RecipientOutcome[])[] = [];
  #isClosed = false;
  #isDiscarded = false;
  #writers: (() => void)[] = [];
  #wakeReader = () => {};

  constructor(bound: number) {
    this.#bound = bound;
  }

  /** Resolves when they wait to be read; to false where nobody reads any more. */
  async put(outcomes: readonly RecipientOutcome[]): Promise<boolean> {
    while (!this.#isDiscarded && this.#ready.length >= this.#bound) {
      await new Promise<void>((resolve) => {
        this.#writers.push(resolve);
      });
    }
    if (this.#isDiscarded) return false;
    this.#ready.push(outcomes);
    this.#wakeReader();
    return true;
  }

  /** Nothing more will be put. */
  close(): void {
    this.#isClosed = true;
    this.#wakeReader();
  }

  /** Nobody reads any more. Returns what nobody has read. */
  discard(): readonly (readonly RecipientOutcome[])[] {
    this.#isDiscarded = true;
    this.#wakeWriters();
    return this.#ready.splice(0);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly RecipientOutcome[]> {
    for (;;) {
      const outcomes = this.#ready.shift();
      if (outcomes) {
        this.#wakeWriters();
        yield outcomes;
      } else if (this.#isClosed) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wakeReader = resolve;
        });
      }
    }
  }

  #wakeWriters(): void {
    for (const wake of this.#writers.splice(0)) wake();
  }
}
