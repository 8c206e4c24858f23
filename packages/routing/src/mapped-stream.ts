import type { BulkProgress, BulkSend, BulkSummary, Problem, RecipientOutcome } from '@polychat/core';
import { atField, withCauseOf } from '@polychat/core/combine';
import { fieldInList } from './place-in-input.ts';
import type { WatchedEncoding } from './user-mapping.ts';

type Source = Iterable<string> | AsyncIterable<string>;

/**
 * A stream of recipients whose ids are mapped on the way in, and back on the way out. Keeps nothing for an id that can
 * be written at the vendor: the way back is the encoding's.
 */
export class MappedStream {
  readonly #encoding: WatchedEncoding;
  /** Those who cannot be written at the vendor, until their outcome comes. */
  readonly #refused = new Map<number, { readonly userId: string; readonly problem: Problem }>();
  #next = 0;

  constructor(encoding: WatchedEncoding) {
    this.#encoding = encoding;
  }

  /** The ids as the vendor gets them. A source that is no iterable goes on as it is: the chat refuses it. */
  sourceOf(recipients: Source): Source {
    if (typeof recipients !== 'object' || recipients === null) return recipients;
    if (Symbol.asyncIterator in recipients) return this.#mapAsync(recipients);
    return Symbol.iterator in recipients ? this.#mapSync(recipients) : recipients;
  }

  async *outcomesOf(
    stream: AsyncIterable<readonly RecipientOutcome[]>,
  ): AsyncGenerator<readonly RecipientOutcome[]> {
    for await (const outcomes of stream) yield outcomes.map((outcome) => this.#mapBack(outcome));
  }

  /** A bulk send whose outcomes are mapped back. */
  bulkOf(bulk: BulkSend): BulkSend {
    const outcomes = this.outcomesOf(bulk);
    const mapBack = (outcome: RecipientOutcome) => this.#mapBack(outcome);
    return {
      [Symbol.asyncIterator]: () => outcomes,
      get progress(): BulkProgress {
        return bulk.progress;
      },
      async summary(): Promise<BulkSummary> {
        const summary = await bulk.summary();
        return summary.unread ? { ...summary, unread: summary.unread.map(mapBack) } : summary;
      },
      stop: () => bulk.stop(),
    };
  }

  *#mapSync(recipients: Iterable<string>): Generator<string> {
    for (const userId of recipients) yield this.#map(userId);
  }

  async *#mapAsync(recipients: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const userId of recipients) yield this.#map(userId);
  }

  #map(userId: string): string {
    const index = this.#next;
    this.#next += 1;
    if (typeof userId !== 'string') return userId;
    const { vendorId, problem } = this.#encoding.map(userId);
    if (!problem) return vendorId;
    this.#refused.set(index, { userId, problem });
    // No id at all: the chat fails it in its place, so that the positions of all others stay.
    return undefined as unknown as string;
  }

  #mapBack(outcome: RecipientOutcome): RecipientOutcome {
    const { index, via } = outcome;
    const refused = this.#refused.get(index);
    if (refused === undefined) {
      return { ...outcome, userId: this.#encoding.toApp(outcome.userId) ?? outcome.userId };
    }
    const { userId, problem } = refused;
    this.#refused.delete(index);
    const placed = withCauseOf(problem, atField(problem, fieldInList(index)));
    return { userId, index, status: 'failed', via, problem: placed };
  }
}
