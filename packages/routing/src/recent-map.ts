import { OldestFirstMap } from '@polychat/core/combine';

/** A map that keeps so many entries; the one that was not asked for the longest goes first. */
export class RecentMap<Value> {
  readonly #most: number;
  readonly #kept = new OldestFirstMap<string, Value>();

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): Value | undefined {
    const value = this.#kept.get(key);
    if (value !== undefined) this.#kept.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.#kept.set(key, value);
    const { size, oldestKey } = this.#kept;
    if (size > this.#most && oldestKey !== undefined) this.#kept.delete(oldestKey);
  }

  delete(key: string): void {
    this.#kept.delete(key);
  }
}
