/**
 * Hands outcomes from the calls to whoever reads them. What is under way and what nobody has read yet together
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
  #wakeWriter = () => {};

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

  /** Waits until another call may start. */
  async capacity(): Promise<void> {
    while (!this.#isDiscarded && !this.#isEnding && this.#running + this.#ready.length >= this.#bound) {
      await new Promise<void>((resolve) => {
        this.#wakeWriter = resolve;
      });
    }
  }

  started(): void {
    this.#running += 1;
  }

  ended(): void {
    this.#running -= 1;
    this.#wakeWriter();
  }

  /** Nothing more will be put. */
  close(): void {
    this.#isClosed = true;
    this.#wakeReader();
  }

  /** No call starts any more, so nobody waits for capacity either. */
  end(): void {
    this.#isEnding = true;
    this.#wakeWriter();
  }

  /** Nobody reads any more. Returns what nobody has read. */
  discard(): readonly (readonly Outcome[])[] {
    this.#isDiscarded = true;
    this.#wakeWriter();
    return this.#ready.splice(0);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly Outcome[]> {
    for (;;) {
      const outcomes = this.#ready.shift();
      if (outcomes) {
        this.#wakeWriter();
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
