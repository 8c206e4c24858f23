import { asInteger } from '@polychat/core/adapter';
import { fieldOfForm, type WebhookEventDraft, type WebhookFields } from '@polychat/core/webhooks';

/** The members of a callback's body, or of an object in it. */
export type Members = WebhookFields['members'];

/** A callback that was read and is believed. */
export interface Callback {
  /** The vendor's name of it. */
  readonly event: string;
  readonly members: Members;
  readonly app: string;
  /** When the vendor signed it, in milliseconds since 1970. */
  readonly signedAt: number;
  readonly nonce: string;
}

/** An event of a callback, before it has its id. */
export interface FoundEvent {
  /** The vendor's ids that tell it from all others; without them, its whole body does. */
  readonly ids?: readonly (string | undefined)[];
  readonly event: WebhookEventDraft;
  /** What it is where its ids are known and `content` is another one. */
  readonly edit?: { readonly content: unknown; readonly edited: WebhookEventDraft };
}

/** Reads the callbacks of one name. Undefined for a body without what the event must have. */
export type ReadCallback = (callback: Callback) => readonly FoundEvent[] | undefined;

/** A list within a callback, which is JSON where the callback came as form fields. */
export function listOf(members: Members, name: string): unknown {
  return fieldOfForm(members[name]);
}

/**
 * The callback's own time, in milliseconds since 1970. Pages of groups and rooms say that it is in milliseconds, and
 * their samples are in seconds [?]: so many seconds are no date that a message has.
 */
export function timeOf(timestamp: unknown): number | undefined {
  const time = asInteger(timestamp);
  if (time === undefined || time <= 0) return undefined;
  return time < 100_000_000_000 ? time * 1000 : time;
}
