import type { JsonObject } from '../vendor.ts';

/** What caused an event: a call of the server API, a user's device of some platform, or the vendor by itself. */
export type WebhookOrigin = 'server' | 'vendor' | { readonly platform: string };

/** An event about to be sent. */
export interface WebhookEvent {
  readonly event: string;
  /** The vendor's members, without signature and time. */
  readonly body: JsonObject;
  readonly origin: WebhookOrigin;
}

/** A request to the webhook's URL. */
export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether the body goes compressed. */
  readonly gzip: boolean;
}

/** How one vendor speaks to webhooks. */
export interface VendorWebhook {
  wants(event: string): boolean;
  /** Signed for this attempt. */
  request(event: WebhookEvent, nowMs: number): WebhookRequest;
  /** Whether a repeat is signed anew, or is the first request once more. */
  readonly retrySignature: 'new' | 'repeated';
  /** The answer's JSON, or nothing where the vendor does not count it as one. */
  read(status: number, body: string): JsonObject | undefined;
  /** Milliseconds that one attempt may take. */
  readonly timeoutMs: number;
  /** How long each further attempt waits after the one before, in milliseconds. */
  readonly repeats: { readonly before: readonly number[]; readonly after: readonly number[] };
}

/** Parses a JSON object; nothing where the text is something else. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value))
      : undefined;
  } catch {
    return undefined;
  }
}
