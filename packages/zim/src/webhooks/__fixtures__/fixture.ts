import type { WebhookEventDraft } from '@polychat/core/webhooks';

/** A callback as the vendor's reference has it, and the events that must come out. */
export interface WebhookFixture {
  readonly name: string;
  /** The members beside those that all callbacks have; `event` among them. */
  readonly members: { readonly event: string } & Readonly<Record<string, unknown>>;
  readonly events: readonly WebhookEventDraft[];
  /** Where a known message has another content, what the event is then. */
  readonly edited?: WebhookEventDraft;
}

/** When the callback was signed, in milliseconds: what an event's time is where it has none of its own. */
export const signedAt = 1_750_000_000_000;
