import {
  millisecondsOf,
  type WebhookEventBase,
  type WebhookEventDraft,
  type WebhookFields,
} from '@polychat/core/webhooks';

/** The members of a webhook's body, or of an object in it. */
export type Members = WebhookFields['members'];

/** A webhook that was read and is believed. */
export interface Callback {
  /** The vendor's name of it: its `CallbackCommand`. */
  readonly event: string;
  readonly members: Members;
  readonly app: string;
  /** When it happened, in milliseconds since 1970: the body's `EventTime`, or when the vendor signed it. */
  readonly at: number;
  readonly origin: WebhookEventBase<string>['origin'];
  /** The device's platform, in the vendor's spelling, which is not the same everywhere. */
  readonly platform: string | undefined;
}

/** An event of a webhook, before it has its id. */
export interface FoundEvent {
  /** The vendor's ids that tell it from all others; without them, its body and its time do. */
  readonly ids?: readonly (string | undefined)[];
  /** Has `raw` where it is one of a list of bodies. */
  readonly event: WebhookEventDraft;
}

/** Reads the webhooks of one command. Undefined for a body without what the event must have. */
export type ReadCallback = (callback: Callback) => readonly FoundEvent[] | undefined;

/** When it happened, in milliseconds since 1970: a number, or a string, as in samples of 2023 to 2025. */
export function timeOf(eventTime: unknown): number | undefined {
  return millisecondsOf(eventTime, 'milliseconds');
}

/** Who caused it, at the word of the query's `OptPlatform`, whose case varies: `RESTAPI` is a server. */
export function originOf(platform: string | undefined): Callback['origin'] {
  const word = platform?.toLowerCase();
  if (word === undefined || word === 'unknown') return undefined;
  return word === 'restapi' ? 'server' : 'client';
}

/** Whether it is about what Polychat calls a room: groups of one type, whose members come and go. */
export function isRoom({ Type }: Members): boolean {
  return Type === 'AVChatRoom';
}
