import type { SharedWebhookOptions } from '../webhooks/shared-options.ts';

/** ZIM's console: where events go, and how they are signed. */
export interface ZimWebhookOptions extends SharedWebhookOptions {
  /** A value of its own, other than the ServerSecret. Default `callback-secret`. */
  readonly callbackSecret?: string;
  /**
   * How the body is written. Whether all of it is URL-encoded, or form fields, is unclear [?]; receivers
   * should take all three. Default `json`.
   */
  readonly encoding?: 'json' | 'url_encoded' | 'form';
}
