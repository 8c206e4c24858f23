/** A map that keeps so many entries; the one that was not asked for the longest goes first. */
export class RecentMap<Value> {
  readonly #most: number;
  /** In the order in which they were last asked for. */
  readonly #kept = new Map<string, Value>();
  /**
   * Goes over the keys as long as it lives: all that it has given are deleted, so what it gives next is the oldest. An
   * iterator made anew each time walks over the places of all that were deleted: 50 µs with 100,000 entries.
   */
  #oldestFirst = this.#kept.keys();

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): Value | undefined {
    const value = this.#kept.get(key);
    if (value === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.#kept.delete(key);
    this.#kept.set(key, value);
    if (this.#kept.size > this.#most) this.#dropOldest();
  }

  delete(key: string): void {
    this.#kept.delete(key);
  }

  #dropOldest(): void {
    const { value, done } = this.#oldestFirst.next();
    if (!done) this.#kept.delete(value);
  }
}
