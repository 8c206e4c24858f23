import type { WebhookEvent } from '../events/webhook-event.ts';
import type { BelievedWebhook, WebhookEventDraft, WebhookSource } from '../webhook-source.ts';

/** A request that an event came with. */
export interface Delivery {
  readonly webhook: BelievedWebhook;
  /** Whether the same request came before. */
  readonly isRepeated: boolean;
  /** When it came, by the monotonic clock. */
  readonly cameAt: number;
}

/** An event as handlers get it. */
export function eventOf(
  { vendor, app }: WebhookSource,
  draft: WebhookEventDraft,
  { webhook, isRepeated }: Delivery,
  eventId: string,
): WebhookEvent {
  const { vendorEvent, raw } = webhook;
  const shared = { vendor, app, vendorEvent, eventId, redelivery: isRepeated };
  // The draft is of one event, and this adds what it lacks: the compiler cannot follow that through the union.
  return { raw, ...draft, ...shared } as WebhookEvent;
}
