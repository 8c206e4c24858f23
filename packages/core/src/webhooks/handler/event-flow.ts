import type { Claim } from '../../ports/claim-store.ts';
import type { WebhookEvent, WebhookEventType } from '../events/webhook-event.ts';
import type { WebhookHandlers } from '../webhook-handlers.ts';
import type { WebhookEventDraft, WebhookItem, WebhookSource } from '../webhook-source.ts';
import { type Delivery, eventOf } from './delivery.ts';
import { eventIdOf } from './event-id.ts';
import { tell, type WebhookHandledEvent, type WebhookWarningEvent } from './webhook-hooks.ts';
import { reportError, type WebhookSettings } from './webhook-options.ts';

/** What became of one event of a request; `ignored` where nobody handles it. */
export type EventOutcome = WebhookHandledEvent['outcome'] | 'ignored';

interface Candidate {
  readonly eventId: string;
  readonly draft: WebhookEventDraft;
  /** Kept with the claim, so that an edit is known by another one. Empty where edits are told apart otherwise. */
  readonly contentHash: string;
  readonly delivery: Delivery;
}

interface Result {
  readonly outcome: EventOutcome;
  /** The content that this event came with before. */
  readonly seenWith?: string;
}

/** So many ids of events that failed are known again when they come back. */
const mostFailed = 1_000;

/** Handles each event once: claims it, calls its handler, and completes or releases the claim. */
export class EventFlow {
  readonly #source: WebhookSource;
  readonly #handlers: WebhookHandlers;
  readonly #settings: WebhookSettings;
  /** What is being handled in this process now: the next delivery of it waits for the same outcome. */
  readonly #running = new Map<string, { readonly contentHash: string; readonly result: Promise<Result> }>();
  readonly #failed = new Set<string>();

  constructor(source: WebhookSource, handlers: WebhookHandlers, settings: WebhookSettings) {
    this.#source = source;
    this.#handlers = handlers;
    this.#settings = settings;
  }

  /** Whether anybody handles it. A message is noted for the sake of its edits, too. */
  wants({ event, edit }: WebhookItem): boolean {
    return (
      this.#handlers[event.type] !== undefined ||
      (edit !== undefined && this.#handlers['message.edited'] !== undefined)
    );
  }

  /** Never rejects. */
  async handle(item: WebhookItem, delivery: Delivery): Promise<EventOutcome> {
    if (!this.wants(item)) return 'ignored';
    const { id, event: draft, edit } = item;
    const contentHash = edit?.contentHash ?? '';
    const eventId = await eventIdOf(this.#source, draft.type, id);
    const candidate = this.#candidate({ eventId, draft, contentHash, delivery });
    const { outcome, seenWith = contentHash } = await this.#once(candidate);
    if (!edit || seenWith === contentHash) return this.#told(outcome, candidate);
    if (!this.#handlers['message.edited']) return 'ignored';
    const editId = await eventIdOf(this.#source, 'message.edited', id, contentHash);
    const edited = this.#candidate({ eventId: editId, draft: edit.edited, contentHash: '', delivery });
    return this.#told((await this.#once(edited)).outcome, edited);
  }

  /** Notes whether it failed before, which its own end changes. */
  #candidate(candidate: Candidate): Candidate {
    const { delivery, eventId } = candidate;
    return {
      ...candidate,
      delivery: { ...delivery, isRepeated: delivery.isRepeated || this.#failed.has(eventId) },
    };
  }

  async #once(candidate: Candidate): Promise<Result> {
    const { eventId, contentHash } = candidate;
    const running = this.#running.get(eventId);
    if (running && running.contentHash !== contentHash) {
      return { outcome: 'busy', seenWith: running.contentHash };
    }
    if (running) {
      const result = await running.result;
      return result.outcome === 'handled' ? { outcome: 'duplicate' } : result;
    }
    const result = this.#claimAndCall(candidate);
    this.#running.set(eventId, { contentHash, result });
    try {
      return await result;
    } finally {
      this.#running.delete(eventId);
    }
  }

  async #claimAndCall(candidate: Candidate): Promise<Result> {
    const { eventId, contentHash } = candidate;
    const { store, claimForMs } = this.#settings;
    let claim: Claim;
    try {
      claim = await store.claim(eventId, contentHash, claimForMs);
    } catch {
      return { outcome: 'store_down' };
    }
    if (claim.status === 'existing') {
      return { outcome: claim.isComplete ? 'duplicate' : 'busy', seenWith: claim.value };
    }
    const outcome = await this.#call(candidate);
    if (outcome === 'handled' || outcome === 'ignored') await this.#complete(candidate, claim.token);
    else await this.#release(candidate, claim.token);
    return { outcome };
  }

  async #call({ draft, delivery, eventId }: Candidate): Promise<EventOutcome> {
    const handler = functionFor(this.#handlers, draft.type);
    if (!handler) return 'ignored';
    const event = eventOf(this.#source, draft, delivery, eventId);
    const confirm = functionFor(this.#settings.confirm, draft.type);
    try {
      if (confirm && (await confirm(event)) !== true) return 'unconfirmed';
      await handler(event);
      return 'handled';
    } catch (error) {
      reportError(this.#settings, error, { vendor: event.vendor, type: event.type, eventId });
      return 'failed';
    }
  }

  async #complete({ eventId, contentHash }: Candidate, token: string): Promise<void> {
    this.#failed.delete(eventId);
    const { store, rememberForMs } = this.#settings;
    try {
      if (await store.complete(eventId, token, contentHash, rememberForMs)) return;
      this.#warn('claim_ended', eventId);
    } catch {
      this.#warn('not_completed', eventId);
    }
  }

  async #release({ eventId }: Candidate, token: string): Promise<void> {
    if (this.#failed.size >= mostFailed) this.#failed.clear();
    this.#failed.add(eventId);
    try {
      await this.#settings.store.release(eventId, token);
    } catch {
      this.#warn('not_released', eventId);
    }
  }

  #warn(code: WebhookWarningEvent['code'], eventId: string): void {
    tell(this.#settings.hooks, 'warning', { vendor: this.#source.vendor, code, eventId });
  }

  #told(outcome: EventOutcome, { eventId, draft, delivery }: Candidate): EventOutcome {
    if (outcome === 'ignored') return outcome;
    const { vendor, app } = this.#source;
    const { hooks, clock } = this.#settings;
    tell(hooks, 'handled', {
      vendor,
      app,
      type: draft.type,
      vendorEvent: delivery.webhook.vendorEvent,
      eventId,
      redelivery: delivery.isRepeated,
      outcome,
      durationMs: clock.monotonic() - delivery.cameAt,
    });
    return outcome;
  }
}

type AnyFunction = ((event: WebhookEvent) => unknown) | undefined;

/** The function for an event. Its parameter is that event, which the compiler cannot see from the name alone. */
function functionFor(functions: object, type: WebhookEventType): AnyFunction {
  return (functions as Readonly<Partial<Record<WebhookEventType, AnyFunction>>>)[type];
}
