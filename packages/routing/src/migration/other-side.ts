import type { Copies } from './copies.ts';
import type { CopyClaims } from './copy-claims.ts';
import { CopyQueue } from './copy-queue.ts';
import { CopyRecords } from './copy-records.ts';
import type { CopyRefs } from './copy-refs.ts';
import { type CopyOutcome, writeCopies } from './copy-writer.ts';
import type { CompleteMigrationOptions } from './migration-options.ts';
import { MissingBuffer } from './missing-copies.ts';
import { rehearseCopies } from './rehearsal.ts';
import type { ReportBook } from './report-book.ts';

/** Writes copies after the authority has answered, without making the send wait, and records what became of them. */
export class OtherSide {
  readonly missing: MissingBuffer;
  readonly #settings: CompleteMigrationOptions;
  readonly #records: CopyRecords;
  readonly #queue: CopyQueue;
  readonly #claims: CopyClaims;
  readonly #copyRefs: CopyRefs;
  readonly #cancelled = new AbortController();

  constructor(settings: CompleteMigrationOptions, book: ReportBook, claims: CopyClaims, copyRefs: CopyRefs) {
    const { maxWaiting, maxMissing } = settings;
    this.#settings = settings;
    this.#claims = claims;
    this.#copyRefs = copyRefs;
    this.missing = new MissingBuffer(maxMissing);
    this.#records = new CopyRecords(settings, book, this.missing);
    this.#queue = new CopyQueue({
      maxWaiting,
      write: (copies) => this.#process(copies),
      onCancelled: (copies) => this.#records.notWritten(copies, 'closed'),
    });
  }

  /** How many recipients wait for their copy. */
  get waiting(): number {
    return this.#queue.count;
  }

  /** For a single send: those who find no place in the queue are reported. */
  offer(copies: Copies): void {
    const left = this.#queue.offer(copies);
    if (left) this.#records.notWritten(left, this.#cancelled.signal.aborted ? 'closed' : 'queue_full');
  }

  /** For a stream, which waits for `space` before it sends to more. */
  add(copies: Copies): void {
    this.#queue.add(copies);
  }

  /** Whether the queue has space beside so many of a stream who are on their way. */
  hasSpace(onTheWay: number): boolean {
    return this.#queue.hasSpace(onTheWay);
  }

  /** Resolves when the queue has space beside those of a stream who are on their way, or when the signal aborts. */
  space(onTheWay: () => number, signal: AbortSignal): Promise<void> {
    return this.#queue.space(onTheWay, signal);
  }

  /** Tells streams that wait for space that fewer are on their way. */
  wake(): void {
    this.#queue.wake();
  }

  /** Resolves when nobody waits for a copy. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  /** Cancels what is being written, and reports the rest. */
  cancel(): void {
    this.#cancelled.abort();
    this.#queue.cancel();
  }

  async #process(copies: Copies): Promise<void> {
    const { sent, side } = copies;
    if (this.#settings.rehearse) {
      this.#records.written(copies, rehearseCopies(copies, this.#settings[side]), 0);
      return;
    }
    const key = sent.message.idempotencyKey;
    if (key === undefined) await this.#write(copies);
    else await this.#writeOnce(key, copies);
  }

  async #write(copies: Copies): Promise<readonly CopyOutcome[]> {
    const { clock } = this.#settings;
    const startedAt = clock.monotonic();
    const outcomes = await writeCopies(copies, this.#settings, this.#cancelled.signal);
    const isCancelled = ({ status, problem }: CopyOutcome) =>
      this.#cancelled.signal.aborted && status === 'failed' && problem?.code === 'aborted';
    const cancelled = new Set(outcomes.filter(isCancelled).map(({ userId }) => userId));
    const written = outcomes.filter(({ userId }) => !cancelled.has(userId));
    await this.#keepRefs(copies, outcomes);
    if (written.length > 0) this.#records.written(copies, written, clock.monotonic() - startedAt);
    if (cancelled.size > 0) this.#records.notWritten(only(copies, cancelled), 'closed');
    return outcomes;
  }

  /** Keeps which messages are copies of each other, so that both can be taken back and changed. */
  async #keepRefs({ sent, recipients }: Copies, outcomes: readonly CopyOutcome[]): Promise<void> {
    const originals = new Map(recipients.flatMap(({ userId, ref }) => (ref ? [[userId, ref] as const] : [])));
    if (originals.size === 0) return;
    await Promise.all(
      outcomes.map(async ({ userId, ref }) => {
        const original = originals.get(userId);
        if (ref && original) await this.#copyRefs.keep(original, ref, sent.envelopeId);
      }),
    );
  }

  /** Leaves out those whose copy was written, or is being written, for an earlier send with the key. */
  async #writeOnce(key: string, copies: Copies): Promise<void> {
    const { side, recipients } = copies;
    const userIds = recipients.map(({ userId }) => userId);
    const { mine, existing, unknown } = await this.#claims.take(key, side, userIds);
    if (existing.length > 0) this.#records.alreadyWritten(copies, existing.length);
    if (unknown.length > 0) this.#records.notWritten(only(copies, new Set(unknown)), 'claims_failed');
    if (mine.size === 0) return;
    const outcomes = await this.#write(only(copies, mine));
    const failed = new Set(outcomes.filter(({ status }) => status === 'failed').map(({ userId }) => userId));
    await this.#claims.settle(key, side, mine, (userId) => !failed.has(userId));
  }
}

function only(copies: Copies, userIds: { has(userId: string): boolean }): Copies {
  return { ...copies, recipients: copies.recipients.filter(({ userId }) => userIds.has(userId)) };
}
