import { type ReadySource, takeReady } from '@polychat/core/combine';

type Next = IteratorResult<string, undefined>;

const ended: Next = { done: true, value: undefined };

/** Ids on their way to one chat: a bounded number waits until the chat takes them. */
export class IdBuffer implements ReadySource<string> {
  readonly #size: number;
  #waiting: string[] = [];
  /** Those before it have been taken. */
  #head = 0;
  #isEnded = false;
  #readers: ((next: Next) => void)[] = [];
  #writers: (() => void)[] = [];

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
    if (this.#readers.length === 0) this.#waiting.push(userId);
    else this.#readers.shift()?.({ done: false, value: userId });
  }

  /** Resolves when there is space for one more, or when no more are wanted. */
  space(): Promise<void> {
    if (!this.isFull || this.#isEnded) return Promise.resolve();
    return new Promise((resolve) => {
      this.#writers.push(resolve);
    });
  }

  /** No more will be put; what waits is still taken. */
  end(): void {
    this.#isEnded = true;
    for (const reader of this.#readers.splice(0)) reader(ended);
    this.#wakeWriters();
  }

  /** Nothing more will be taken. Returns what was not. */
  close(): readonly string[] {
    this.end();
    const left = this.#waiting.slice(this.#head);
    this.#waiting = [];
    this.#head = 0;
    return left;
  }

  [takeReady](most: number): readonly string[] {
    const ready = this.#waiting.slice(this.#head, this.#head + most);
    this.#taken(ready.length);
    return ready;
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

  /** All of them: who finds it full again adds all the same, and there are never more of them than chats. */
  #wakeWriters(): void {
    for (const wake of this.#writers.splice(0)) wake();
  }

  #taken(count: number): void {
    if (count === 0) return;
    this.#head += count;
    if (this.#head >= this.#size) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    this.#wakeWriters();
  }

  #next(): Promise<Next> {
    const value = this.#waiting[this.#head];
    if (value !== undefined) {
      this.#taken(1);
      return Promise.resolve({ done: false, value });
    }
    if (this.#isEnded) return Promise.resolve(ended);
    return new Promise((resolve) => {
      this.#readers.push(resolve);
    });
  }
}
