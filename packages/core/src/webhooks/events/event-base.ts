import type { MessageRef } from '../../model/outcome.ts';

/** What all events have. */
export interface WebhookEventBase<Type extends string> {
  readonly type: Type;
  /** The vendor's name, such as `pigeon`. */
  readonly vendor: string;
  /** The vendor's id of the app, as a chat's `apps` has it. */
  readonly app: string;
  /** The vendor's own name of the event or command, as it was sent. */
  readonly vendorEvent: string;
  /**
   * The same for every delivery of one event, and another for every other event: 32 hexadecimal digits. Made from the
   * vendor's ids where there are any, else from the body. It holds no user id and no text, so it may be logged.
   */
  readonly eventId: string;
  /**
   * Milliseconds since 1970: when it happened, as the vendor says; where the vendor does not say, when it sent the
   * webhook; where that is not said either, when the webhook came.
   */
  readonly at: number;
  /**
   * Whether a client or a server caused it, at the vendor's word. Absent where the vendor does not say. Who carries
   * messages from one vendor to another must leave out what a server sent, or they go round for ever.
   */
  readonly origin?: 'client' | 'server';
  /**
   * True where it is known that this event was delivered before. It can be a second delivery all the same where this is
   * false: another process may have had the first one.
   */
  readonly redelivery: boolean;
  /** The vendor's body as it was parsed, or of a list the item. Integers beyond 2^53 are strings. */
  readonly raw: unknown;
}

/** Where a message was said: as in a {@link MessageRef}, and channels, which some vendors have for clients alone. */
export type WebhookConversation = MessageRef['conversation'] | 'channel';

/** Which message an event is about, as far as the vendor says. */
export interface WebhookMessageIds {
  readonly conversation: WebhookConversation;
  /** The sender. Absent where the vendor does not say. */
  readonly from?: string;
  /**
   * The recipient's user id, or the id of the group, room or channel. Absent where the vendor does not say: of a server's
   * send to many, some name nobody.
   */
  readonly to?: string;
  /** The vendor's id of the message, with all its digits. */
  readonly messageId?: string;
  /** The vendor's sequence number in the conversation, with all its digits. */
  readonly sequence?: string;
  /** When the vendor says it was sent, in milliseconds since 1970. */
  readonly sentAt?: number;
  /** Names the message for `recall` and `edit`. Absent where the vendor said too little, and in channels. */
  readonly ref?: MessageRef;
}
