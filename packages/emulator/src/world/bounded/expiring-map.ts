/** At the vendors' own rates no map comes near it. */
const defaultLimit = 200_000;

/** What happened lately: entries end some time after they were set, and the oldest go when there are too many. */
export class ExpiringMap<Value> {
  readonly #milliseconds: number;
  readonly #limit: number;
  /** In the order of their setting, so that the oldest come first. */
  readonly #entries = new Map<string, { readonly at: number; readonly value: Value }>();

  /**
   * @param milliseconds how long an entry lasts from its setting; reading it prolongs nothing
   * @param limit how many are kept, so that memory is bounded where nothing ends
   */
  constructor(milliseconds: number, limit = defaultLimit) {
    this.#milliseconds = milliseconds;
    this.#limit = limit;
  }

  /** How many are held, those included whose end was not noticed yet. */
  get size(): number {
    return this.#entries.size;
  }

  /** The value that was set for `key` within the time before `now` (milliseconds). */
  get(key: string, now: number): Value | undefined {
    const found = this.#entries.get(key);
    return found !== undefined && this.#lasts(found.at, now) ? found.value : undefined;
  }

  set(key: string, now: number, value: Value): void {
    // Put in anew, so that the order of the map is the order of time.
    this.#entries.delete(key);
    this.#entries.set(key, { at: now, value });
    for (const [oldKey, old] of this.#entries) {
      if (this.#entries.size <= this.#limit && this.#lasts(old.at, now)) break;
      this.#entries.delete(oldKey);
    }
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }

  #lasts(at: number, now: number): boolean {
    return now - at < this.#milliseconds;
  }
}
