import type { WebhookConversation } from './events/event-base.ts';
import type { VetoEventType, WebhookEvent, WebhookEventType } from './events/webhook-event.ts';
import type { SourceVerdicts, Verdict } from './verdict.ts';

/** A request as a source is given it: its body is there, bounded and unpacked. */
export interface WebhookRequest {
  /** The body as a string, without a byte order mark. What is no UTF-8 in it is a replacement character. */
  readonly body: string;
  readonly headers: Headers;
  readonly query: URLSearchParams;
  /** When the request came, in milliseconds since 1970. For ages; a source has no clock of its own. */
  readonly receivedAt: number;
}

/** Why a request is not believed, for your own metrics: the answer never says it. */
export type WebhookRefusal =
  /** It is no webhook of this vendor: no body of a known form, or without what all of them have. */
  | 'malformed'
  /** It belongs to another app. */
  | 'app'
  /** No secret gives its signature, or it has none. */
  | 'signature'
  /** Its time is too far away from ours. */
  | 'expired'
  /** Its signature came before, with another body. */
  | 'reused';

/** An event as a source makes it; the handler adds what is left out. `raw`, where it is absent, is that of the whole request. */
export type WebhookEventDraft<Event = WebhookEvent> = Event extends WebhookEvent
  ? Omit<Event, 'vendor' | 'app' | 'vendorEvent' | 'eventId' | 'redelivery' | 'raw'> & {
      readonly raw?: unknown;
    }
  : never;

/** One event of a request, and how it is known again. */
export interface WebhookItem<Draft = WebhookEventDraft> {
  /**
   * What tells this event from all others of its type in the app, from the vendor's ids where there are any. The same in
   * every delivery of it, whatever signature and time it is delivered with. It may hold user ids: the handler makes a hash
   * of it.
   */
  readonly id: string;
  readonly event: Draft;
  /**
   * Where the vendor raises the same event again after an edit and does not say so: `event` counts if its id was not seen
   * before; if it was seen with another `content`, `edited` counts, under an id that the handler makes of both.
   */
  readonly edit?: {
    /** What stands for the content: a hash, since it is stored. The same content has the same. */
    readonly contentHash: string;
    readonly edited: WebhookEventDraft;
  };
}

/** A request that a source believes, and what it says. */
export interface BelievedWebhook {
  readonly status: 'believed';
  /** The vendor's own name of the event or command. */
  readonly vendorEvent: string;
  /** The body as it was parsed. */
  readonly raw: unknown;
  /**
   * Where a signature belongs to one request alone: what names it, best the signature itself, and for how long it could
   * be used again, in milliseconds. A second request with it and the same body is a redelivery; with another body it is
   * refused. Absent where the vendor signs several requests alike.
   */
  readonly signature?: { readonly key: string; readonly ttlMs: number };
  /** The events in the order of the body. None: nothing that anybody would handle. Of `veto` exactly one, that asks. */
  readonly items: readonly WebhookItem[];
  /** Whether the vendor waits for a verdict. */
  readonly kind: 'event' | 'veto';
}

/** What a source makes of a request. */
export type WebhookReading =
  | BelievedWebhook
  | { readonly status: 'refused'; readonly reason: WebhookRefusal };

/** An answer in the vendor's form. */
export interface WebhookAnswer {
  /** Default 200. */
  readonly status?: number;
  /** JSON. Absent: an empty body. */
  readonly body?: string;
}

/** How a vendor delivers one event, as data. The tables of the documentation are made of it. */
export interface WebhookEventSupport {
  /** The vendor's own names of it. */
  readonly vendorEvents: readonly string[];
  /** For events about messages: in which conversations. Absent: in all, or it is no such event. */
  readonly conversations?: readonly WebhookConversation[];
  /**
   * Whether it is delivered again where we did not take it: `always`, `never`, or `on_request` where the vendor's console
   * must be told to.
   */
  readonly redelivered: 'always' | 'on_request' | 'never';
  /** Of an event that asks: what the vendor does when nobody answers, or with a broken answer. */
  readonly unanswered?: 'allow' | 'refuse';
  /** Of an event that asks: what may be answered. */
  readonly verdicts?: readonly Verdict['verdict'][];
  /** Whether it may be handled twice or not told apart from another, in one sentence; absent where its ids are certain. */
  readonly mayRepeat?: string;
}

/**
 * A vendor's webhooks: a pure translation. It has no clock, no network and no memory of its own: the same request read
 * twice is the same reading. What it needs of WebCrypto and of the functions that give secrets makes `read` wait.
 *
 * Its factory checks its options, and throws a `ChatError` with code `misconfigured` where it has no secret and was not
 * told `unsigned: true`.
 */
export interface WebhookSource<Verdicts extends SourceVerdicts = SourceVerdicts> {
  /** The vendor's name, as its adapter has it. */
  readonly vendor: string;
  /** The vendor's id of the app whose events these are, as a string. */
  readonly app: string;
  /**
   * Whether requests must be signed. False only where its factory was told `unsigned: true`. A vendor may sign no more than
   * a time: then whoever sees a signature can put another body behind it while it is good, and `confirm` is what helps.
   */
  readonly signed: boolean;
  /** The events that the vendor has, as data. What is absent it never raises. */
  readonly events: Readonly<Partial<Record<WebhookEventType, WebhookEventSupport>>>;

  /**
   * Checks a request and translates it. Never throws for what a request holds. It rejects only where a function that
   * gives secrets does.
   */
  read(request: WebhookRequest): Promise<WebhookReading>;

  /**
   * What a request is whose body is not there yet, as far as headers and query alone prove it, signature included.
   * Absent, or undefined: only the body says that. Where a function that gives secrets fails, `veto` for one that says
   * that it asks: it is answered `atDeadline`, and nothing else is done.
   */
  kindOf?(request: Omit<WebhookRequest, 'body'>): Promise<'event' | 'veto' | undefined>;

  /** Says that events were taken. */
  acknowledge(): WebhookAnswer;

  /**
   * A verdict in the vendor's form. `item` is the one that the request had; it is undefined where the deadline passed
   * before the body was there. Throws a `RangeError`, with a sentence that names the field, for a verdict that the vendor
   * cannot carry out: the handler takes it as thrown by your code. `allow` and `refuse` without members it can always do.
   */
  answer(item: WebhookItem | undefined, verdict: Verdict): WebhookAnswer;

  /** Which verdicts the types of handlers allow. For the compiler alone: never there at run time. */
  readonly verdicts?: Verdicts;
}

/** The verdicts that a source can carry out for an event; all, for one that it never raises. */
export type VerdictOf<
  Verdicts extends SourceVerdicts,
  Type extends VetoEventType,
> = Type extends keyof Verdicts ? NonNullable<Verdicts[Type]> : Verdict;
