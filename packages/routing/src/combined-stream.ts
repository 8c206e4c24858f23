import type { Clock, RecipientOutcome, Warning } from '@polychat/core';
import {
  aborted,
  type BulkWatch,
  invalidField,
  OutcomeQueue,
  onAbort,
  SourceReader,
} from '@polychat/core/combine';
import { type Lane, warningsOf } from './lane.ts';
import { fieldInList } from './place-in-input.ts';

/** What all streams through several chats need. */
export interface CombinedStreamOptions {
  /** The name of the chat that is made of the others. */
  readonly via: string;
  readonly source: Iterable<string> | AsyncIterable<string>;
  readonly exactDuplicates: boolean;
  /** How many recipients are pulled before they are handed on. */
  readonly batchSize: number;
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock;
}

/** A recipient, and where they stand in the input. */
export interface Position {
  readonly userId: string;
  readonly index: number;
}

/** So many parts of outcomes wait for a slow reader. */
const mostUnread = 32;

/** Pulls recipients, hands them on to several chats, and brings all outcomes to one reader. */
export abstract class CombinedStream {
  readonly #options: CombinedStreamOptions;
  readonly #cancelled = new AbortController();
  readonly #stopped = new AbortController();
  readonly #queue = new OutcomeQueue<RecipientOutcome>(mostUnread);
  #watch: Partial<BulkWatch> = {};

  constructor(options: CombinedStreamOptions) {
    this.#options = options;
  }

  /** The part of each chat, as far as it has begun. */
  protected abstract get lanes(): Iterable<Lane>;

  /** What the chats warned of, each once. */
  get warnings(): readonly Warning[] {
    return warningsOf(this.lanes);
  }

  /** Whether a chat ended before everybody had gone through it. */
  get isCutShort(): boolean {
    for (const { isCutShort } of this.lanes) if (isCutShort) return true;
    return false;
  }

  /** Hands these on to the chats. Counts each with `onPulled`, and finds duplicates, also among these. */
  protected abstract hand(positions: readonly Position[]): Promise<void>;

  /** Resolves when everybody who was handed on has been named. */
  protected async finish(): Promise<void> {
    const lanes = [...this.lanes];
    for (const lane of lanes) lane.end();
    await Promise.all(lanes.map(({ done }) => done));
  }

  /** Aborts when calls are to be cancelled. */
  protected get cancelled(): AbortSignal {
    return this.#cancelled.signal;
  }

  /** Aborts when no more recipients are to be pulled. */
  protected get stopped(): AbortSignal {
    return this.#stopped.signal;
  }

  /** Leaving the loop cancels what is under way. */
  async *run(watch: Partial<BulkWatch>): AsyncGenerator<readonly RecipientOutcome[]> {
    const { signal } = this.#options;
    this.#watch = watch;
    const stop = () => this.#stopped.abort();
    const cancel = () => {
      this.#cancelled.abort(signal?.reason);
      stop();
    };
    const unlink = [link(signal, cancel), link(watch.stop, stop)];
    const pumping = this.#pump();
    // What a source throws waits for a reader who may be slow; until then nobody may take it for forgotten.
    pumping.catch(() => {});
    let isOver = false;
    try {
      yield* this.#queue;
      isOver = true;
      await pumping;
    } finally {
      for (const each of unlink) each();
      if (!isOver) {
        cancel();
        for (const outcomes of this.#queue.discard()) watch.onUnread?.(outcomes);
        await pumping.catch(() => {});
      }
    }
  }

  protected readonly onPulled = (isDuplicate: boolean): void => this.#watch.onPulled?.(isDuplicate);

  /** Brings outcomes to the reader; resolves when it may go on. */
  protected readonly put = async (outcomes: readonly RecipientOutcome[]): Promise<void> => {
    if (outcomes.length === 0) return;
    this.#watch.onOutcomes?.(outcomes);
    if (!(await this.#queue.putInTurn(outcomes))) this.#watch.onUnread?.(outcomes);
  };

  async #pump(): Promise<void> {
    try {
      await this.#handAll();
    } finally {
      // Whatever was thrown, and wherever: the reader does not wait for ever.
      this.#queue.close();
    }
  }

  async #handAll(): Promise<void> {
    const { source, exactDuplicates, clock, batchSize } = this.#options;
    const stopped = this.stopped;
    const reader = new SourceReader<string>(
      {
        source,
        exactDuplicates,
        keepsDuplicates: true,
        userIdOf: (userId) => userId,
        // The others are counted when they are taken: some of them may be on their way already.
        onPulled: (isDuplicate) => isDuplicate && this.onPulled(true),
      },
      stopped,
      clock,
    );
    const failInvalid = () => this.put(reader.takeInvalidItems().map((item) => this.#invalid(item)));
    try {
      while (!stopped.aborted) {
        const pending = await reader.fill(batchSize);
        const taken = pending.length > 0 ? reader.take(batchSize) : [];
        const invalid = reader.takeInvalidItems();
        await this.put(invalid.map((item) => this.#invalid(item)));
        if (taken.length === 0 && invalid.length === 0) break;
        await this.hand(taken);
      }
    } finally {
      await Promise.all([this.finish(), reader.endPull()]);
      await this.put(reader.leftOver().map((position) => this.#unsent(position)));
      await failInvalid();
      reader.stop();
    }
  }

  #invalid({ userId, index }: Position): RecipientOutcome {
    this.onPulled(false);
    const problem = invalidField(fieldInList(index), 'must be a string, the user id');
    return { userId, index, status: 'failed', via: this.#options.via, problem };
  }

  #unsent({ userId, index }: Position): RecipientOutcome {
    this.onPulled(false);
    return { userId, index, status: 'failed', via: this.#options.via, problem: aborted('not_sent') };
  }
}

/** Does it when the signal aborts, at once where it has; returns what forgets the signal. */
function link(signal: AbortSignal | undefined, act: () => void): () => void {
  if (signal?.aborted) act();
  return onAbort(signal, act);
}
