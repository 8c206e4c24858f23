import { ChatError, type Clock, type NotAccepted, type SendOptions, type Warning } from '@polychat/core';
import { aborted, deadlinePassed, type ListOutcome, receiptOf, receiptOrThrow } from '@polychat/core/combine';
import { type ListPart, type ListSend, sendPart } from '../list-send.ts';
import { type AttemptKind, attemptOptions, recordAttempt } from './attempt.ts';
import type { Member } from './member.ts';
import { isHeldBack, joinAttempts, type MovementRules, mayMove } from './movement.ts';
import { partOfTime, type SendTimes } from './send-times.ts';

interface AcceptedEntry {
  readonly userId: string;
  readonly via: string;
}

/** A list that goes to one chat after another. */
export interface ListRoundsOptions<Entry> extends Pick<ListSend<Entry>, 'noun' | 'places' | 'fieldOf'> {
  /** The name of the chat that fails over. */
  readonly via: string;
  readonly members: readonly Member[];
  readonly send: (
    member: Member,
    userIds: readonly string[],
    options: SendOptions,
  ) => ReturnType<ListPart<Entry>['send']>;
  readonly options: SendOptions | undefined;
  readonly times: SendTimes | undefined;
  readonly rules: MovementRules;
  readonly clock: Clock;
  readonly onMove: (from: string, to: string, count: number) => void;
}

/**
 * Sends a list to the first chat, and those whom it certainly did not deliver to, and who may move, to the next, each
 * time in new batches. One chat after the other: never two at once for anybody. Throws as `sendDirect` does.
 */
export async function sendInRounds<Entry extends AcceptedEntry>(send: ListRoundsOptions<Entry>) {
  return new ListRounds<Entry>(send).run();
}

class ListRounds<Entry extends AcceptedEntry> {
  readonly #send: ListRoundsOptions<Entry>;
  readonly #states = new Map<string, ListOutcome<Entry>>();
  readonly #warnings: Warning[] = [];
  readonly #startedAt: number;
  /** Those whom our own pacer held back at a chat, and who stay there. */
  readonly #heldBack = new Map<Member, string[]>();
  /** Who may go to the next chat. */
  #pending: readonly string[];
  /** The chat that had them last. */
  #last: Member | undefined;
  #refusal: unknown;

  constructor(send: ListRoundsOptions<Entry>) {
    this.#send = send;
    this.#pending = [...send.places.keys()];
    this.#startedAt = send.clock.monotonic();
  }

  async run() {
    const { members, options, noun } = this.#send;
    for (const [at, member] of members.entries()) {
      if (this.#isOver) break;
      await this.#turnOf(
        member,
        members.slice(at + 1).filter(({ breaker }) => breaker.isAdmitting).length + 1,
      );
    }
    await this.#retryHeldBack();
    await this.#lastResort();
    if (this.#refusal !== undefined) throw this.#refusal;
    return receiptOrThrow(receiptOf<Entry>(this.#outcomes(), this.#warnings), options?.signal, noun);
  }

  get #isOver(): boolean {
    return this.#pending.length === 0 || this.#send.options?.signal?.aborted === true;
  }

  get #remainingMs(): number {
    const { times, clock } = this.#send;
    return (times?.deadlineMs ?? Number.POSITIVE_INFINITY) - (clock.monotonic() - this.#startedAt);
  }

  /** The time of a chat with so many left; false where it has none. */
  #part(left: number): number | undefined | false {
    const { times } = this.#send;
    return times && (partOfTime(this.#remainingMs, left, times.attemptMs) ?? false);
  }

  async #turnOf(member: Member, left: number): Promise<void> {
    const part = this.#part(left);
    if (part === false) return;
    const admission = member.breaker.admit();
    if (admission === 'none') return;
    if (admission === 'all') return this.#attempt(member, this.#pending, 'all', part);
    const [first = ''] = this.#pending;
    const others = this.#pending.slice(1);
    await this.#attempt(member, [first], 'probe', part);
    const unmoved = this.#pending;
    this.#pending = others;
    const rest = this.#part(left);
    if (others.length > 0 && member.breaker.isClosed && !this.#isOver && rest !== false) {
      await this.#attempt(member, others, 'all', rest);
    }
    this.#pending = [...unmoved, ...this.#pending];
  }

  /** Sends to these and leaves those pending who may move on. */
  async #attempt(
    member: Member,
    userIds: readonly string[],
    kind: AttemptKind,
    deadlineMs: number | undefined,
  ): Promise<void> {
    const { send, options, rules, onMove } = this.#send;
    const via = member.chat.name;
    const moved = userIds.filter((userId) => this.#states.has(userId));
    if (this.#last && this.#last !== member && moved.length > 0) {
      onMove(this.#last.chat.name, via, moved.length);
    }
    this.#last = member;
    const isFirst = this.#states.size === 0;
    const reply = await sendPart<Entry>(this.#send, {
      via,
      userIds,
      send: () => send(member, userIds, attemptOptions(options, kind, deadlineMs)),
    });
    recordAttempt(member, kind, reply.outcomes);
    this.#warnings.push(...reply.warnings);
    const pending: string[] = [];
    for (const outcome of reply.outcomes) {
      const { userId } = outcome;
      const joined = joinAttempts(this.#states.get(userId), outcome);
      this.#states.set(userId, joined);
      if (outcome.status !== 'accepted' && mayMove(asState(joined), outcome, rules)) pending.push(userId);
      else if (outcome.status === 'failed' && isHeldBack(outcome.problem)) this.#holdBack(member, userId);
    }
    this.#pending = pending;
    // The whole list was refused before anything was sent, for what no other chat is asked about.
    const isRefusal =
      isFirst && reply.thrown && pending.length === 0 && userIds.length === this.#send.places.size;
    if (isRefusal && isCertain(reply.thrown.error)) this.#refusal = reply.thrown.error;
  }

  #holdBack(member: Member, userId: string): void {
    const held = this.#heldBack.get(member);
    if (held) held.push(userId);
    else this.#heldBack.set(member, [userId]);
  }

  /** They do not move, so the time that was kept for the other chats is theirs: their own chat gets it, once. */
  async #retryHeldBack(): Promise<void> {
    const { times, options } = this.#send;
    if (!times || this.#send.members.length === 1) return;
    for (const [member, userIds] of [...this.#heldBack]) {
      const part = this.#part(1);
      if (!part || options?.signal?.aborted || !member.breaker.isClosed) continue;
      const pending = this.#pending;
      await this.#attempt(member, userIds, 'all', part);
      this.#pending = pending;
    }
  }

  /** Those whom no chat has tried to reach, since all are left out: the first tries once, rather than nobody. */
  async #lastResort(): Promise<void> {
    const [first] = this.#send.members;
    const untried = [...this.#send.places.keys()].filter((userId) => !this.#states.has(userId));
    const part = this.#part(1);
    if (!first || untried.length === 0 || this.#isOver || part === false) return;
    await this.#attempt(first, untried, 'last_resort', part);
  }

  /** Everybody, also those whom no chat has tried to reach. */
  #outcomes(): readonly ListOutcome<Entry>[] {
    const { places, options, via } = this.#send;
    return [...places].map(([userId, index]): ListOutcome<Entry> => {
      const state = this.#states.get(userId);
      if (state) return { ...state, index };
      const problem = options?.signal?.aborted ? aborted('not_sent') : deadlinePassed;
      return { userId, index, status: 'failed', via, problem };
    });
  }
}

/** `ListOutcome` of an unknown entry does not show that only accepted ones have no problem. */
function asState(outcome: ListOutcome<AcceptedEntry>) {
  return outcome as
    | { readonly status: 'accepted' }
    | (NotAccepted & { readonly status: 'failed' | 'unconfirmed' });
}

function isCertain(error: unknown): boolean {
  return ChatError.is(error) && error.effect !== 'unknown';
}
