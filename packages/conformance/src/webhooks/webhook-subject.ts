import type { SourceVerdicts, WebhookEventType, WebhookSource } from '@polychat/core/webhooks';
import type { Awaitable } from '../vendor-double.ts';

/** With what a sample is to be signed. */
export interface WebhookSigning {
  /** The app that the webhook is of. */
  readonly app: string;
  readonly secret: string;
  /** Milliseconds since 1970. The vendor may cut it to seconds. */
  readonly signedAt: number;
}

/** A request as the vendor sends it. */
export interface WebhookSampleRequest {
  /** With its query. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One webhook of the vendor's documents, or of its logs. */
export interface WebhookSample {
  /** Unique. */
  readonly name: string;
  /** The events that must come out, in order. */
  readonly types: readonly WebhookEventType[];
  /** The request, signed anew with every call, as the vendor signs a retry or another event. */
  request(signing: WebhookSigning): WebhookSampleRequest;
}

/** A source of webhooks that is put to the test. */
export interface WebhookSourceSubject<Verdicts extends SourceVerdicts = SourceVerdicts> {
  /** Makes the source for our app, with secrets that are all good, or, without any, with what takes unsigned webhooks. */
  createSource(secrets: readonly string[] | 'unsigned' | 'none'): WebhookSource<Verdicts>;
  /** The vendor's id of our app. */
  readonly app: string;
  /** How old a webhook may be, in milliseconds. */
  readonly maxAgeMs: number;
  /** At least one for each event that the source declares. */
  readonly samples: readonly WebhookSample[];
  /** A message with this text, in one of the vendor's events that have the content. */
  textMessage(text: string, signing: WebhookSigning): WebhookSampleRequest;
  /** Called at the end of every check. */
  close?(): Awaitable<void>;
}

/** Makes what is tested. Called for every check. */
export type CreateWebhookSubject<Verdicts extends SourceVerdicts = SourceVerdicts> = () => Awaitable<
  WebhookSourceSubject<Verdicts>
>;
