import type { Content } from '../../model/content.ts';
import type { ProblemCode } from '../../model/problem.ts';
import type { WebhookEventBase, WebhookMessageIds } from './event-base.ts';

/** A message with what it says. */
export interface WebhookMessage extends WebhookMessageIds {
  /** Absent where the vendor's type of content is one that Polychat has no word for; `raw` has it. */
  readonly content?: Content;
  /** The opaque text that travels with the message. */
  readonly metadata?: string;
}

/** A message is about to be sent, and the vendor asks whether it may. The handler returns a verdict. */
export interface MessageSendingEvent extends WebhookEventBase<'message.sending'>, WebhookMessage {}

/** A message was sent. */
export interface MessageSentEvent extends WebhookEventBase<'message.sent'>, WebhookMessage {}

/** A message was not sent, or for one of its recipients not. */
export interface MessageFailedEvent extends WebhookEventBase<'message.failed'>, WebhookMessage {
  /** What went wrong, in the words that sends use; `vendor_error` where it has none. */
  readonly code: ProblemCode;
  /** The vendor's own code. */
  readonly vendorCode: number;
  /** The vendor's own words. */
  readonly reason?: string;
}

/** A message says something else now. It has the new content. */
export interface MessageEditedEvent extends WebhookEventBase<'message.edited'>, WebhookMessage {
  /** Who edited it, where the vendor says. */
  readonly by?: string;
}

/** A message was taken back. */
export interface MessageRecalledEvent extends WebhookEventBase<'message.recalled'>, WebhookMessageIds {
  /** Who took it back, where the vendor says. */
  readonly by?: string;
}

/** Messages were read: the one that is named, or all until `upTo`. */
export interface MessageReadEvent extends WebhookEventBase<'message.read'>, WebhookMessageIds {
  /** Who read. Of a direct message that is also `to`. */
  readonly readers: readonly string[];
  /** All messages until then were read, in milliseconds since 1970. Absent where one message is named. */
  readonly upTo?: number;
  /** How many have read it, and have not, where the vendor counts. */
  readonly readCount?: number;
  readonly unreadCount?: number;
}

/** A message was sent to a bot of the app, or names one in a group. */
export interface MessageToBotEvent extends WebhookEventBase<'message.to_bot'>, WebhookMessage {
  /** The bots that it is for. Of a direct message that is also `to`. */
  readonly botIds: readonly string[];
}

/** Keys and values that hang on a message were changed. */
export interface MessageExtensionChangedEvent
  extends WebhookEventBase<'message.extension_changed'>,
    WebhookMessageIds {
  readonly change: 'set' | 'deleted' | 'cleared';
  readonly extensions: readonly { readonly key: string; readonly value?: string }[];
  /** Who changed them, where the vendor says. */
  readonly by?: string;
}

/** The vendor's moderation has looked at a message or a file. */
export interface MessageModeratedEvent extends WebhookEventBase<'message.moderated'>, WebhookMessageIds {
  readonly result: 'passed' | 'blocked';
  /** What the vendor calls the kind of content, such as `Abuse`. */
  readonly label?: string;
  /** What the vendor suggests, in its words. */
  readonly suggestion?: string;
}

/** All events about messages. */
export type WebhookMessageEvent =
  | MessageSendingEvent
  | MessageSentEvent
  | MessageFailedEvent
  | MessageEditedEvent
  | MessageRecalledEvent
  | MessageReadEvent
  | MessageToBotEvent
  | MessageExtensionChangedEvent
  | MessageModeratedEvent;
