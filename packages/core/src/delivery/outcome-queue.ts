/**
 * Hands outcomes from those who send to whoever reads them. What is under way and what nobody has read yet together
 * stay within a bound, so that a slow reader slows the sending down.
 */
export class OutcomeQueue<Outcome> implements AsyncIterable<readonly Outcome[]> {
  readonly #bound: number;
  readonly #ready: (readonly Outcome[])[] = [];
  #running = 0;
  #isClosed = false;
  #isEnding = false;
  #isDiscarded = false;
  #wakeReader = () => {};
  /** Those who wait for capacity. */
  #writers: (() => void)[] = [];

  constructor(bound: number) {
    this.#bound = bound;
  }

  /** Says whether there is still somebody to read them. */
  put(outcomes: readonly Outcome[]): boolean {
    if (this.#isDiscarded) return false;
    this.#ready.push(outcomes);
    this.#wakeReader();
    return true;
  }

  /** As `put`, when there is capacity. */
  async putInTurn(outcomes: readonly Outcome[]): Promise<boolean> {
    // Without a turn between the look and the put: of several that wait, each sees what the one before it put.
    while (this.#isFull) await this.#freed();
    return this.put(outcomes);
  }

  /** Waits until another call may start. */
  async capacity(): Promise<void> {
    while (this.#isFull) await this.#freed();
  }

  get #isFull(): boolean {
    return !this.#isDiscarded && !this.#isEnding && this.#running + this.#ready.length >= this.#bound;
  }

  #freed(): Promise<void> {
    return new Promise((resolve) => {
      this.#writers.push(resolve);
    });
  }

  #wakeWriters(): void {
    if (this.#writers.length > 0) for (const wake of this.#writers.splice(0)) wake();
  }

  started(): void {
    this.#running += 1;
  }

  ended(): void {
    this.#running -= 1;
    this.#wakeWriters();
  }

  /** Nothing more will be put. */
  close(): void {
    this.#isClosed = true;
    this.#wakeReader();
  }

  /** No call starts any more, so nobody waits for capacity either. */
  end(): void {
    this.#isEnding = true;
    this.#wakeWriters();
  }

  /** Nobody reads any more. Returns what nobody has read. */
  discard(): readonly (readonly Outcome[])[] {
    this.#isDiscarded = true;
    this.#wakeWriters();
    return this.#ready.splice(0);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly Outcome[]> {
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
}
