import { sleep } from '../../ports/clock.ts';
import type { VetoEventType, WebhookEvent } from '../events/webhook-event.ts';
import { allow, refuse, type Verdict } from '../verdict.ts';
import type { VetoContext, WebhookHandlers } from '../webhook-handlers.ts';
import type { WebhookAnswer, WebhookItem, WebhookSource } from '../webhook-source.ts';
import { checkedVerdict } from './checked-verdict.ts';
import { type Deadline, tooLate } from './deadline.ts';
import { type Delivery, eventOf } from './delivery.ts';
import { eventIdOf } from './event-id.ts';
import { tell, type WebhookAnsweredEvent } from './webhook-hooks.ts';
import { reportError, type WebhookSettings } from './webhook-options.ts';

interface Answered {
  readonly answer: WebhookAnswer;
  readonly by: WebhookAnsweredEvent['by'];
  readonly verdict?: Verdict['verdict'];
}

type Claimed =
  | { readonly status: 'mine'; readonly token: string }
  | { readonly status: 'answered'; readonly answer: WebhookAnswer }
  /** The store cannot be asked, or the deadline passed while somebody else was at it. */
  | { readonly status: 'down' | 'left' };

/** How long an answer is kept for who asks again, in milliseconds: longer than any vendor asks. */
const keepAnswerMs = 300_000;
/** So many of its answers a process knows by itself. */
const mostRemembered = 1_000;
/** How often to look whether another process has answered, in milliseconds. */
const lookAgainMs = 50;

/** Answers events that ask, each once and within its deadline. */
export class VetoFlow {
  readonly #source: WebhookSource;
  readonly #handlers: WebhookHandlers;
  readonly #settings: WebhookSettings;
  /** Answers under way in this process, and those that the store has not taken yet. */
  readonly #pending = new Map<string, PromiseWithResolvers<Answered>>();
  /** The newest answers of this process, so that it gives the same ones again also where the store is slow to tell. */
  readonly #given = new Map<string, Answered>();
  readonly #keeping = new Set<Promise<void>>();

  constructor(source: WebhookSource, handlers: WebhookHandlers, settings: WebhookSettings) {
    this.#source = source;
    this.#handlers = handlers;
    this.#settings = settings;
  }

  /** Whether anybody handles it. */
  wants({ event }: WebhookItem): boolean {
    return this.#handlers[event.type as VetoEventType] !== undefined;
  }

  /** Answers by the deadline at the latest. */
  async answer(item: WebhookItem, delivery: Delivery, deadline: Deadline): Promise<WebhookAnswer> {
    const { type } = item.event;
    const { vendorEvent } = delivery.webhook;
    const eventId = await deadline.race(eventIdOf(this.#source, type, item.id));
    if (eventId === tooLate) return this.answerUnasked('deadline', delivery.cameAt, item);
    const answered = await this.#answered(item, eventId, delivery, deadline);
    this.#tell(answered, delivery.cameAt, { type, eventId, vendorEvent });
    return answered.answer;
  }

  /** Resolves when the store has been told of all answers. */
  async settled(): Promise<void> {
    await Promise.all(this.#keeping);
  }

  /** Allows what nobody handles. */
  allow(
    item: WebhookItem,
    { webhook: { vendorEvent }, cameAt }: Omit<Delivery, 'isRepeated'>,
  ): WebhookAnswer {
    const answer = this.#source.answer(item, allow());
    this.#tell({ answer, by: 'default', verdict: 'allow' }, cameAt, { type: item.event.type, vendorEvent });
    return answer;
  }

  /** Answers `atDeadline` without asking anybody. */
  answerUnasked(by: 'deadline' | 'store_down', cameAt: number, item?: WebhookItem): WebhookAnswer {
    const answered = this.#fallback(by, item);
    this.#tell(answered, cameAt, item ? { type: item.event.type } : {});
    return answered.answer;
  }

  async #answered(
    item: WebhookItem,
    eventId: string,
    delivery: Delivery,
    deadline: Deadline,
  ): Promise<Answered> {
    const given = this.#given.get(eventId);
    if (given) return { ...given, by: 'stored' };
    const pending = this.#pending.get(eventId);
    const decision = pending ?? Promise.withResolvers<Answered>();
    if (!pending) {
      this.#pending.set(eventId, decision);
      const claimed = this.#claim(eventId, deadline);
      void this.#decide(claimed, item, eventId, delivery, deadline).then(decision.resolve, decision.reject);
      const keeping = this.#keep(eventId, claimed, decision.promise);
      this.#keeping.add(keeping);
      void keeping.then(() => this.#keeping.delete(keeping));
    }
    const inTime = await deadline.race(decision.promise);
    if (inTime !== tooLate) return pending ? { ...inTime, by: 'stored' } : inTime;
    // Whoever must be answered first decides for all that ask: they get the same answer.
    const fallback = this.#fallback('deadline', item);
    decision.resolve(fallback);
    const answered = await decision.promise;
    return pending && answered !== fallback ? { ...answered, by: 'stored' } : answered;
  }

  /** Takes the event, or waits until somebody else has answered it. */
  async #claim(eventId: string, { signal }: Deadline): Promise<Claimed> {
    const { store, clock, deadlineMs } = this.#settings;
    try {
      for (;;) {
        // Twice as long as it may take: the answer is stored after it is given.
        const claim = await store.claim(eventId, '', 2 * deadlineMs);
        if (claim.status === 'mine') return claim;
        if (claim.isComplete) return { status: 'answered', answer: JSON.parse(claim.value) };
        if (!(await sleep(clock, lookAgainMs, signal))) return { status: 'left' };
      }
    } catch {
      return { status: 'down' };
    }
  }

  async #decide(
    claimed: Promise<Claimed>,
    item: WebhookItem,
    eventId: string,
    delivery: Delivery,
    deadline: Deadline,
  ): Promise<Answered> {
    const claim = await deadline.race(claimed);
    if (claim === tooLate || claim.status === 'left') return this.#fallback('deadline', item);
    if (claim.status === 'down') return this.#fallback('store_down', item);
    if (claim.status === 'answered') return { answer: claim.answer, by: 'stored' };
    const asked = this.#ask(item, eventId, delivery, deadline.signal);
    const answered = await deadline.race(asked);
    if (answered === tooLate) return this.#fallback('deadline', item);
    return answered ?? this.#fallback('failed', item);
  }

  /** What the handler says, in the vendor's form; undefined where it threw, or said what cannot be carried out. */
  async #ask(
    item: WebhookItem,
    eventId: string,
    delivery: Delivery,
    signal: AbortSignal,
  ): Promise<Answered | undefined> {
    const type = item.event.type as VetoEventType;
    // The event of this name is what the handler of this name takes; the compiler cannot see that from the name alone.
    const handler = this.#handlers[type] as (event: WebhookEvent, context: VetoContext) => unknown;
    try {
      const event = eventOf(this.#source, item.event, delivery, eventId);
      const verdict = await handler(event, { signal });
      const known = checkedVerdict(verdict, this.#source.events[type]?.verdicts);
      return { answer: this.#source.answer(item, known), by: 'handler', verdict: known.verdict };
    } catch (error) {
      reportError(this.#settings, error, { vendor: this.#source.vendor, type, eventId });
      return undefined;
    }
  }

  /** Stores the answer for who asks again, here or elsewhere. Until then it is pending. */
  async #keep(eventId: string, claimed: Promise<Claimed>, answering: Promise<Answered>): Promise<void> {
    const { store, hooks } = this.#settings;
    try {
      const answered = await answering;
      this.#remember(eventId, answered);
      const claim = await claimed;
      if (claim.status !== 'mine') return;
      await store.complete(eventId, claim.token, JSON.stringify(answered.answer), keepAnswerMs);
    } catch {
      tell(hooks, 'warning', { vendor: this.#source.vendor, code: 'not_completed', eventId });
    } finally {
      this.#pending.delete(eventId);
    }
  }

  #remember(eventId: string, answered: Answered): void {
    this.#given.set(eventId, answered);
    const [oldest] = this.#given.keys();
    if (this.#given.size > mostRemembered && oldest !== undefined) this.#given.delete(oldest);
  }

  /** `atDeadline` in the vendor's form. Without an item: the body was not there. */
  #fallback(by: WebhookAnsweredEvent['by'], item?: WebhookItem): Answered {
    const verdict = this.#settings.atDeadline === 'refuse' ? refuse() : allow();
    return { answer: this.#source.answer(item, verdict), by, verdict: verdict.verdict };
  }

  #tell(
    { by, verdict }: Answered,
    cameAt: number,
    about: Pick<WebhookAnsweredEvent, 'type' | 'eventId' | 'vendorEvent'>,
  ): void {
    const { vendor, app } = this.#source;
    const { hooks, clock } = this.#settings;
    const durationMs = clock.monotonic() - cameAt;
    tell(hooks, 'answered', { vendor, app, ...about, ...(verdict && { verdict }), by, durationMs });
  }
}
