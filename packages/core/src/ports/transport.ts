/** One HTTP request, ready to go. */
export interface HttpRequest {
  readonly method: 'POST' | 'GET';
  /** Holds a signature: never log it. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer that arrived whole. */
export interface HttpReply {
  readonly status: number;
  /** The body, decoded as UTF-8. */
  readonly text: string;
}

/** No usable answer. */
export interface TransportFault {
  /** `not_sent` only where it is certain that no byte of the request reached the server; else `unknown`. */
  readonly fault: 'not_sent' | 'unknown';
  readonly reason: 'network' | 'reply_too_large' | 'redirect' | 'aborted';
  /** A short code such as `ECONNREFUSED`. Nothing of the request or of the reply. */
  readonly detail?: string;
}

/** The bounds of one request. */
export interface TransportOptions {
  /** Aborts the request, body included. */
  readonly signal: AbortSignal;
  /** A reply with more bytes than this is given up. */
  readonly maxReplyBytes: number;
}

/** Carries requests. Never repeats one, never follows a redirect, and never throws. */
export interface Transport {
  send(request: HttpRequest, options: TransportOptions): Promise<HttpReply | TransportFault>;
}
