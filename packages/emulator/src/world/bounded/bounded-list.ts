/** A list that keeps the newest items only. Adding and dropping the oldest take constant time. */
export class BoundedList<Item> implements Iterable<Item> {
  #items: (Item | undefined)[] = [];
  #start = 0;
  readonly #limit: number;

  /** @param limit how many items are kept; `Infinity` where the owner drops them by itself */
  constructor(limit = Number.POSITIVE_INFINITY) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#items.length - this.#start;
  }

  /** Adds an item, and drops the oldest when there are too many. */
  push(item: Item): void {
    this.#items.push(item);
    if (this.size > this.#limit) this.shift();
  }

  /** The oldest item, without taking it out. */
  oldest(): Item | undefined {
    return this.#items[this.#start];
  }

  /** The newest item. */
  newest(): Item | undefined {
    return this.size === 0 ? undefined : this.#items[this.#items.length - 1];
  }

  /** Newest first. */
  *newestFirst(): Generator<Item> {
    for (let index = this.#items.length - 1; index >= this.#start; index -= 1) {
      yield this.#items[index] as Item;
    }
  }

  /** Takes out the oldest item. */
  shift(): Item | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#start];
    // The place stays for a while; what stood there must not.
    this.#items[this.#start] = undefined;
    this.#start += 1;
    // Array.shift would copy the rest each time; the dead head is cut off once it is the larger half.
    if (this.#start > 32 && this.#start * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#start);
      this.#start = 0;
    }
    return item;
  }

  clear(): void {
    this.#items = [];
    this.#start = 0;
  }

  /** A copy, oldest first. */
  toArray(): Item[] {
    return this.#items.slice(this.#start) as Item[];
  }

  *[Symbol.iterator](): Iterator<Item> {
    for (let index = this.#start; index < this.#items.length; index += 1) yield this.#items[index] as Item;
  }
}
