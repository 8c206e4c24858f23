import type { ContentType } from '../model/content.ts';
import type { Audience, MessageFields } from '../model/message.ts';

/**
 * - `yes`: the vendor does it.
 * - `ignored`: a hint that the vendor has no place for; it is left out, and no warning says so.
 * - `no`: refused with code `unsupported`. What is not declared is `no`.
 * - `{ only: [...] }`: these values; any other is refused with code `unsupported`.
 */
export type Support = 'yes' | 'ignored' | 'no' | { readonly only: readonly unknown[] };

/** Fields of a message that a vendor may or may not support. */
export type OptionalField = Exclude<keyof MessageFields, 'content' | 'from' | 'vendor'>;

/** What a message to one kind of destination may hold. */
export interface MessageCapabilities {
  readonly content: Readonly<Partial<Record<ContentType, Support>>>;
  readonly fields: Readonly<Partial<Record<OptionalField, Support>>>;
}

/** What a vendor can do and how it differs where no mapping can hide it, as data. docs/ tables are made from it. */
export interface Capabilities {
  /** Messages to users. Absent: none. */
  readonly direct?: MessageCapabilities & {
    /** Whether the vendor says of an unknown recipient that there is no such user. */
    readonly checksRecipients: boolean;
  };
  /** Messages to an audience. Absent: none. */
  readonly audience?: MessageCapabilities & {
    readonly audiences: Readonly<Partial<Record<Audience, Support>>>;
  };
  /** Registration of users. Absent: the vendor has none. */
  readonly users?: {
    readonly fields: Readonly<Partial<Record<'name' | 'avatarUrl', Support>>>;
    /** Whether registering a user again takes over the new name and avatar. */
    readonly updatesProfiles: boolean;
  };
  readonly behaviour: {
    /** Whether `from` may be left out without a `defaultSender`. */
    readonly senderOptional: boolean;
    /** Whether the sender may be among the recipients. */
    readonly canMessageSelf: boolean;
    /** Whether a server's message is refused when the recipient has blocked the sender. */
    readonly checksBlocklist: boolean;
    /** Whether a server's message is moderated without being asked. */
    readonly moderatesServerSends: boolean;
    /** Whether a server's message raises your webhooks: always, never, or only when sent to one recipient a call. */
    readonly raisesWebhooks: 'always' | 'single_only' | 'never';
    /** Whether all recipients of one call share a message id. */
    readonly sharesMessageIdInCall: boolean;
    /** Whether a broadcast to everyone is kept for those who log in later. */
    readonly storesBroadcasts: boolean;
    /** For how long the vendor discards a copy of a message to one recipient, in milliseconds; 0 = never. */
    readonly discardsCopiesForMs: number;
  };
}
