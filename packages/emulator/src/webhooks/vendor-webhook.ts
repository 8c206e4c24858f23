import type { JsonObject } from '../vendor.ts';

/** An event about to be sent. */
export interface WebhookEvent {
  readonly event: string;
  /** The vendor's members, without signature and time. */
  readonly body: JsonObject;
  readonly origin: 'server' | 'client';
}

/** A request to the webhook's URL. */
export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How one vendor speaks to webhooks. */
export interface VendorWebhook {
  wants(event: string): boolean;
  /** Signed for this attempt. */
  request(event: WebhookEvent, nowMs: number): WebhookRequest;
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
