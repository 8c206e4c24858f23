import { type CheckedWebhookOptions, checkWebhookOptions, type WebhookSecret } from '@polychat/core/webhooks';

/** The options of `tencentImWebhooks()`. */
export interface TencentImWebhookOptions {
  /** The app's number in the console. Webhooks of other apps are refused. */
  readonly sdkAppId: number;
  /**
   * The token of the console's webhook settings; several while one takes the place of another; or a function that gives
   * them, asked for every webhook.
   */
  readonly token?: WebhookSecret;
  /** Takes webhooks without looking at their signature: anybody who knows the address can then post events. */
  readonly unsigned?: boolean;
  /** How far a webhook's `RequestTime` may be from our time, in milliseconds. Default 60,000. */
  readonly maxAgeMs?: number;
}

const rules = { factory: 'tencentImWebhooks', app: 'sdkAppId', secret: 'token', maxAgeMs: 60_000 };

/** Throws a `ChatError` with code `misconfigured` that names the first option at fault. */
export function checkOptions(options: TencentImWebhookOptions): CheckedWebhookOptions {
  return checkWebhookOptions(options, rules);
}
