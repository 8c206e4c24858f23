import {
  type BroadcastMessage,
  type BroadcastNotTaken,
  type BroadcastReceipt,
  ChatError,
  type Clock,
  type SendOptions,
  type Warning,
} from '@polychat/core';
import { aborted, deadlinePassed, failedSend } from '@polychat/core/combine';
import { problemOfThrown, statusOf } from '../part-fault.ts';
import { noReceipt, readBroadcastReceipt } from '../read-receipt.ts';
import { type AttemptKind, attemptOptions, recordAttempt } from './attempt.ts';
import type { Member } from './member.ts';
import { joinAttempts, type MovementRules, mayMove } from './movement.ts';
import { partOfTime, type SendTimes } from './send-times.ts';

/** A broadcast that goes to one chat after another. */
export interface BroadcastRoundsOptions {
  readonly message: BroadcastMessage;
  readonly members: readonly Member[];
  readonly options: SendOptions | undefined;
  readonly times: SendTimes | undefined;
  readonly rules: MovementRules;
  readonly clock: Clock;
  readonly onMove: (from: string, to: string, count: number) => void;
}

/**
 * Sends a broadcast through the first chat, and through the next where it certainly was not done and may move. The
 * receipt names in `failed` and `unconfirmed` the chats that came before. Throws a `ChatError` where none took it.
 */
export async function broadcastInRounds(send: BroadcastRoundsOptions): Promise<BroadcastReceipt> {
  const { members, options, times, clock } = send;
  const rounds = new BroadcastRounds(send);
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
  return rounds.receipt();
}

type NotTaken = BroadcastNotTaken & { readonly status: 'failed' | 'unconfirmed' };

class BroadcastRounds {
  readonly #send: BroadcastRoundsOptions;
  readonly #notTaken: NotTaken[] = [];
  readonly #warnings: Warning[] = [];
  #taken: BroadcastReceipt | undefined;
  #joined: NotTaken | undefined;
  #isStopped = false;
  #refusal: unknown;
  #last: string | undefined;

  constructor(send: BroadcastRoundsOptions) {
    this.#send = send;
  }

  get isTried(): boolean {
    return this.#last !== undefined;
  }

  get isOver(): boolean {
    return this.#isStopped || this.#send.options?.signal?.aborted === true;
  }

  async attempt(member: Member, kind: AttemptKind, deadlineMs: number | undefined): Promise<void> {
    const { message, options, rules, onMove } = this.#send;
    const via = member.chat.name;
    if (this.#last !== undefined) onMove(this.#last, via, 1);
    this.#last = via;
    try {
      const sent: unknown = await member.chat.broadcast(message, attemptOptions(options, kind, deadlineMs));
      const taken = readBroadcastReceipt(sent);
      if (!taken) throw new ChatError(noReceipt);
      this.#taken = taken;
      this.#isStopped = true;
      recordAttempt(member, kind, [{ status: 'accepted' }]);
    } catch (error) {
      const problem = problemOfThrown(error);
      const last: NotTaken = { via, problem, status: statusOf(problem) };
      recordAttempt(member, kind, [last]);
      const receipt = ChatError.is(error) ? error.receipt : undefined;
      this.#warnings.push(...(receipt?.warnings ?? []));
      this.#notTaken.push(last);
      this.#joined = joinAttempts(this.#joined, last);
      this.#isStopped = !mayMove(this.#joined, last, rules);
      const isRefusal = this.#notTaken.length === 1 && this.#isStopped && !receipt;
      if (isRefusal && last.status === 'failed') this.#refusal = error;
    }
  }

  receipt(): BroadcastReceipt {
    if (this.#refusal !== undefined) throw this.#refusal;
    const { signal } = this.#send.options ?? {};
    const all = this.#notTaken.map((one, at) => {
      const movedTo = this.#notTaken[at + 1]?.via ?? (this.#taken && this.#last);
      return movedTo === undefined ? one : { ...one, movedTo };
    });
    const of = (status: NotTaken['status']) =>
      all.filter((one) => one.status === status).map(({ status: _status, ...named }) => named);
    const failed = [...of('failed'), ...(this.#taken?.failed ?? [])];
    const unconfirmed = [...of('unconfirmed'), ...(this.#taken?.unconfirmed ?? [])];
    const receipt: BroadcastReceipt = {
      results: this.#taken?.results ?? [],
      warnings: [...this.#warnings, ...(this.#taken?.warnings ?? [])],
      ...(failed.length === 0 ? {} : { failed }),
      ...(unconfirmed.length === 0 ? {} : { unconfirmed }),
    };
    if (this.#taken) return receipt;
    const nothingTried = signal?.aborted ? aborted('not_sent') : deadlinePassed;
    throw failedSend(this.#joined?.problem ?? nothingTried, receipt, signal);
  }
}
