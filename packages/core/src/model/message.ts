import type { Content } from './content.ts';
import type { fieldDefaults } from './field-defaults.ts';

/** How a phone shows the message when the app is not open. */
export interface Push {
  readonly title: string;
  readonly body: string;
  /** Free text for the app that opens on it. */
  readonly payload?: string;
  /** By how much the app's badge grows, 0 to 99; 0 leaves it alone. Default 1. A vendor may count by one at most. */
  readonly badge?: number;
}

/**
 * Fields that only one vendor has, under that vendor's name. Adapters add theirs by module augmentation. A chat reads
 * its own vendor's and leaves those of others alone; a key that no chat in the process reads is a warning.
 */
// biome-ignore lint/suspicious/noEmptyInterface: adapters add their members.
export interface VendorFields {}

/** What all messages have in common. */
export interface MessageFields {
  /** The sender that the recipient sees. Default: the adapter's `defaultSender`. */
  readonly from?: string;
  readonly content: Content;
  /** Opaque text that travels with the message. */
  readonly metadata?: string;
  /** A hint, where the vendor has such a thing. Default `normal`. */
  readonly priority?: 'low' | 'normal' | 'high';
  /** Whether the sender's own devices and history get the message. Default true. */
  readonly senderCopy?: boolean;
  /** Whether the recipient's unread count grows. Default true. */
  readonly countsAsUnread?: boolean;
  /** Whether to ask for a read receipt. Default false. */
  readonly readReceipt?: boolean;
  /** Without it nothing is pushed, at any vendor. */
  readonly push?: Push;
  /** Seconds that an offline recipient's copy waits for them; 0 = online devices only. Default: the vendor's retention. */
  readonly timeToLive?: number;
  /**
   * The same key gives the same message identity at a vendor that discards copies, also from another process.
   * It cannot help at a vendor that discards none.
   */
  readonly idempotencyKey?: string;
  readonly vendor?: VendorFields;
}

/** A direct message, before anybody is named as its recipient. */
export type MessageWithoutRecipients = MessageFields;

/** One message to one user or to many. */
export interface DirectMessage extends MessageFields {
  /** One user id or many. One that is named twice gets the message once. */
  readonly to: string | readonly string[];
}

/** The audiences of a broadcast; see {@link Audience}. */
export const audiences = ['online', 'everyone', 'push_only'] as const;

/**
 * Who gets a broadcast:
 * - `online`: users who are online now.
 * - `everyone`: these, and a push (required) to those who are not.
 * - `push_only`: a push to every device, nothing in the app.
 */
export type Audience = (typeof audiences)[number];

/** One message to a whole audience. `everyone` and `push_only` want a `push`, `online` has none. */
export interface BroadcastMessage extends MessageFields {
  readonly audience: Audience;
}

/** Whom a message to a group names in its text: their apps say so even where the group is silent. */
export interface Mentions {
  readonly everyone?: boolean;
  /** Their user ids. */
  readonly users?: readonly string[];
}

/** The only members of a group that get a message, or those who do not get it, by their user ids. */
export type Targets =
  | { readonly only: readonly string[]; readonly except?: undefined }
  | { readonly except: readonly string[]; readonly only?: undefined };

/** One message to a group, which its members find in their history. */
export interface GroupMessage extends MessageFields {
  readonly groupId: string;
  /** Who is named in the text. Default: nobody. */
  readonly mentions?: Mentions;
  /** Only these members get it, or all but these. Never left out, whatever `onUnsupported` says. Default: every member. */
  readonly targets?: Targets;
}

/** One message to those who are in a room now. */
export interface RoomMessage extends MessageFields {
  readonly roomId: string;
}

/** A message of any kind: it is told by `to`, `audience`, `groupId` or `roomId`. */
export type AnyMessage = DirectMessage | BroadcastMessage | GroupMessage | RoomMessage;

/**
 * A direct message whose fields keep every rule of ours, with the defaults filled in. What adapters get.
 * `vendorFields` is what stands under the adapter's own name in `vendor`; the adapter checks it.
 */
export type CheckedMessage = Omit<MessageFields, 'vendor'> &
  Required<Pick<MessageFields, keyof typeof fieldDefaults>> & { readonly vendorFields: unknown };

/** A broadcast whose fields keep every rule of ours. What is absent was not given. */
export type CheckedBroadcast = Omit<BroadcastMessage, 'vendor'> & { readonly vendorFields: unknown };

/** A message to a group whose fields keep every rule of ours, with the defaults filled in. Nobody is named twice. */
export type CheckedGroupMessage = CheckedMessage & Pick<GroupMessage, 'groupId' | 'mentions' | 'targets'>;

/** A message to a room whose fields keep every rule of ours, with the defaults filled in. */
export type CheckedRoomMessage = CheckedMessage & Pick<RoomMessage, 'roomId'>;
