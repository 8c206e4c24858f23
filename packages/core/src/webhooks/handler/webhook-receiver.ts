import { vetoEventTypes, webhookEventTypes } from '../events/webhook-event.ts';
import type { WebhookHandlers } from '../webhook-handlers.ts';
import type { BelievedWebhook, WebhookAnswer, WebhookReading, WebhookSource } from '../webhook-source.ts';
import { conversationOf } from './conversation-of.ts';
import { Deadline, tooLate } from './deadline.ts';
import { EventFlow, type EventOutcome } from './event-flow.ts';
import { readBody, UnreadableBody } from './read-body.ts';
import { signatureUse } from './signatures.ts';
import { Turns } from './turns.ts';
import { VetoFlow } from './veto-flow.ts';
import { tell, type WebhookRefusedEvent } from './webhook-hooks.ts';
import { reportError, type WebhookSettings } from './webhook-options.ts';

/** A request on its way. */
interface Arrival {
  readonly request: Request;
  readonly query: URLSearchParams;
  /** By the wall clock. */
  readonly receivedAt: number;
  /** By the monotonic clock. */
  readonly cameAt: number;
  /** For the body. */
  readonly patience: Deadline;
  /** For an event that asks; absent where nobody handles any. */
  readonly deadline?: Deadline;
}

/** A body, and what the source makes of it. */
interface ReadWebhook {
  readonly body: string;
  readonly reading: WebhookReading;
}

/** What asks for another delivery. A source's own acknowledgement says that there need be none. */
const notTaken: WebhookAnswer = { status: 503 };
/** What tells nothing to who is not the vendor: the same whatever is wrong. */
const refused: WebhookAnswer = { status: 400 };

const isTaken = (outcome: EventOutcome) =>
  outcome === 'handled' || outcome === 'duplicate' || outcome === 'ignored';

/** Takes requests in: reads them, has the source check them, and answers when their events have been handled. */
export class WebhookReceiver {
  readonly #source: WebhookSource;
  readonly #settings: WebhookSettings;
  readonly #events: EventFlow;
  readonly #vetoes: VetoFlow;
  readonly #turns: Turns | undefined;
  readonly #hasVetoes: boolean;
  /** Nobody listens to events that tell, so what is not known can be answered as an event that asks. */
  readonly #hasVetoesOnly: boolean;
  readonly #underWay = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(source: WebhookSource, handlers: WebhookHandlers, settings: WebhookSettings) {
    this.#source = source;
    this.#settings = settings;
    this.#events = new EventFlow(source, handlers, settings);
    this.#vetoes = new VetoFlow(source, handlers, settings);
    this.#turns = settings.order === 'conversation' ? new Turns() : undefined;
    const vetoes: readonly string[] = vetoEventTypes;
    this.#hasVetoes = vetoEventTypes.some((type) => handlers[type]);
    this.#hasVetoesOnly =
      this.#hasVetoes && !webhookEventTypes.some((type) => handlers[type] && !vetoes.includes(type));
  }

  async receive(request: Request): Promise<Response> {
    const answering = this.#answer(request);
    this.#underWay.add(answering);
    try {
      return responseOf(await answering);
    } catch (error) {
      reportError(this.#settings, error, { vendor: this.#source.vendor });
      return responseOf(notTaken);
    } finally {
      this.#underWay.delete(answering);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#underWay);
    await this.#vetoes.settled();
  }

  async #answer(request: Request): Promise<WebhookAnswer> {
    if (this.#isClosed) return notTaken;
    const { clock, deadlineMs, bodyTimeoutMs } = this.#settings;
    const cameAt = clock.monotonic();
    if (request.method !== 'POST') return this.#refuse('method', cameAt);
    const deadline = this.#hasVetoes ? new Deadline(clock, deadlineMs) : undefined;
    const patience = new Deadline(clock, bodyTimeoutMs);
    const query = new URL(request.url).searchParams;
    try {
      return await this.#receive({
        request,
        query,
        receivedAt: clock.now(),
        cameAt,
        patience,
        deadline,
      });
    } finally {
      patience.cancel();
      deadline?.cancel();
    }
  }

  async #receive(arrival: Arrival): Promise<WebhookAnswer> {
    const { cameAt, deadline } = arrival;
    const reading = this.#read(arrival);
    const read = deadline ? await this.#readInTime(reading, arrival, deadline) : await reading;
    if (read === 'veto') return this.#vetoes.answerUnasked('deadline', cameAt);
    if (read === 'unknown') return notTaken;
    if (read === 'unreadable') return this.#refuse('body', cameAt);
    if (read.reading.status === 'refused') return this.#refuse(read.reading.reason, cameAt);
    return read.reading.kind === 'veto'
      ? this.#answerVeto(read.reading, read.body, arrival)
      : this.#takeEvents(read.reading, read.body, arrival);
  }

  /** The reading, or what the request is where it was not read by the deadline of one that asks. */
  async #readInTime(
    reading: Promise<ReadWebhook | 'unreadable' | 'unknown'>,
    { request: { headers }, query, receivedAt, patience }: Arrival,
    deadline: Deadline,
  ): Promise<ReadWebhook | 'unreadable' | 'unknown' | 'veto'> {
    // Asked at once, so that it is there when it is needed.
    let kind: 'event' | 'veto' | undefined;
    const learn = async () => {
      kind = await this.#source.kindOf?.({ headers, query, receivedAt });
    };
    const learning = learn().catch(() => {});
    const read = await deadline.race(reading);
    if (read !== tooLate && read !== 'unknown') return read;
    if (read === tooLate && kind === 'event') return reading;
    if (read === 'unknown') await deadline.race(learning);
    patience.end();
    return kind === 'veto' || this.#hasVetoesOnly ? 'veto' : 'unknown';
  }

  /** `unknown`: the source could not get at its secrets. */
  async #read(arrival: Arrival): Promise<ReadWebhook | 'unreadable' | 'unknown'> {
    const { request, query, receivedAt, patience } = arrival;
    const { maxBodyBytes } = this.#settings;
    let body: string;
    try {
      body = await readBody(request, maxBodyBytes, patience.signal);
    } catch (error) {
      if (error instanceof UnreadableBody) return 'unreadable';
      throw error;
    }
    const read = () => this.#source.read({ body, headers: request.headers, query, receivedAt });
    try {
      // One after another, or two that came in a row could change places while they are checked.
      return { body, reading: await (this.#turns ? this.#turns.run('', read) : read()) };
    } catch (error) {
      reportError(this.#settings, error, { vendor: this.#source.vendor });
      return 'unknown';
    }
  }

  async #answerVeto(webhook: BelievedWebhook, body: string, arrival: Arrival): Promise<WebhookAnswer> {
    const { cameAt, deadline } = arrival;
    const [item] = webhook.items;
    if (!item) return this.#refuse('malformed', cameAt);
    if (!deadline || !this.#vetoes.wants(item)) return this.#vetoes.allow(item, { webhook, cameAt });
    const use = await deadline.race(signatureUse(this.#source, webhook, body, this.#settings.store));
    if (use === tooLate) return this.#vetoes.answerUnasked('deadline', cameAt, item);
    if (use === 'store_down') return this.#vetoes.answerUnasked('store_down', cameAt, item);
    if (use === 'reused') return this.#refuse('reused', cameAt);
    return this.#vetoes.answer(item, { webhook, isRepeated: use === 'repeated', cameAt }, deadline);
  }

  async #takeEvents(webhook: BelievedWebhook, body: string, { cameAt }: Arrival): Promise<WebhookAnswer> {
    const wanted = webhook.items.filter((item) => this.#events.wants(item));
    if (wanted.length === 0) return this.#source.acknowledge();
    const used = signatureUse(this.#source, webhook, body, this.#settings.store);
    const outcomes = await Promise.all(
      wanted.map((item) => {
        const handle = async () => {
          const use = await used;
          if (use === 'reused' || use === 'store_down') return use;
          return this.#events.handle(item, { webhook, isRepeated: use === 'repeated', cameAt });
        };
        // In line before anything is waited for.
        return this.#turns ? this.#turns.run(conversationOf(item.event), handle) : handle();
      }),
    );
    if (outcomes.includes('reused')) return this.#refuse('reused', cameAt);
    return outcomes.every((outcome) => outcome !== 'reused' && isTaken(outcome))
      ? this.#source.acknowledge()
      : notTaken;
  }

  #refuse(reason: WebhookRefusedEvent['reason'], cameAt: number): WebhookAnswer {
    const { hooks, clock } = this.#settings;
    tell(hooks, 'refused', { vendor: this.#source.vendor, reason, durationMs: clock.monotonic() - cameAt });
    return refused;
  }
}

function responseOf({ status = 200, body }: WebhookAnswer): Response {
  return new Response(body ?? null, {
    status,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
  });
}
