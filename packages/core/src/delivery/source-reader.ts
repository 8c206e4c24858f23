import type { Position } from './batch.ts';

/** What a reader needs to know of a delivery. */
export interface Source<Item> {
  readonly source: Iterable<Item> | AsyncIterable<Item>;
  readonly isList?: boolean;
  readonly exactDuplicates?: boolean;
  readonly userIdOf: (item: Item) => unknown;
  readonly onPulled?: (isDuplicate: boolean) => void;
}

/** Something in the input that is no user id. */
export interface InvalidItem {
  /** What it was, as far as that can be said. */
  readonly userId: string;
  readonly index: number;
}

/**
 * Reads the input in order and holds what the plan has not taken yet, without duplicates.
 * A source that is stuck does not keep an abort waiting.
 */
export class SourceReader<Item> {
  readonly #delivery: Source<Item>;
  readonly #iterator: Iterator<Item> | AsyncIterator<Item>;
  readonly #isAsync: boolean;
  readonly #signal: AbortSignal;
  /** Ends the pull that is under way. */
  #cancelPull = () => {};
  #pending: Position<Item>[] = [];
  #invalid: InvalidItem[] = [];
  /** The ids in `#pending`, or all that ever came where duplicates are dropped exactly. */
  readonly #seen = new Set<string>();
  #nextIndex = 0;
  #isExhausted = false;

  constructor(delivery: Source<Item>, signal: AbortSignal) {
    this.#delivery = delivery;
    const { source } = delivery;
    this.#isAsync = Symbol.asyncIterator in source;
    this.#iterator =
      Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#cancelPull(), { once: true });
  }

  /** Waits until so many are pending or the source has ended, and returns what is pending. */
  async fill(count: number): Promise<readonly Position<Item>[]> {
    while (
      !this.#isExhausted &&
      this.#pending.length < count &&
      this.#invalid.length < count &&
      !this.#signal.aborted
    ) {
      // A source that is not async costs no turn of the event loop for each of its items.
      const pulled = this.#iterator.next();
      const result = this.#isAsync ? await this.#orAborted(pulled) : (pulled as IteratorResult<Item>);
      if (result === 'aborted') break;
      if (result.done) this.#isExhausted = true;
      else this.#accept(result.value);
    }
    return this.#signal.aborted ? [] : this.#pending;
  }

  /** Takes the first of what is pending away. */
  take(count: number): readonly Position<Item>[] {
    const taken = this.#pending.slice(0, count);
    this.#pending = this.#pending.slice(count);
    if (!this.#delivery.exactDuplicates) {
      for (const { userId } of taken) this.#seen.delete(userId);
    }
    return taken;
  }

  /** Takes away what came and is no user id. */
  takeInvalidItems(): readonly InvalidItem[] {
    const invalid = this.#invalid;
    this.#invalid = [];
    return invalid;
  }

  /** What was never taken: of a list all of it, of a stream what was pulled. */
  leftOver(): readonly Position<Item>[] {
    while (this.#delivery.isList && !this.#isExhausted) {
      const result = this.#iterator.next() as IteratorResult<Item>;
      if (result.done) this.#isExhausted = true;
      else this.#accept(result.value);
    }
    return this.take(this.#pending.length);
  }

  /** Lets the source clean up, without waiting for it. What it throws meanwhile is of no use to anybody. */
  stop(): void {
    if (this.#isExhausted) return;
    this.#isExhausted = true;
    try {
      Promise.resolve(this.#iterator.return?.()).catch(() => {});
    } catch {}
  }

  #orAborted<T>(pulled: T): Promise<Awaited<T> | 'aborted'> {
    return new Promise((resolve, reject) => {
      this.#cancelPull = () => resolve('aborted');
      Promise.resolve(pulled).then(resolve, reject);
    });
  }

  #accept(item: Item): void {
    const index = this.#nextIndex;
    this.#nextIndex += 1;
    const userId = this.#delivery.userIdOf(item);
    if (typeof userId !== 'string') {
      this.#delivery.onPulled?.(false);
      this.#invalid.push({ userId: shownAs(userId), index });
      return;
    }
    const isDuplicate = this.#seen.has(userId);
    this.#delivery.onPulled?.(isDuplicate);
    if (isDuplicate) return;
    this.#seen.add(userId);
    this.#pending.push({ item, userId, index });
  }
}

/** What an outcome calls an item that is no user id. Of a function it would be its code, of a symbol its description. */
function shownAs(item: unknown): string {
  return ['object', 'function', 'symbol'].includes(typeof item) ? '' : String(item);
}
