import { type Clock, systemClock } from '../ports/clock.ts';
import type { Position } from './batch.ts';

/** What a reader needs to know of a delivery. */
export interface Source<Item> {
  readonly source: Iterable<Item> | AsyncIterable<Item>;
  readonly isList?: boolean;
  readonly exactDuplicates?: boolean;
  /** Whoever takes the items drops duplicates, so that the reader need not, unless they are to be dropped exactly. */
  readonly keepsDuplicates?: boolean;
  readonly userIdOf: (item: Item) => unknown;
  readonly onPulled?: (isDuplicate: boolean) => void;
}

/** The name of the method of a `ReadySource`; shared by every copy of this package. */
export const takeReady: unique symbol = Symbol.for('polychat.takeReady') as never;

/** A source that may have many items ready: taken together they cost no turn of the event loop for each. */
export interface ReadySource<Item> extends AsyncIterable<Item> {
  /** Takes at most so many of those that are ready, in order. Only asked while no item is awaited. */
  [takeReady](most: number): readonly Item[];
}

/** Something in the input that is no user id. */
export interface InvalidItem {
  /** What it was, as far as that can be said. */
  readonly userId: string;
  readonly index: number;
}

interface Pause {
  hasCome(): boolean;
  stop(): void;
}

/** How often a reader that waits looks whether its source has paused, in milliseconds. */
const lookMs = 150;
/** After so many looks without an item (0.6 to 0.75 s) what was pulled goes: a source that pauses holds nobody back. */
const looksOfPause = 4;
/** No item waits for longer than so many looks (1.5 s) for others to fill its call. */
const mostLooks = 10;
/** For how long an item that was asked for before the end is still taken, in milliseconds. */
const lastPullMs = 500;

/**
 * Reads the input in order and holds what the plan has not taken yet, without duplicates.
 * A source that is stuck does not keep an abort waiting, and one that pauses does not hold back what was pulled.
 */
export class SourceReader<Item> {
  readonly #delivery: Source<Item>;
  readonly #iterator: Iterator<Item> | AsyncIterator<Item>;
  readonly #isAsync: boolean;
  readonly #signal: AbortSignal;
  readonly #clock: Clock;
  /** Goes on with whoever waits for a pull, a pause or an abort. */
  #wake = () => {};
  /** An async source was asked for an item and has not answered. */
  #isPulling = false;
  /** How many items an async source has given. */
  #pulls = 0;
  #thrown: { readonly error: unknown } | undefined;
  #pending: Position<Item>[] = [];
  #invalid: InvalidItem[] = [];
  /** The ids in `#pending`, or all that ever came where duplicates are dropped exactly. */
  readonly #seen = new Set<string>();
  readonly #dropsDuplicates: boolean;
  #nextIndex = 0;
  #isExhausted = false;
  /** Everybody has been named: what a source gives after that is nobody's. */
  #isClosed = false;

  constructor(delivery: Source<Item>, signal: AbortSignal, clock: Clock = systemClock) {
    this.#delivery = delivery;
    const { source, exactDuplicates, keepsDuplicates } = delivery;
    this.#dropsDuplicates = exactDuplicates === true || keepsDuplicates !== true;
    this.#isAsync = Symbol.asyncIterator in source;
    this.#iterator =
      Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    this.#signal = signal;
    this.#clock = clock;
    signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  /**
   * Waits until so many are pending, the source has ended, or it pauses while some are pending, and returns what is
   * pending. After an abort nothing is.
   */
  async fill(count: number): Promise<readonly Position<Item>[]> {
    await (this.#isAsync ? this.#fillFromAsync(count) : this.#fillFromSync(count));
    return this.#signal.aborted ? [] : this.#pending;
  }

  #wantsMore(count: number): boolean {
    return (
      !this.#isExhausted &&
      this.#pending.length < count &&
      this.#invalid.length < count &&
      !this.#signal.aborted
    );
  }

  /** A source that is not async costs no turn of the event loop for each of its items. */
  #fillFromSync(count: number): void {
    while (this.#wantsMore(count)) {
      const result = (this.#iterator as Iterator<Item>).next();
      if (result.done) this.#isExhausted = true;
      else this.#accept(result.value);
    }
  }

  async #fillFromAsync(count: number): Promise<void> {
    let pause: Pause | undefined;
    while (this.#wantsMore(count) && !pause?.hasCome()) {
      if (!this.#isPulling) {
        this.#takeReady(count - this.#pending.length);
        if (!this.#wantsMore(count)) break;
        this.#pull();
      }
      if (this.#pending.length + this.#invalid.length > 0) pause ??= this.#watchForPause();
      if (this.#isPulling) await this.#next();
      if (this.#thrown) break;
    }
    pause?.stop();
    const { error } = this.#thrown ?? {};
    if (this.#thrown && !this.#signal.aborted) {
      this.#thrown = undefined;
      throw error;
    }
  }

  #takeReady(most: number): void {
    const { source } = this.#delivery;
    if (!(takeReady in source)) return;
    const ready = (source as ReadySource<Item>)[takeReady](most);
    this.#pulls += ready.length;
    for (const item of ready) this.#accept(item);
  }

  /** Asks for one item, which is taken whenever it comes, also when nobody waits for it any more. */
  #pull(): void {
    this.#isPulling = true;
    const end = (thrown?: { readonly error: unknown }) => {
      this.#isPulling = false;
      if (thrown) {
        this.#thrown = thrown;
        this.#isExhausted = true;
      }
      this.#wake();
    };
    try {
      Promise.resolve(this.#iterator.next())
        .then((result) => {
          if (result.done) this.#isExhausted = true;
          else {
            this.#pulls += 1;
            this.#accept(result.value);
          }
          end();
        })
        // Also what a result that is none makes the lines above throw.
        .catch((error: unknown) => end({ error }));
    } catch (error) {
      end({ error });
    }
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** One timer for a whole call's worth of items, and not one for each. */
  #watchForPause(): Pause {
    let pulls = this.#pulls;
    let looks = 0;
    let idleLooks = 0;
    let hasCome = false;
    const look = () => {
      looks += 1;
      idleLooks = this.#pulls === pulls ? idleLooks + 1 : 0;
      pulls = this.#pulls;
      hasCome = idleLooks >= looksOfPause || looks >= mostLooks;
      if (hasCome) this.#wake();
      else stop = this.#clock.schedule(look, lookMs);
    };
    let stop = this.#clock.schedule(look, lookMs);
    return { hasCome: () => hasCome, stop: () => stop() };
  }

  /**
   * Waits a moment for the item that was asked for before the end: a source that has given it away counts on its being
   * taken. A source that is stuck keeps nobody waiting for longer.
   */
  async endPull(): Promise<void> {
    if (!this.#isPulling) return;
    let isOver = false;
    const cancel = this.#clock.schedule(() => {
      isOver = true;
      this.#wake();
    }, lastPullMs);
    while (this.#isPulling && !isOver) await this.#next();
    cancel();
    // Whatever comes now comes too late: its source is told to end.
    this.#isClosed = this.#isPulling;
  }

  /** Takes the first of what is pending away. */
  take(count: number): readonly Position<Item>[] {
    const isAll = count >= this.#pending.length;
    const taken = isAll ? this.#pending : this.#pending.slice(0, count);
    this.#pending = isAll ? [] : this.#pending.slice(count);
    if (this.#dropsDuplicates && !this.#delivery.exactDuplicates) {
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

  #accept(item: Item): void {
    if (this.#isClosed) return;
    const index = this.#nextIndex;
    this.#nextIndex += 1;
    const userId = this.#delivery.userIdOf(item);
    if (typeof userId !== 'string') {
      this.#delivery.onPulled?.(false);
      this.#invalid.push({ userId: shownAs(userId), index });
      return;
    }
    if (this.#dropsDuplicates) {
      const isDuplicate = this.#seen.has(userId);
      this.#delivery.onPulled?.(isDuplicate);
      if (isDuplicate) return;
      this.#seen.add(userId);
    } else this.#delivery.onPulled?.(false);
    this.#pending.push({ item, userId, index });
  }
}

/** What an outcome calls an item that is no user id. Of a function it would be its code, of a symbol its description. */
function shownAs(item: unknown): string {
  return ['object', 'function', 'symbol'].includes(typeof item) ? '' : String(item);
}
