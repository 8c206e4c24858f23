/** At the vendors' own rates no map comes near it. */
const defaultLimit = 200_000;

interface Entry<Value> {
  readonly key: string;
  readonly at: number;
  readonly value: Value;
  before: Entry<Value> | undefined;
  after: Entry<Value> | undefined;
}

/** What happened lately: entries end some time after they were set, and the oldest go when there are too many. */
export class ExpiringMap<Value> {
  readonly #milliseconds: number;
  readonly #limit: number;
  readonly #entries = new Map<string, Entry<Value>>();
  /** The ends of a list in the order of setting: a map walks over the places of what was deleted to find its first. */
  #oldest: Entry<Value> | undefined;
  #newest: Entry<Value> | undefined;

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
    this.delete(key);
    const entry: Entry<Value> = { key, at: now, value, before: this.#newest, after: undefined };
    if (this.#newest) this.#newest.after = entry;
    else this.#oldest = entry;
    this.#newest = entry;
    this.#entries.set(key, entry);
    while (this.#oldest && (this.#entries.size > this.#limit || !this.#lasts(this.#oldest.at, now))) {
      this.delete(this.#oldest.key);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    const { before, after } = entry;
    if (before) before.after = after;
    else this.#oldest = after;
    if (after) after.before = before;
    else this.#newest = before;
  }

  clear(): void {
    this.#entries.clear();
    this.#oldest = undefined;
    this.#newest = undefined;
  }

  #lasts(at: number, now: number): boolean {
    return now - at < this.#milliseconds;
  }
}
