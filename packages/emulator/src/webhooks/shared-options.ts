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
