interface Entry<Key, Value> {
  readonly key: Key;
  readonly value: Value;
  before: Entry<Key, Value> | undefined;
  after: Entry<Key, Value> | undefined;
}

/**
 * A map that knows which entry was set longest ago, at the same cost whatever it holds and held. A `Map` keeps the places
 * of deleted entries for a while, and an iterator walks over them: 50 µs with 100,000 entries. An iterator that is kept
 * instead holds all that the map was before.
 */
export class OldestFirstMap<Key, Value> {
  readonly #entries = new Map<Key, Entry<Key, Value>>();
  #oldest: Entry<Key, Value> | undefined;
  #newest: Entry<Key, Value> | undefined;

  get size(): number {
    return this.#entries.size;
  }

  /** The key that was set longest ago; undefined where the map is empty. */
  get oldestKey(): Key | undefined {
    return this.#oldest?.key;
  }

  /** The value of that key. */
  get oldest(): Value | undefined {
    return this.#oldest?.value;
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Sets a value; also a key that was there becomes the newest. */
  set(key: Key, value: Value): void {
    this.delete(key);
    const entry: Entry<Key, Value> = { key, value, before: this.#newest, after: undefined };
    if (this.#newest) this.#newest.after = entry;
    else this.#oldest = entry;
    this.#newest = entry;
    this.#entries.set(key, entry);
  }

  delete(key: Key): boolean {
    const entry = this.#entries.get(key);
    if (!entry) return false;
    this.#entries.delete(key);
    const { before, after } = entry;
    if (before) before.after = after;
    else this.#oldest = after;
    if (after) after.before = before;
    else this.#newest = before;
    return true;
  }

  /** The values, the oldest first. Meanwhile delete nothing but the one that was given last. */
  *values(): Generator<Value, void, undefined> {
    for (let entry = this.#oldest; entry; entry = entry.after) yield entry.value;
  }
}
