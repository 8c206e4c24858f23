import type { JsonObject, Vendor } from '../vendor.ts';
import type { WebhookOrigin } from './vendor-webhook.ts';

/** One attempt to reach the webhook's URL, and the answer. */
export interface WebhookDelivery {
  readonly id: number;
  readonly vendor: Vendor;
  /** ZIM's `event`, Tencent's `CallbackCommand`. */
  readonly event: string;
  /** Whether the vendor waited for the answer, or only told what had happened. */
  readonly kind: 'before' | 'after';
  /** The delivery that was this event's first attempt: the same for all of them, and its own for a replay. */
  readonly firstId: number;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** The delivery that this one replays. */
  readonly replayOf?: number;
  readonly url: string;
  readonly body: string;
  /** Milliseconds, by the emulator's clock. */
  readonly at: number;
  /** How long the answer took, in milliseconds. */
  readonly tookMs: number;
  /** Absent when no answer came. */
  readonly reply?: { readonly status: number; readonly body: string };
  /** Why it does not count as delivered; absent when it does. */
  readonly fault?: string;
  /** When the attempt after this one is due, in milliseconds by the emulator's clock; absent where none follows. */
  readonly nextAt?: number;
}

/** How services raise their vendor's webhooks. Bodies are the vendor's, without signature and time. */
export interface Webhooks {
  /** True when someone listens to this event; spares the making of bodies. */
  wants(vendor: Vendor, event: string): boolean;
  /** Asks before something happens. Resolves with the answer's JSON, or nothing when no good one came in time. */
  ask(vendor: Vendor, event: string, body: JsonObject): Promise<JsonObject | undefined>;
  /** Tells after something happened; repeats as the vendor would. */
  notify(vendor: Vendor, event: string, body: JsonObject): void;
  /** The delivery that was asked last from here, by its number. A device asks for one thing at a time. */
  readonly lastAsked: number | undefined;
  /** What causes the events that are raised here. */
  readonly origin: WebhookOrigin;
  /** The same for what something else causes. */
  from(origin: WebhookOrigin): Webhooks;
}
