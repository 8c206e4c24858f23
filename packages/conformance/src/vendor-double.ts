import type { Audience } from '@polychat/core';
import type { ConversationKind } from './conversation-kind.ts';

/** What may be answered at once or later: doubles live in the same process, or behind a control API. */
export type Awaitable<T> = T | Promise<T>;

/**
 * What a test needs of whatever stands in for the vendor: an emulator, a sandbox, a fake in memory.
 * It must share no code with the adapter, or the two agree on a mistake.
 */
export interface VendorDouble {
  /**
   * Makes users known to the vendor, each with one device in that state. Where the vendor keeps no users, whatever it
   * does keep of senders and recipients.
   */
  addUsers(userIds: readonly string[], device: 'online' | 'offline'): Awaitable<void>;
  /** Whether the vendor knows the user. */
  knowsUser(userId: string): Awaitable<boolean>;
  /** What the vendor keeps of a user that was registered. Absent: the kit looks into the requests instead. */
  profileOf?(userId: string): Awaitable<{ readonly name?: string; readonly avatarUrl?: string } | undefined>;
  /**
   * Makes a group or a room with these members, who are known users; one that there is gets them as further members. In
   * a room they are there from then on. Only for a vendor that has such a thing; absent, the kit says that messages to
   * them are not tested.
   */
  addConversation?(kind: ConversationKind, id: string, members: readonly string[]): Awaitable<void>;
  /** Has one user block another. */
  block(blocker: string, blocked: string): Awaitable<void>;
  inbox(userId: string): Awaitable<Inbox>;
  /** Every request that arrived, the oldest first, also those that were refused or not answered. */
  requests(): Awaitable<readonly SeenRequest[]>;
  /**
   * Makes something go wrong for the next request, or, where it names a user, the next request that names them.
   * With `of: 'session'` the next request for a token; any other fault lets requests for tokens pass. A fault that the
   * subject's `vendorLacks` names never comes here.
   */
  failNext(fault: DoubleFault, of?: RequestKind): Awaitable<void>;
  /** Only for a vendor whose token is fetched. */
  readonly sessions?: DoubleSessions;
  /** The vendor's time, in milliseconds since 1970. */
  now(): number;
  /** Moves the vendor's time on: for its limits, its memory of copies, its tokens and its check of signatures at once. */
  advance(milliseconds: number): Awaitable<void>;
  /** The vendor's ceilings, from its documents and not from the adapter. */
  readonly limits: readonly VendorLimit[];
  /**
   * HTTP statuses with which, by the vendor's documents, nothing was done, whoever answers and with whatever body.
   * Default: none.
   */
  readonly notCarriedOut?: readonly number[];
  /**
   * Whether the vendor's refusals for speed say in `Retry-After` how long to wait: the double then says the seconds that
   * the fault `too_fast` has as `retryAfterSeconds`. Default: they do not.
   */
  readonly saysRetryAfter?: boolean;
}

/** The tokens of a vendor where they are fetched. */
export interface DoubleSessions {
  /** How long a token is valid, by the vendor's documents, in milliseconds. */
  readonly lifetimeMs: number;
  /** Ends every token that the vendor has given out. */
  end(): Awaitable<void>;
}

/** What a request is for: what the caller asked for, or a token. */
export type RequestKind = 'send' | 'session';

/** What stands on a user's devices, the oldest first. A message that arrived twice is in its list twice. */
export interface Inbox {
  /** Messages that the user's app has, or will have when it logs in. */
  readonly received: readonly InboxMessage[];
  /** Copies of messages that the user sent. */
  readonly sent: readonly InboxMessage[];
  /** Notifications that a phone showed. */
  readonly pushes: readonly InboxPush[];
}

/** A push that a phone shows. */
export interface InboxPush {
  readonly title: string;
  readonly body: string;
  /** What the app gets that opens on it, where the double tells. */
  readonly payload?: string;
  /** By how much the app's badge grew, where the double tells. */
  readonly badge?: number;
}

/** A message as a user's device has it. */
export interface InboxMessage {
  readonly from: string;
  readonly countsAsUnread: boolean;
  /** The vendor's own id of the message, with all its digits, where the vendor has one. */
  readonly messageId?: string;
  /** The sequence number that the vendor's reply gave for it, with all its digits, where the double tells. */
  readonly sequence?: string;
  /** The time that the vendor's reply gave for it, in milliseconds since 1970, where the double tells. */
  readonly sentAt?: number;
  /** The id of the task that the vendor's reply gave for it, as vendors do for broadcasts, where the double tells. */
  readonly taskId?: string;
  /** The id of the group or the room in which it stands. Absent for a message to the user, and for a broadcast. */
  readonly conversation?: string;
  /** Whom the text names, in a group, by the double's own reading. Absent: the kit looks into the requests instead. */
  readonly mentions?: { readonly everyone: boolean; readonly users: readonly string[] };
  /** Whether it was taken back: the user's app no longer shows it. */
  readonly isRecalled?: boolean;
  /** The message in the vendor's own form, as JSON. */
  readonly message: unknown;
  /**
   * The content as the vendor's app would show it, in Polychat's words and by the double's own reading of the vendor's
   * form. It proves that no two members of a content are swapped. A member that is left out is not looked at.
   */
  readonly content?: Readonly<Record<string, unknown>>;
}

/** A request that came to the double. */
export interface SeenRequest {
  /** Absent, or empty, for a request without a body. */
  readonly body?: string;
  /** Default `send`. */
  readonly kind?: RequestKind;
}

/** A ceiling as the vendor counts it. */
export interface VendorLimit {
  /** The commands that count together, by the names that the adapter's calls have in `endpoint`. */
  readonly endpoints: readonly string[];
  readonly counts: 'calls' | 'recipients';
  readonly capacity: number;
  readonly windowMs: number;
  /**
   * `recipient`, `sender` or `conversation` where the vendor counts for each of them by themselves; a conversation is a
   * group or a room. Default `app`.
   */
  readonly per?: 'app' | 'recipient' | 'sender' | 'conversation';
  /** Only broadcasts to these audiences count. Default: whatever the endpoints carry. */
  readonly audiences?: readonly Audience[];
}

/** `before`: the request has no effect. `after`: it has its full effect, and then the fault strikes. */
export type When = 'before' | 'after';

/** What can go wrong at any vendor. */
export type DoubleFault =
  /** No answer, and the connection stays open. */
  | { readonly kind: 'silence'; readonly when: When }
  /** The connection is reset without an answer. */
  | { readonly kind: 'reset'; readonly when: When }
  /** A proxy's page with status 502. */
  | { readonly kind: 'html'; readonly when: When }
  /** The request has its full effect, and the reply ends half way. */
  | { readonly kind: 'truncated' }
  /** The vendor's own reply for a fault inside it that leaves open what happened. */
  | { readonly kind: 'internal_error'; readonly when: When }
  /** The vendor refuses the request, for it came too fast; and says for how many seconds to wait, where it does. */
  | { readonly kind: 'too_fast'; readonly retryAfterSeconds?: number }
  /** The vendor refuses the signature, or the token of a session. With a new one the request is accepted. */
  | { readonly kind: 'signature_refused' }
  /** The vendor refuses the message, and would refuse it again, in these words where its replies have any. */
  | { readonly kind: 'refused'; readonly words: string }
  /** The vendor refuses this recipient, and would again, and serves the others. */
  | { readonly kind: 'recipient_refused'; readonly userId: string }
  /** The vendor serves this recipient, and leaves them out of whatever its reply lists. */
  | { readonly kind: 'left_out'; readonly userId: string }
  /**
   * The vendor takes a message to a group or a room, says that it dropped it for their frequency, and would discard the
   * same request as a copy.
   */
  | { readonly kind: 'dropped' };

/**
 * What a vendor may have no concept of: faults that cannot happen there, and that it looks whether it knows the sender of
 * a message (`sender_check`), whether the sender is a member of the group (`group_member_check`) or is in the room
 * (`room_member_check`).
 */
export type VendorConcept =
  | 'internal_error'
  | 'too_fast'
  | 'signature_refused'
  | 'refused'
  | 'recipient_refused'
  | 'left_out'
  | 'dropped'
  | 'sender_check'
  | 'group_member_check'
  | 'room_member_check';
