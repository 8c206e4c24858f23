import type { Clock, PacerAnswer, PacerRequest } from '@polychat/core';
import { AskWriter } from './ask-writer.ts';
import type { Fallback } from './fallback.ts';
import { type LeaseInHand, LeasesInHand } from './leases-in-hand.ts';
import { OpenLeases } from './open-leases.ts';
import type { PacedQueue } from './paced-queue.ts';
import type { Ask, AskAnswer, PacingAnswer, Settlement } from './pacing-call.ts';
import { endWait, noteRest, refusalOf, refuseOrNote, refuseOverdue } from './refusals.ts';
import { mergedByCounter, ScopeQueues } from './scope-queues.ts';
import { type LinkOptions, ServerLink, type TimedAnswer } from './server-link.ts';
import { Waiting } from './waiting.ts';
import { WakeUp } from './wake-up.ts';

/** The limits of one app, as this process sees them. */
export class ScopePacer {
  readonly #scope: string;
  readonly #clock: Clock;
  readonly #link: ServerLink;
  readonly #fallback: Fallback | undefined;
  readonly #queues: ScopeQueues;
  readonly #inHand: LeasesInHand;
  readonly #open: OpenLeases;
  readonly #writer: AskWriter;
  readonly #wakeUp: WakeUp;
  #isAsking = false;
  #isAskDue = false;
  #isClosed = false;
  #onIdle = () => {};

  constructor(scope: string, options: LinkOptions, fallback: Fallback | undefined) {
    this.#scope = scope;
    this.#clock = options.clock;
    this.#queues = new ScopeQueues(options.client);
    this.#link = new ServerLink(scope, options);
    this.#fallback = fallback;
    this.#inHand = new LeasesInHand(this.#clock, (lease) => this.#handOver(lease));
    this.#open = new OpenLeases(this.#clock, (isUrgent) => this.#onSettled(isUrgent));
    this.#writer = new AskWriter(options.client);
    this.#wakeUp = new WakeUp(this.#clock, () => {
      if (this.#link.isAway) this.#serveFallback();
      this.#ask();
    });
  }

  get isIdle(): boolean {
    const isQuiet = !this.#isAsking && this.#inHand.isEmpty && this.#open.isEmpty;
    return isQuiet && [...this.#queues.all].every((queue) => queue.isIdle);
  }

  acquire(request: PacerRequest): PacerAnswer | Promise<PacerAnswer> {
    if (request.signal?.aborted) return 'aborted';
    const costs = mergedByCounter(request.costs);
    if (costs.length === 0) return { settle: () => {} };
    return new Promise((resolve) => {
      const queue = this.#queues.queueOf(costs);
      const waiting = new Waiting(request, costs, this.#clock, resolve, (answer) =>
        this.#leave(queue, waiting, answer),
      );
      queue.add(waiting);
      if (this.#link.isAway || queue.askAt > this.#clock.monotonic())
        refuseOrNote(queue, waiting, this.#clock);
      if (this.#link.isAway) this.#serveFallback();
      this.#askSoon();
    });
  }

  /** Ends all waits, gives back what is in hand, and resolves when the server knows, or cannot be told. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const queue of this.#queues.all) {
      for (const waiter of [...queue.waiting.inTurn()]) endWait(queue, waiter, 'aborted');
    }
    for (const lease of this.#inHand.takeAll()) this.#open.giveBack(lease.id, lease.kind.costs);
    const idle = new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
    this.#ask();
    if (this.#isAsking) await idle;
    this.#wakeUp.stop();
  }

  /** The caller left, or its longest wait is over. */
  #leave(queue: PacedQueue, waiter: Waiting, why: 'aborted' | 'overdue'): void {
    // The first answer is on its way, and may be a lease.
    if (why === 'overdue' && this.#isAsking && !waiter.hasWaited && !this.#link.isAway) return;
    endWait(queue, waiter, why === 'aborted' ? 'aborted' : refusalOf(queue, this.#clock));
    this.#giveBackSurplus(queue);
    // A smaller call behind it may go, and others need not wait for this queue's turn.
    queue.askAt = 0;
    this.#askSoon();
  }

  #onSettled(isUrgent: boolean): void {
    if (!isUrgent && !this.#isClosed) {
      this.#wakeAt(this.#open.tellBy);
      return;
    }
    for (const queue of this.#queues.all) queue.askAt = 0;
    this.#askSoon();
  }

  /** What is asked for in one turn of the event loop is one call. */
  #askSoon(): void {
    if (this.#isAskDue) return;
    this.#isAskDue = true;
    queueMicrotask(() => {
      this.#isAskDue = false;
      this.#ask();
    });
  }

  #wakeAt(moment: number): void {
    if (!this.#isClosed) this.#wakeUp.at(moment);
  }

  /** Tells the server what has ended, and asks for the leases that are missing. */
  #ask(): void {
    if (this.#isAsking) return;
    const now = this.#clock.monotonic();
    if (this.#link.nextTryAt > now && !this.#isClosed) {
      if (!this.isIdle) this.#wakeAt(this.#link.nextTryAt);
      return;
    }
    const asks: { readonly queue: PacedQueue; readonly ask: Ask }[] = [];
    for (const queue of this.#queues.inTurn()) {
      const ask = this.#isClosed ? this.#writer.farewellOf(queue) : this.#writer.askOf(queue, now);
      if (ask) asks.push({ queue, ask });
    }
    // What can wait goes with the next thing that is asked.
    const isTold = asks.length > 0 || this.#isClosed || this.#open.tellBy <= now;
    const settled = isTold ? this.#open.take() : [];
    if (asks.length === 0 && settled.length === 0) {
      this.#wakeForNext();
      return;
    }
    this.#isAsking = true;
    void this.#askServer(settled, asks);
  }

  async #askServer(
    settled: readonly Settlement[],
    asks: readonly { readonly queue: PacedQueue; readonly ask: Ask }[],
  ): Promise<void> {
    const wanted = asks.map(({ ask }) => ask);
    try {
      const answer = await this.#link.ask(settled, wanted, (late) => this.#onLate(wanted, late));
      this.#isAsking = false;
      this.#onAnswer(asks, answer);
    } catch {
      this.#isAsking = false;
      this.#onFailure(settled, asks);
    }
    if (this.#isClosed && (this.#link.isAway || !this.#open.hasSettled)) this.#onIdle();
    else this.#ask();
  }

  #onAnswer(asks: readonly { readonly queue: PacedQueue; readonly ask: Ask }[], answer: TimedAnswer): void {
    if (answer.isOtherState) this.#forgetState();
    for (const [index, { queue, ask }] of asks.entries()) {
      const got = answer.asks[index];
      if (got) this.#takeLeases(queue, ask, got, answer);
    }
    this.#inHand.begin();
    for (const [index, { queue }] of asks.entries()) {
      const got = answer.asks[index];
      if (!got) continue;
      noteRest(queue, got.reason, answer.cameAt, this.#clock);
      this.#giveBackSurplus(queue);
    }
  }

  /** What was given before is worth nothing at a server that does not know of it. */
  #forgetState(): void {
    for (const { queue } of this.#inHand.takeAll()) queue.askAt = 0;
    for (const queue of this.#queues.all) queue.turn = 0;
    this.#open.tellAgain();
  }

  #takeLeases(queue: PacedQueue, ask: Ask, got: AskAnswer, answer: TimedAnswer): void {
    queue.turn = got.turn;
    queue.isRegistered = got.reason === 'full' || got.reason === 'turn';
    queue.askAt = queue.isRegistered ? answer.cameAt + got.retryMs : 0;
    queue.head = got.limitedBy && { at: answer.cameAt + got.waitMs, limit: got.limitedBy.limit };
    for (const [index, waitMs] of got.waits.entries()) {
      const lease = ask.leases[index];
      if (!lease) continue;
      const notBefore = answer.cameAt + waitMs;
      const useBy = answer.askedAt + waitMs + answer.useWithinMs;
      this.#inHand.add({ id: lease.id, kind: lease.kind, queue, notBefore, useBy });
    }
    this.#giveBackSurplus(queue);
  }

  /** Redis gave no answer. What it may have done is taken back as soon as it is there again. */
  #onFailure(
    settled: readonly Settlement[],
    asks: readonly { readonly queue: PacedQueue; readonly ask: Ask }[],
  ): void {
    this.#open.putBack(settled);
    for (const { queue, ask } of asks) {
      for (const { id, kind } of ask.leases) this.#open.giveBack(id, kind.costs);
      queue.askAt = 0;
    }
    for (const queue of this.#queues.all) refuseOverdue(queue, this.#clock);
    this.#serveFallback();
  }

  #onLate(asks: readonly Ask[], answer: PacingAnswer): void {
    for (const [index, { leases }] of asks.entries()) {
      const given = answer.asks[index]?.waits.length ?? 0;
      for (const { id, kind } of leases.slice(0, given)) this.#open.giveBack(id, kind.costs);
    }
    this.#askSoon();
  }

  #handOver({ id, queue, kind, useBy }: LeaseInHand): void {
    const waiter = queue.firstLike(kind);
    if (!waiter || this.#clock.monotonic() > useBy) {
      this.#open.giveBack(id, kind.costs);
      queue.askAt = 0;
      this.#askSoon();
      return;
    }
    queue.serve(waiter);
    waiter.end(this.#open.open(id, kind));
  }

  #giveBackSurplus(queue: PacedQueue): void {
    const surplus = this.#inHand.takeSurplus(queue);
    for (const { id, kind } of surplus) this.#open.giveBack(id, kind.costs);
    if (surplus.length > 0) this.#askSoon();
  }

  /** While Redis is away: what the reserved part allows. */
  #serveFallback(): void {
    const waitMs = this.#fallback?.serve(this.#scope, this.#queues) ?? Number.POSITIVE_INFINITY;
    if (waitMs < Number.POSITIVE_INFINITY) this.#wakeAt(this.#clock.monotonic() + Math.max(1, waitMs));
  }

  #wakeForNext(): void {
    this.#wakeAt(this.#open.tellBy);
    for (const queue of this.#queues.all) {
      if (queue.isMissingLeases) this.#wakeAt(queue.askAt);
    }
  }
}
