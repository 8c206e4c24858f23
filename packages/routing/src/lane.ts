import type { BulkSend, Chat, Problem, RecipientOutcome, Warning } from '@polychat/core';
import { aborted, createProblem } from '@polychat/core/combine';
import { IdBuffer } from './id-buffer.ts';
import { leftOut, problemOfThrown, statusOf } from './part-fault.ts';
import { atPlaceInInput, fieldInList } from './place-in-input.ts';
import { isOutcome } from './read-receipt.ts';

/** What a lane needs of its stream. */
export interface LaneOptions {
  readonly chat: Chat;
  readonly bufferSize: number;
  readonly open: (source: AsyncIterable<string>) => BulkSend;
  /** Hands outcomes to the reader; resolves when it may go on. */
  readonly put: (outcomes: readonly RecipientOutcome[]) => Promise<void>;
  /** Aborts when no more ids are to be taken. */
  readonly stop: AbortSignal;
}

/** The part of a stream that goes through one chat. It accounts for everybody whom it was given, whatever the chat does. */
export class Lane {
  /** Resolves when everybody has been named. Never rejects. */
  readonly done: Promise<void>;
  readonly #options: LaneOptions;
  readonly #buffer: IdBuffer;
  /** Those who were given to it and not named yet. */
  readonly #places = new Map<string, number>();
  #fault: Problem | undefined;
  #hasEnded = false;
  #isCutShort = false;
  #warnings: readonly Warning[] = [];

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#buffer = new IdBuffer(options.bufferSize);
    this.done = this.#run();
  }

  get warnings(): readonly Warning[] {
    return this.#warnings;
  }

  /** Whether the chat ended before everybody had gone through. */
  get isCutShort(): boolean {
    return this.#isCutShort;
  }

  /** Whether somebody of this id is on their way. */
  has(userId: string): boolean {
    return this.#places.has(userId);
  }

  /** Takes a recipient, waiting for space. Returns their outcome where no more are taken. */
  async add(userId: string, index: number): Promise<RecipientOutcome | undefined> {
    if (this.#buffer.isFull) await this.#buffer.space();
    return this.addNow(userId, index);
  }

  /** Whether `addNow` may be called. */
  get hasSpace(): boolean {
    return this.#buffer.isEnded || !this.#buffer.isFull;
  }

  /** As `add`, where there is space. */
  addNow(userId: string, index: number): RecipientOutcome | undefined {
    if (this.#buffer.isEnded) {
      this.#isCutShort = true;
      return this.#failed(userId, index, this.#problemOfUnsent());
    }
    this.#places.set(userId, index);
    this.#buffer.put(userId);
    return undefined;
  }

  /** No more will be added. */
  end(): void {
    if (!this.#buffer.isEnded) this.#hasEnded = true;
    this.#buffer.end();
  }

  async #run(): Promise<void> {
    const { open, put, stop } = this.#options;
    // Not before the constructor has returned: whoever made it may need it in `open` and `put`.
    await Promise.resolve();
    let left: readonly string[] = [];
    let bulk: BulkSend | undefined;
    const close = () => {
      left = [...left, ...this.#buffer.close()];
      bulk?.stop();
    };
    if (stop.aborted) close();
    stop.addEventListener('abort', close, { once: true });
    try {
      bulk = open(this.#buffer);
      for await (const outcomes of bulk) await put(this.#named(outcomes));
      const { completed, warnings } = await bulk.summary();
      this.#warnings = warnings;
      if (!completed || !this.#hasEnded) this.#isCutShort = true;
    } catch (error) {
      this.#fault = problemOfThrown(error);
      this.#isCutShort = true;
    } finally {
      stop.removeEventListener('abort', close);
      left = [...left, ...this.#buffer.close()];
      await put(this.#rest(left));
    }
  }

  /**
   * The chat's outcomes with the places of the stream. Who was not given to it, or is named twice, is nobody's, and what is
   * no outcome names nobody.
   */
  #named(outcomes: readonly RecipientOutcome[]): readonly RecipientOutcome[] {
    const named: RecipientOutcome[] = [];
    for (const outcome of outcomes) {
      const index = isOutcome(outcome) ? this.#places.get(outcome.userId) : undefined;
      if (index === undefined) continue;
      const { userId } = outcome;
      this.#places.delete(userId);
      if (outcome.status === 'accepted') named.push({ ...outcome, index });
      else {
        const { status, via, problem } = outcome;
        named.push({ userId, index, status, via, problem: atPlaceInInput(problem, fieldInList(index)) });
      }
    }
    return named;
  }

  /** Those whom the chat did not take, and those whom it took and did not name. */
  #rest(left: readonly string[]): readonly RecipientOutcome[] {
    const unsent = this.#problemOfUnsent();
    const rest: RecipientOutcome[] = [];
    for (const userId of left) {
      const index = this.#places.get(userId);
      if (index === undefined) continue;
      this.#places.delete(userId);
      rest.push(this.#failed(userId, index, unsent));
    }
    const problem = this.#fault ?? leftOut;
    for (const [userId, index] of this.#places) {
      rest.push({ userId, index, status: statusOf(problem), via: this.#options.chat.name, problem });
    }
    this.#places.clear();
    return rest;
  }

  #problemOfUnsent(): Problem {
    return this.#fault ? createProblem({ ...this.#fault, effect: 'not_sent' }) : aborted('not_sent');
  }

  #failed(userId: string, index: number, problem: Problem): RecipientOutcome {
    return { userId, index, status: 'failed', via: this.#options.chat.name, problem };
  }
}

/** What the chats of these lanes warned of, each once. */
export function warningsOf(lanes: Iterable<Lane>, others: Iterable<Warning> = []): readonly Warning[] {
  const once = new Map<string, Warning>();
  for (const warning of others) once.set(JSON.stringify(warning), warning);
  for (const lane of lanes) {
    for (const warning of lane.warnings) once.set(JSON.stringify(warning), warning);
  }
  return [...once.values()];
}
