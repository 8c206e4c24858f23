/** Where each vendor's webhooks go. A vendor that is absent sends none. */
export interface WebhookOptions {
  readonly zim?: ZimWebhookOptions;
  readonly tencentIm?: TencentImWebhookOptions;
  /** How many deliveries `emulator.webhooks` keeps, newest first. Default 1,000. */
  readonly maxDeliveries?: number;
}

/** What both vendors' consoles, or their documents, leave open. */
export interface SharedWebhookOptions {
  /** An http or https address without credentials and without a fragment. */
  readonly url: string;
  /** The names of the events that are raised. Default: all. */
  readonly events?: readonly string[];
  /** Compresses bodies, as no document says [?]. Default false. */
  readonly gzip?: boolean;
  /** Whether a repeat is signed anew, with a time of its own, or is the same request once more [?]. Default `new`. */
  readonly retrySignature?: 'new' | 'repeated';
}

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

/** Tencent's console: where events go, and whether they are signed. */
export interface TencentImWebhookOptions extends SharedWebhookOptions {
  /** Without one, events carry no `Sign`. */
  readonly token?: string;
  /**
   * How often an event that tells what happened is tried again, at most 10; the console switches it on. Default 0.
   */
  readonly repeats?: number;
}
