import type { Problem } from '../model/problem.ts';
import type { PlanWarning } from '../model/warning.ts';
import type { Cost } from './pacer.ts';
import type { HttpReply } from './transport.ts';

/** The body of a request, with its type. */
export interface HttpBody {
  /** What `content-type` says, such as `application/json`. */
  readonly contentType: string;
  readonly text: string;
}

/**
 * One HTTP call to the vendor, whatever its result is. It is made once; its body is the same, byte for byte, in every
 * attempt.
 */
export interface VendorCall<Result> {
  /** The vendor's name of the command, such as `messages/send`. */
  readonly endpoint: string;
  /** `send` for what the caller asked for, `prepare` for what must go before it, `session` for fetching a token. */
  readonly purpose: 'send' | 'prepare' | 'session';
  /** How many items the call is for: recipients, users, or 1. For telemetry only. */
  readonly count: number;
  readonly costs: readonly Cost[];
  /**
   * For how long after the first attempt the vendor certainly discards a copy of this call, in milliseconds.
   * 0 = never: an attempt whose effect is unknown is not repeated. Infinity = repeating does no harm.
   */
  readonly dedupWindowMs: number;
  /**
   * What the vendor knows a copy of this call by, where that is not in the body: an idempotency key that `target` puts
   * into a header. A journal keeps it, so that the call can be made again. No secret.
   */
  readonly identity?: string;
  /** How long one attempt should be given, in milliseconds, where the caller does not say. Default 10,000. */
  readonly timeoutMs?: number;
  /** Undefined for a request without a body. */
  body(): HttpBody | undefined;
  /** What a preview may show of the body: ids and types, and every other string as its size. */
  describe(): unknown;
  /** Where to send it, freshly signed for one attempt. Throws a `ChatError` when no signature can be made. */
  target(context: SignContext): HttpTarget | Promise<HttpTarget>;
  /**
   * Of a single message: the same message as a call of its own, which no vendor takes for a copy of this one. Asked for
   * after a result with `discarded`. It must differ from this call also where the message has an `idempotencyKey`.
   */
  renewed?(): VendorCall<Result>;
  /** Reads any reply whatsoever. Pure: the same arguments give the same result. Never throws. */
  read(reply: HttpReply, attempt: AttemptInfo): CallResult<Result>;
}

/** What the signature of one attempt is made of, beside the secret. */
export interface SignContext {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** A random unsigned 32-bit integer. */
  random(): number;
  /** True when the vendor has just refused a signature: do not reuse it. */
  readonly renewSignature: boolean;
  /** The token that the adapter's `session` fetched; undefined for an adapter without one. */
  readonly sessionToken?: string;
}

/** Where one attempt goes. URL or headers hold a signature: never log them. */
export interface HttpTarget {
  readonly method: 'POST' | 'GET' | 'PUT' | 'DELETE';
  readonly url: string;
  /** Without `content-type`, which the body says. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a reader may know beside the reply. */
export interface AttemptInfo {
  /** The problems of this call's earlier attempts, the oldest first. */
  readonly earlier: readonly Problem[];
  /** When the reply came, in milliseconds since 1970. */
  readonly receivedAt: number;
  /** The only way to keep the vendor's words and ids. */
  readonly redact: Redact;
}

/** Keeps of what a vendor says what cannot hold what was sent. What did not pass through here is dropped by the engine. */
export interface Redact {
  /**
   * The vendor's words as far as they stand in a list of plain ones, at most 300 characters; an ellipsis is all else,
   * numbers too. Undefined where there are none.
   */
  words(said: unknown): string | undefined;
  /**
   * An id with all its digits, from a string or an integer. Undefined for what has not the shape of an id: at most 128
   * printable characters of ASCII without a space.
   */
  id(said: unknown): string | undefined;
}

/** What a reply says. A value and a problem stand together where a list was carried in part. */
export interface CallResult<Result> {
  readonly value?: Result;
  /** What went wrong with the call as a whole; in a list, for those whom `value` does not name. */
  readonly problem?: Problem;
  /** The vendor looked at the signature, or at the session's token, refused it, and did nothing else. Repeated once. */
  readonly refused?: 'signature' | 'session';
  /** The vendor said that calls come too fast. `limits`: names of the limits that it spoke of; absent: all. */
  readonly tooFast?: {
    readonly limits?: readonly string[];
    /** Whether the vendor counts the refused call. */
    readonly counted: boolean;
  };
  /**
   * The vendor certainly dropped the message, and would take the same call for a copy and discard it. So only a `renewed`
   * call is tried after it, where no attempt before was unclear; without one, nothing is.
   */
  readonly discarded?: boolean;
  readonly warnings?: readonly PlanWarning[];
}

/** A token that was fetched. */
export interface SessionGrant {
  readonly token: string;
  /** How long the token is valid from now, in milliseconds. */
  readonly expiresInMs: number;
}
