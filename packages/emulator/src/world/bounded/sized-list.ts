import { BoundedList } from './bounded-list.ts';

/** A list that keeps the newest items only: so many, and so many bytes of them. The newest one is always kept. */
export class SizedList<Item extends object> {
  readonly #maxItems: number;
  readonly #maxBytes: number;
  readonly #items = new BoundedList<Item>();
  readonly #sizes = new Map<Item, number>();
  #bytes = 0;

  constructor(maxItems: number, maxBytes: number) {
    this.#maxItems = maxItems;
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#items.size;
  }

  /** The sum of the items' sizes. */
  get bytes(): number {
    return this.#bytes;
  }

  push(item: Item, bytes: number): void {
    this.#items.push(item);
    this.#sizes.set(item, bytes);
    this.#bytes += bytes;
    this.#dropOldest();
  }

  /** For an item that has grown. One that is no longer kept stays away. */
  resize(item: Item, bytes: number): void {
    const before = this.#sizes.get(item);
    if (before === undefined) return;
    this.#sizes.set(item, bytes);
    this.#bytes += bytes - before;
    this.#dropOldest();
  }

  newestFirst(): Iterable<Item> {
    return this.#items.newestFirst();
  }

  /** A copy, oldest first. */
  toArray(): Item[] {
    return this.#items.toArray();
  }

  clear(): void {
    this.#items.clear();
    this.#sizes.clear();
    this.#bytes = 0;
  }

  #dropOldest(): void {
    while (this.size > 1 && (this.size > this.#maxItems || this.#bytes > this.#maxBytes)) {
      const oldest = this.#items.shift();
      if (oldest === undefined) return;
      this.#bytes -= this.#sizes.get(oldest) ?? 0;
      this.#sizes.delete(oldest);
    }
  }
}
