import type { ContentType } from '../model/content.ts';
import type { Audience, MessageFields } from '../model/message.ts';
import type { MessageRef } from '../model/outcome.ts';

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

/**
 * For how long after it was sent a message can be taken back or changed, in milliseconds, by the kind of conversation;
 * `unlimited` = as long as the vendor stores it. An absent kind cannot be. What the vendor raised for an app is not
 * known here: the engine refuses nothing for its age.
 */
export type ChangeWindows = Readonly<Partial<Record<MessageRef['conversation'], number | 'unlimited'>>>;

/** How a vendor takes messages back. */
export interface RecallCapabilities {
  readonly windowMs: ChangeWindows;
  /** Whether the recipients' apps show that there was a message. */
  readonly leavesNote: boolean;
}

/** How a vendor changes messages. Content and fields say what they can be changed to. */
export interface EditCapabilities {
  readonly windowMs: ChangeWindows;
  readonly content: Readonly<Partial<Record<ContentType, Support>>>;
  readonly fields: Readonly<Partial<Record<'metadata', Support>>>;
  /** Whether the metadata can be changed without the content. */
  readonly metadataAlone: boolean;
  /** Whether a content can become one of another type. */
  readonly changesType: boolean;
}

/** How a vendor looks messages up. */
export interface FindCapabilities {
  /** In which kinds of conversation. An absent kind cannot be asked about. */
  readonly conversations: Readonly<Partial<Record<MessageRef['conversation'], 'yes'>>>;
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
  /** Messages to groups. Absent: none. */
  readonly group?: MessageCapabilities & {
    /** Whom the text can name: `yes`, or only `everyone` or `users`. */
    readonly mentions: Support;
    /** Who alone can get it: `yes`, or only `only` or `except`. */
    readonly targets: Support;
    /** For how long the vendor discards a copy, in milliseconds; 0 = never. */
    readonly discardsCopiesForMs: number;
  };
  /** Messages to rooms, whose members come and go and find no history. Absent: none. */
  readonly room?: MessageCapabilities & {
    /** For how long the vendor discards a copy, in milliseconds; 0 = never. */
    readonly discardsCopiesForMs: number;
  };
  /** Registration of users. Absent: the vendor has none. */
  readonly users?: {
    readonly fields: Readonly<Partial<Record<'name' | 'avatarUrl', Support>>>;
    /** Whether registering a user again takes over the new name and avatar. */
    readonly updatesProfiles: boolean;
  };
  /** Taking messages back. Absent: the vendor does not. */
  readonly recall?: RecallCapabilities;
  /** Changing messages. Absent: the vendor does not. */
  readonly edit?: EditCapabilities;
  /** Looking messages up. Absent: the vendor does not. */
  readonly find?: FindCapabilities;
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
