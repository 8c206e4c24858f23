/** Gathers items until they are taken; keeps the newest of them and counts the rest. */
export class NewestItems<Item> {
  readonly #limit: number;
  #items: Item[] = [];
  #pushed = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(item: Item): void {
    // Cut back only when twice full, so that pushing stays cheap.
    if (this.#items.length >= this.#limit * 2) this.#items = this.#items.slice(-this.#limit);
    this.#items.push(item);
    this.#pushed += 1;
  }

  /** True while the item is among those that would be taken, or was a moment ago. */
  has(item: Item): boolean {
    return this.#items.includes(item);
  }

  /** The newest ones, oldest of them first, and how many older ones were left out. Begins anew. */
  take(): { items: Item[]; skipped: number } {
    const items = this.#items.slice(-this.#limit);
    const skipped = this.#pushed - items.length;
    this.#items = [];
    this.#pushed = 0;
    return { items, skipped };
  }
}
