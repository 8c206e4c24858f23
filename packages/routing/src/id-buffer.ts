type Next = IteratorResult<string, undefined>;

const ended: Next = { done: true, value: undefined };

/** Ids on their way to one chat: a bounded number waits until the chat takes them. */
export class IdBuffer implements AsyncIterable<string> {
  readonly #size: number;
  #waiting: string[] = [];
  /** Those before it have been taken. */
  #head = 0;
  #isEnded = false;
  #readers: ((next: Next) => void)[] = [];
  #wakeWriter = () => {};

  constructor(size: number) {
    this.#size = size;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  get isFull(): boolean {
    return this.#waiting.length - this.#head >= this.#size;
  }

  /** Adds an id. Not to be called when it is full or has ended. */
  put(userId: string): void {
    const reader = this.#readers.shift();
    if (reader) reader({ done: false, value: userId });
    else this.#waiting.push(userId);
  }

  /** Resolves when there is space for one more, or when no more are wanted. One at a time may wait. */
  space(): Promise<void> {
    if (!this.isFull || this.#isEnded) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wakeWriter = resolve;
    });
  }

  /** No more will be put; what waits is still taken. */
  end(): void {
    this.#isEnded = true;
    for (const reader of this.#readers.splice(0)) reader(ended);
    this.#wakeWriter();
  }

  /** Nothing more will be taken. Returns what was not. */
  close(): readonly string[] {
    this.end();
    const left = this.#waiting.slice(this.#head);
    this.#waiting = [];
    this.#head = 0;
    return left;
  }

  [Symbol.asyncIterator](): AsyncIterator<string, undefined> {
    return {
      next: () => this.#next(),
      return: () => {
        this.end();
        return Promise.resolve(ended);
      },
    };
  }

  #next(): Promise<Next> {
    const value = this.#waiting[this.#head];
    if (value !== undefined) {
      this.#head += 1;
      if (this.#head >= this.#size) {
        this.#waiting = this.#waiting.slice(this.#head);
        this.#head = 0;
      }
      this.#wakeWriter();
      return Promise.resolve({ done: false, value });
    }
    if (this.#isEnded) return Promise.resolve(ended);
    return new Promise((resolve) => {
      this.#readers.push(resolve);
    });
  }
}
