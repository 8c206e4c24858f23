import type { CallRecord, Journal } from '../ports/journal.ts';

interface Waiting {
  readonly record: CallRecord;
  resolve(): void;
  reject(error: unknown): void;
}

/** Stores records through a journal; those that come while one commit is under way are the next commit together. */
export class JournalWriter {
  readonly #journal: Journal;
  #waiting = new Set<Waiting>();
  /** Whom the commit under way is for. Undefined where there is none, or nobody waits for it any more. */
  #commit: Set<Waiting> | undefined;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /**
   * Resolves when the record is stored. Rejects with what the journal threw. One that still waits for its commit when
   * the signal aborts is forgotten, so that a journal that hangs does not fill the memory. A commit that nobody waits
   * for any more holds up no other, so that one that hangs does not stop all that is ever sent after it.
   */
  begin(record: CallRecord, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting = { record, resolve, reject };
    const forget = () => {
      this.#waiting.delete(waiting);
      if (!this.#commit?.delete(waiting) || this.#commit.size > 0) return;
      this.#commit = undefined;
      // Not before all who leave with this one are forgotten.
      queueMicrotask(() => this.#writeNext());
    };
    this.#waiting.add(waiting);
    signal.addEventListener('abort', forget, { once: true });
    this.#writeNext();
    return promise.finally(() => signal.removeEventListener('abort', forget));
  }

  #writeNext(): void {
    if (!this.#commit) void this.#write();
  }

  async #write(): Promise<void> {
    while (this.#waiting.size > 0) {
      const commit = this.#waiting;
      this.#waiting = new Set();
      this.#commit = commit;
      try {
        await this.#journal.begin([...commit].map(({ record }) => record));
        for (const { resolve } of commit) resolve();
      } catch (error) {
        for (const { reject } of commit) reject(error);
      }
      // Nobody waited for it any more: others may have begun meanwhile.
      if (this.#commit !== commit) return;
      this.#commit = undefined;
    }
  }
}

const writers = new WeakMap<Journal, JournalWriter>();

/** The writer of a journal; sends that share a journal share its commits. */
export function writerOf(journal: Journal): JournalWriter {
  const known = writers.get(journal) ?? new JournalWriter(journal);
  writers.set(journal, known);
  return known;
}
