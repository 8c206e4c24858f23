/** Where each vendor's webhooks go. A vendor that is absent sends none. */
export interface WebhookOptions {
  readonly zim?: ZimWebhookOptions;
  readonly tencentIm?: TencentImWebhookOptions;
  /** How many deliveries `emulator.webhooks` keeps, newest first. Default 1,000. */
  readonly maxDeliveries?: number;
}

/** ZIM's console: where events go, and how they are signed. */
export interface ZimWebhookOptions {
  /** An http or https address without credentials and without a fragment. */
  readonly url: string;
  /** A value of its own, other than the ServerSecret. Default `callback-secret`. */
  readonly callbackSecret?: string;
  /** The names of the events that are raised. Default: all. */
  readonly events?: readonly string[];
  /**
   * How the body is written. Whether all of it is URL-encoded, or form fields, is unclear [?]; receivers
   * should take all three. Default `json`.
   */
  readonly encoding?: 'json' | 'url_encoded' | 'form';
}

/** Tencent's console: where events go, and whether they are signed. */
export interface TencentImWebhookOptions {
  /** An http or https address without credentials and without a fragment. */
  readonly url: string;
  /** Without one, events carry no `Sign`. */
  readonly token?: string;
  /** The names of the events that are raised. Default: all. */
  readonly events?: readonly string[];
  /**
   * How often an event that tells what happened is tried again, at most 10; the console switches it on. Default 0.
   */
  readonly repeats?: number;
}
