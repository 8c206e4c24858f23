import {
  type BroadcastNotTaken,
  type Chat,
  ChatError,
  type Clock,
  type SendOptions,
  type Warning,
} from '@polychat/core';
import { problemOfThrown, statusOf } from '../part-fault.ts';
import { noReceipt } from '../read-receipt.ts';
import { type AttemptKind, attemptOptions, recordAttempt } from './attempt.ts';
import type { Member } from './member.ts';
import { joinAttempts, type MovementRules, mayMove } from './movement.ts';
import { partOfTime, type SendTimes } from './send-times.ts';

/** A message that is one call, which goes to one chat after another. */
export interface SingleRoundsOptions<Receipt> {
  readonly members: readonly Member[];
  readonly options: SendOptions | undefined;
  readonly times: SendTimes | undefined;
  readonly rules: MovementRules;
  readonly clock: Clock;
  readonly onMove: (from: string, to: string, count: number) => void;
  readonly send: (chat: Chat, options: SendOptions) => Promise<unknown>;
  /** The receipt; undefined for what is none. */
  readonly read: (value: unknown) => Receipt | undefined;
}

/** A chat that did not certainly take the message. */
export type NotTaken = BroadcastNotTaken & { readonly status: 'failed' | 'unconfirmed' };

/** What became of the message at all chats that were tried. */
export interface SingleRounds<Receipt> {
  /** Absent where none took it. */
  readonly taken?: { readonly via: string; readonly receipt: Receipt };
  /** The chats before, in their order. */
  readonly notTaken: readonly NotTaken[];
  /** What all of these say together. */
  readonly joined?: NotTaken;
  /** What the first chat threw before it sent anything, where that ended it. */
  readonly refusal?: unknown;
  readonly warnings: readonly Warning[];
}

/** Sends through the first chat, and through the next where it certainly was not done and may move. Never rejects. */
export async function sendInSingleRounds<Receipt>(
  send: SingleRoundsOptions<Receipt>,
): Promise<SingleRounds<Receipt>> {
  const { members, options, times, clock } = send;
  const rounds = new Rounds(send);
  const startedAt = clock.monotonic();
  for (const [at, member] of members.entries()) {
    if (rounds.isOver) break;
    const left = members.slice(at + 1).filter(({ breaker }) => breaker.isAdmitting).length + 1;
    const remaining = (times?.deadlineMs ?? 0) - (clock.monotonic() - startedAt);
    const part = times && partOfTime(remaining, left, times.attemptMs);
    if (times && part === undefined) continue;
    const admission = member.breaker.admit();
    if (admission !== 'none') await rounds.attempt(member, admission, part);
  }
  const [first] = members;
  if (first && !rounds.isTried && !options?.signal?.aborted) {
    await rounds.attempt(first, 'last_resort', times?.deadlineMs);
  }
  return rounds;
}

class Rounds<Receipt> implements SingleRounds<Receipt> {
  readonly notTaken: NotTaken[] = [];
  readonly warnings: Warning[] = [];
  taken: SingleRounds<Receipt>['taken'];
  joined: NotTaken | undefined;
  refusal: unknown;
  readonly #send: SingleRoundsOptions<Receipt>;
  #isStopped = false;
  #last: string | undefined;

  constructor(send: SingleRoundsOptions<Receipt>) {
    this.#send = send;
  }

  get isTried(): boolean {
    return this.#last !== undefined;
  }

  get isOver(): boolean {
    return this.#isStopped || this.#send.options?.signal?.aborted === true;
  }

  async attempt(member: Member, kind: AttemptKind, deadlineMs: number | undefined): Promise<void> {
    const { options, rules, onMove, send, read } = this.#send;
    const via = member.chat.name;
    if (this.#last !== undefined) onMove(this.#last, via, 1);
    this.#last = via;
    try {
      const receipt = read(await send(member.chat, attemptOptions(options, kind, deadlineMs)));
      if (!receipt) throw new ChatError(noReceipt);
      this.taken = { via, receipt };
      this.#isStopped = true;
      recordAttempt(member, kind, [{ status: 'accepted' }]);
    } catch (error) {
      const problem = problemOfThrown(error);
      const last: NotTaken = { via, problem, status: statusOf(problem) };
      recordAttempt(member, kind, [last]);
      const receipt = ChatError.is(error) ? error.receipt : undefined;
      this.warnings.push(...(receipt?.warnings ?? []));
      this.notTaken.push(last);
      this.joined = joinAttempts(this.joined, last);
      this.#isStopped = !mayMove(this.joined, last, rules);
      const isRefusal = this.notTaken.length === 1 && this.#isStopped && !receipt;
      if (isRefusal && last.status === 'failed') this.refusal = error;
    }
  }
}
