/** A bound on memory. At the vendor's own rates no window comes near it. */
const MAX_ENTRIES = 200_000;

/** What was sent lately, so that its copy can be discarded. */
export class DedupWindow<Entry> {
  readonly #milliseconds: number;
  readonly #entries = new Map<string, { readonly at: number; readonly entry: Entry }>();

  /** @param milliseconds how long a copy is discarded, from the first of its kind; it is not prolonged by copies */
  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  /** The first of this kind, where `key` was remembered within the window before `now` (milliseconds). */
  find(key: string, now: number): Entry | undefined {
    const found = this.#entries.get(key);
    return found !== undefined && this.#isOpen(found.at, now) ? found.entry : undefined;
  }

  /** Remembers the first of a kind. */
  remember(key: string, now: number, entry: Entry): void {
    // Put in anew, so that the order of the map is the order of time.
    this.#entries.delete(key);
    this.#entries.set(key, { at: now, entry });
    for (const [oldKey, old] of this.#entries) {
      if (this.#entries.size <= MAX_ENTRIES && this.#isOpen(old.at, now)) break;
      this.#entries.delete(oldKey);
    }
  }

  /** Forgets one that did not happen after all. */
  forget(key: string): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }

  #isOpen(at: number, now: number): boolean {
    return now - at < this.#milliseconds;
  }
}
