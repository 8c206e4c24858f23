import type { TencentImAppOptions } from './tencent-im/options.ts';
import type { TencentImWebhookOptions } from './tencent-im/webhook-options.ts';
import type { ZimAppOptions } from './zim/options.ts';
import type { ZimWebhookOptions } from './zim/webhook-options.ts';

/** What `createEmulator` takes. Everything has a default, and an option that it does not know is an error. */
export interface EmulatorOptions {
  /** The port on 127.0.0.1. Default 0: one that is free. */
  readonly port?: number;
  /**
   * Names by which the emulator is reached besides loopback addresses, such as `emulator.internal` or
   * `emulator.internal:8080`, behind a proxy or with an entry in a hosts file. Requests for other names are refused.
   * Default: none.
   */
  readonly allowedHosts?: readonly string[];
  /** ZIM's app, users and switches. */
  readonly zim?: ZimAppOptions;
  /** Tencent IM's app, users and switches. */
  readonly tencentIm?: TencentImAppOptions;
  /** Where each vendor's webhooks go; without this nothing is sent. */
  readonly webhooks?: WebhookOptions;
  /** How many messages are kept, newest first, counting a message once for each user that has it. Default 50,000. */
  readonly maxMessages?: number;
  /** How many requests `emulator.requests` keeps, newest first. Default 1,000. */
  readonly maxRequests?: number;
  /**
   * How many bytes are kept of requests with their replies, and as many again of webhook deliveries and of messages;
   * newest first. Of a single body or reply of a request, 256 KiB are kept at most. At least 65,536, default 64 MiB.
   */
  readonly maxRecordedBytes?: number;
  /** A request with a body of more bytes is cut off without an answer. Default 4 MiB. */
  readonly maxBodyBytes?: number;
}

/** Where each vendor's webhooks go. A vendor that is absent sends none. */
export interface WebhookOptions {
  readonly zim?: ZimWebhookOptions;
  readonly tencentIm?: TencentImWebhookOptions;
  /** How many deliveries `emulator.webhooks` keeps, newest first. Default 1,000. */
  readonly maxDeliveries?: number;
}
