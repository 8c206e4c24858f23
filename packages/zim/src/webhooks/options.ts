import { type CheckedWebhookOptions, checkWebhookOptions, type WebhookSecret } from '@polychat/core/webhooks';

/** The options of `zimWebhooks()`. */
export interface ZimWebhookOptions {
  /** The app's number in the ZEGOCLOUD console. Callbacks of other apps are refused. */
  readonly appId: number;
  /**
   * The project's CallbackSecret in the console, which is not its ServerSecret; several while one takes the place of
   * another; or a function that gives them, asked for every callback.
   */
  readonly callbackSecret?: WebhookSecret;
  /** Takes callbacks without looking at their signature: anybody who knows the address can then post events. */
  readonly unsigned?: boolean;
  /**
   * How far a callback's time may be from ours, in milliseconds. Default 300,000: whether a retry, which can come 62
   * seconds later, is signed anew is not documented.
   */
  readonly maxAgeMs?: number;
}

const rules = { factory: 'zimWebhooks', app: 'appId', secret: 'callbackSecret', maxAgeMs: 300_000 };

/** Throws a `ChatError` with code `misconfigured` that names the first option at fault. */
export function checkOptions(options: ZimWebhookOptions): CheckedWebhookOptions {
  return checkWebhookOptions(options, rules);
}
