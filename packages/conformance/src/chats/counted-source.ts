/** Far above what the vendors' chats take at once, and below what there is. */
export const mostAhead = 10_000;
export const many = 12_000;

/** A source that counts what is pulled, and notes when it is left. */
export class CountedSource implements AsyncIterable<string> {
  pulled = 0;
  isLeft = false;
  readonly #count: number;
  readonly #end: () => void;

  constructor(count: number, end: () => void = () => {}) {
    this.#count = count;
    this.#end = end;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    try {
      while (this.pulled < this.#count) {
        this.pulled += 1;
        yield `u${this.pulled - 1}`;
      }
      this.#end();
    } finally {
      this.isLeft = true;
    }
  }
}
