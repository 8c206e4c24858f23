import type { CallRecord, Journal } from '../ports/journal.ts';

interface Waiting {
  readonly record: CallRecord;
  resolve(): void;
  reject(error: unknown): void;
}

/** Stores records through a journal; those that come while one commit is under way are the next commit together. */
export class JournalWriter {
  readonly #journal: Journal;
  #waiting: Waiting[] = [];
  #isWriting = false;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /**
   * Resolves when the record is stored. Rejects with what the journal threw. One that still waits for its commit when
   * the signal aborts is forgotten, so that a journal that hangs does not fill the memory.
   */
  begin(record: CallRecord, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting = { record, resolve, reject };
    const forget = () => {
      this.#waiting = this.#waiting.filter((each) => each !== waiting);
    };
    this.#waiting.push(waiting);
    signal.addEventListener('abort', forget, { once: true });
    if (!this.#isWriting) void this.#write();
    return promise.finally(() => signal.removeEventListener('abort', forget));
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#journal.begin(batch.map(({ record }) => record));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#isWriting = false;
  }
}

const writers = new WeakMap<Journal, JournalWriter>();

/** The writer of a journal; sends that share a journal share its commits. */
export function writerOf(journal: Journal): JournalWriter {
  const known = writers.get(journal) ?? new JournalWriter(journal);
  writers.set(journal, known);
  return known;
}
