import { areAlike, type Copies, mostInWrite } from './copies.ts';

export interface CopyQueueOptions {
  /** How many recipients may wait. */
  readonly maxWaiting: number;
  /** Writes copies. Must not reject. */
  readonly write: (copies: Copies) => Promise<void>;
  /** For those who were in the queue when it was cancelled, and for who comes later. */
  readonly onCancelled: (copies: Copies) => void;
}

/** So many writes are under way at once. */
const mostWrites = 32;

/**
 * Copies that wait to be written: a bounded number of recipients. Those of one send that wait together go together, and
 * those of one recipient go one after the other, in the order of the authority's answers.
 */
export class CopyQueue {
  readonly #options: CopyQueueOptions;
  #waiting: Copies[] = [];
  /** Those before it have been taken. */
  #head = 0;
  #count = 0;
  #writing = 0;
  /** The last write to each recipient that is under way: nobody's copies overtake each other. */
  readonly #lastWrites = new Map<string, Promise<void>>();
  #isCancelled = false;
  #forSpace: (() => void)[] = [];
  #forIdle: (() => void)[] = [];

  constructor(options: CopyQueueOptions) {
    this.#options = options;
  }

  /** How many recipients wait, or are being written. */
  get count(): number {
    return this.#count;
  }

  /** Takes as many as there is space for, and returns the others. */
  offer(copies: Copies): Copies | undefined {
    const { recipients } = copies;
    const space = Math.max(0, this.#options.maxWaiting - this.#count);
    if (space > 0) this.add({ ...copies, recipients: recipients.slice(0, space) });
    return recipients.length > space ? { ...copies, recipients: recipients.slice(space) } : undefined;
  }

  /** Takes all, whether there is space or not: for a stream, which waits for `space` before it goes on. */
  add(copies: Copies): void {
    if (copies.recipients.length === 0) return;
    if (this.#isCancelled) {
      this.#options.onCancelled(copies);
      return;
    }
    this.#waiting.push(copies);
    this.#count += copies.recipients.length;
    this.#start();
  }

  /** Whether there is space for one more beside so many who are on their way to the authority. */
  hasSpace(onTheWay: number): boolean {
    return this.#count + onTheWay < this.#options.maxWaiting;
  }

  /**
   * Resolves when there is space for one more beside those who are on their way to the authority, or when the signal
   * aborts.
   */
  async space(onTheWay: () => number, signal: AbortSignal): Promise<void> {
    while (!this.hasSpace(onTheWay()) && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const wake = () => resolve();
      this.#forSpace.push(wake);
      signal.addEventListener('abort', wake, { once: true });
      await promise;
      signal.removeEventListener('abort', wake);
    }
  }

  /** Tells those who wait for space that fewer are on their way. */
  wake(): void {
    for (const wake of this.#forSpace.splice(0)) wake();
  }

  /** Resolves when nothing waits and nothing is being written. */
  idle(): Promise<void> {
    if (this.#count === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#forIdle.push(resolve);
    });
  }

  /** Writes no more. What is being written goes on. */
  cancel(): void {
    this.#isCancelled = true;
    const left = this.#waiting.slice(this.#head);
    this.#waiting = [];
    this.#head = 0;
    for (const copies of left) {
      this.#options.onCancelled(copies);
      this.#ended(copies.recipients.length);
    }
  }

  #start(): void {
    while (this.#writing < mostWrites) {
      const next = this.#take();
      if (!next) return;
      this.#writing += 1;
      void this.#write(next);
    }
  }

  async #write(copies: Copies): Promise<void> {
    const names = copies.recipients.map(({ userId }) => `${copies.side} ${userId}`);
    const earlier = new Set(names.flatMap((name) => this.#lastWrites.get(name) ?? []));
    const write = this.#writeAfter(earlier, copies);
    for (const name of names) this.#lastWrites.set(name, write);
    await write;
    for (const name of names) if (this.#lastWrites.get(name) === write) this.#lastWrites.delete(name);
    this.#writing -= 1;
    this.#ended(copies.recipients.length);
    this.#start();
  }

  async #writeAfter(earlier: ReadonlySet<Promise<void>>, copies: Copies): Promise<void> {
    // Also where there is none: the authority's receipt goes first.
    await Promise.all(earlier);
    await this.#options.write(copies);
  }

  #ended(count: number): void {
    this.#count -= count;
    this.wake();
    if (this.#count > 0) return;
    for (const wake of this.#forIdle.splice(0)) wake();
  }

  /** The next ones: with those behind them that go the same way, as many as one write holds. */
  #take(): Copies | undefined {
    const first = this.#waiting[this.#head];
    if (!first) return undefined;
    if (first.recipients.length > mostInWrite) {
      this.#waiting[this.#head] = { ...first, recipients: first.recipients.slice(mostInWrite) };
      return { ...first, recipients: first.recipients.slice(0, mostInWrite) };
    }
    let last = this.#head + 1;
    const recipients = new Map(first.recipients.map((recipient) => [recipient.userId, recipient]));
    for (let next = this.#waiting[last]; next && areAlike(first, next); next = this.#waiting[last]) {
      if (recipients.size + next.recipients.length > mostInWrite) break;
      // Whoever was sent the message twice gets two copies, which one list cannot hold.
      if (next.recipients.some(({ userId }) => recipients.has(userId))) break;
      for (const recipient of next.recipients) recipients.set(recipient.userId, recipient);
      last += 1;
    }
    this.#head = last;
    if (this.#head > this.#waiting.length / 2) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    return { ...first, recipients: [...recipients.values()] };
  }
}
