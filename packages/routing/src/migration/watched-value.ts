import type { ChatError, Clock, Problem } from '@polychat/core';
import { aborted, createProblem, misconfigured, rememberCause, safeCause } from '@polychat/core/combine';
import { answerInTime, isPromiseLike } from '../answer-in-time.ts';

/** Why a value could not be read. */
export type ValueFault = 'unknown_value' | 'threw' | 'timed_out';

export interface WatchedValueOptions<Value> {
  /** The option that it is the value of. */
  readonly field: string;
  /** A value, or a function that says it. */
  readonly source: unknown;
  readonly isRight: (value: unknown) => value is Value;
  /** What a value must be. */
  readonly words: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly onFault: (reason: ValueFault, kept: Value | undefined) => void;
}

/** A value that was read, or why there is none. */
export type ReadValue<Value> =
  | { readonly value: Value; readonly problem?: undefined }
  | { readonly value?: undefined; readonly problem: Problem };

/** A value that somebody else may change at any time. One that cannot be used keeps the last good one. */
export class WatchedValue<Value> {
  readonly #options: WatchedValueOptions<Value>;
  readonly #ask: (() => unknown) | undefined;
  #last: Value | undefined;
  #asked = 0;
  /** The question that the last good value answered: an answer that comes late does not undo that of a later one. */
  #answered = 0;

  /**
   * A function is asked once, so that the last value is known soon; that it cannot be asked just now is a fault like any
   * other. Throws a `ChatError` with code `misconfigured` where the value, or what the function says at once, is not right.
   */
  constructor(options: WatchedValueOptions<Value>) {
    this.#options = options;
    const { source, isRight } = options;
    if (typeof source !== 'function') {
      if (!isRight(source)) throw this.#refusal();
      this.#last = source;
      return;
    }
    this.#ask = () => source();
    let first: unknown;
    try {
      first = this.#ask();
    } catch (error) {
      void this.#read(() => {
        throw error;
      }, undefined);
      return;
    }
    if (isPromiseLike(first)) void this.#read(() => first, undefined);
    else if (isRight(first)) this.#last = first;
    else throw this.#refusal();
  }

  /** The last good value, without asking. */
  get last(): Value | undefined {
    return this.#last;
  }

  /** Asks for the value. Never rejects. */
  async read(signal?: AbortSignal): Promise<ReadValue<Value>> {
    return this.#ask ? this.#read(this.#ask, signal) : { value: this.#last as Value };
  }

  async #read(ask: () => unknown, signal: AbortSignal | undefined): Promise<ReadValue<Value>> {
    const { timeoutMs, clock, isRight, onFault } = this.#options;
    this.#asked += 1;
    const question = this.#asked;
    const answer = await answerInTime(() => this.#listen(ask(), question), timeoutMs, clock, signal);
    if (answer.status === 'aborted') return { problem: aborted('not_sent') };
    if (answer.status === 'answered' && isRight(answer.value)) return { value: answer.value };
    const reason = answer.status === 'answered' ? 'unknown_value' : answer.status;
    const kept = this.#last;
    onFault(reason, kept);
    if (kept !== undefined) return { value: kept };
    return { problem: this.#problemOf(reason, answer.status === 'threw' ? answer.error : undefined) };
  }

  /** Keeps a good answer, also one that comes when nobody waits for it any more. */
  #listen(answer: unknown, question: number): unknown {
    if (isPromiseLike(answer)) return Promise.resolve(answer).then((value) => this.#listen(value, question));
    if (this.#options.isRight(answer) && question > this.#answered) {
      this.#last = answer;
      this.#answered = question;
    }
    return answer;
  }

  #refusal(): ChatError {
    const { field, words } = this.#options;
    return misconfigured(`migration: ${field}: must be ${words}`, field);
  }

  #problemOf(reason: ValueFault, thrown: unknown): Problem {
    const { field, words } = this.#options;
    const code = reason === 'unknown_value' ? 'misconfigured' : reason === 'threw' ? 'network' : 'timeout';
    const said = {
      unknown_value: `must be ${words}`,
      threw: 'could not be read',
      timed_out: 'was not read in time',
    };
    const problem = createProblem({
      code,
      effect: 'not_sent',
      transient: code !== 'misconfigured',
      message: `${field}: ${said[reason]}, and no earlier value is known, so nothing was sent`,
      field,
    });
    return thrown === undefined ? problem : rememberCause(problem, safeCause(thrown));
  }
}
