import type { WebhookEventDraft } from '@polychat/core/webhooks';
import type { Query } from './requests.ts';

/** A webhook as the vendor's reference has it, and the events that must come out. */
export interface WebhookFixture {
  readonly name: string;
  readonly command: string;
  /** Changes to the query that all webhooks have; `''` takes a parameter away. */
  readonly query?: Query;
  /** The body, its `CallbackCommand` included where it has one. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly events: readonly WebhookEventDraft[];
}

/** When the webhook was signed, in milliseconds: what an event's time is where it has none of its own. */
export const signedAt = 1_669_872_112_000;
/** `EventTime` of the fixtures: samples have it as a string and as a number. */
export const eventTime = 1_669_872_111_877;

/** A fixture whose body begins with its command, as nearly all do. */
export function fixture(
  name: string,
  command: string,
  members: object,
  events: readonly WebhookEventDraft[],
  query?: Query,
): WebhookFixture {
  return { name, command, query, body: { CallbackCommand: command, ...members }, events };
}
