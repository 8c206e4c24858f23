/** One HTTP request, ready to go. */
export interface HttpRequest {
  readonly method: 'POST' | 'GET' | 'PUT' | 'DELETE';
  /** May hold a signature: never log it. */
  readonly url: string;
  /** May hold a token: never log them. */
  readonly headers: Readonly<Record<string, string>>;
  /** Absent for a request without a body. */
  readonly body?: string;
}

/** An answer that arrived whole. */
export interface HttpReply {
  readonly status: number;
  /** By name in lower case; several values of one name are joined with a comma and a space. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, decoded as UTF-8. */
  readonly text: string;
}

/** No usable answer. */
export interface TransportFault {
  /** `not_sent` only where it is certain that no byte of the request reached the server; else `unknown`. */
  readonly fault: 'not_sent' | 'unknown';
  /** `too_late` where `mayLeave` said no. */
  readonly reason: 'network' | 'reply_too_large' | 'redirect' | 'aborted' | 'too_late';
  /** A short code such as `ECONNREFUSED`. Nothing of the request or of the reply. */
  readonly detail?: string;
}

/** The bounds of one request. */
export interface TransportOptions {
  /** Aborts the request, body included. */
  readonly signal: AbortSignal;
  /** A reply with more bytes than this is given up. */
  readonly maxReplyBytes: number;
  /**
   * Whether the request may still leave. A transport whose requests wait for a connection asks right before it writes the
   * first byte, and writes nothing where the answer is no: the request may have become too late while it waited. Never
   * throws.
   */
  readonly mayLeave?: () => boolean;
}

/** Carries requests. Never repeats one, never follows a redirect, and never throws. */
export interface Transport {
  /**
   * Loads what the first request needs. Where it returns a promise, that is awaited before the engine looks for the last
   * time whether the request may still leave, so that no request leaves late because of it. Never throws.
   */
  prepare?(): Promise<void> | undefined;
  send(request: HttpRequest, options: TransportOptions): Promise<HttpReply | TransportFault>;
  /** Gives back what it holds, such as connections. Called by the one who made it, never by a chat. */
  close?(): Promise<void>;
}
