import type { Problem } from './problem.ts';
import type { RegisteredUserFields } from './user.ts';
import type { Warning } from './warning.ts';

/** The vendor's own ids of what it took, in one shape for every operation. A vendor gives some of them. */
export interface ResultIds {
  /** The vendor's id of the message. At some vendors a whole call shares it, or it is unique only together with both users. */
  readonly messageId?: string;
  /** The vendor's sequence number in the conversation, with all its digits. */
  readonly sequence?: string;
  /** When the vendor says it was sent, in milliseconds since 1970. */
  readonly sentAt?: number;
  /** The vendor's id of a task that goes on after the reply. */
  readonly taskId?: string;
  /** The vendor's id of the request, to quote in a support ticket. */
  readonly requestId?: string;
}

/**
 * Names a message well enough to recall or edit it later, from another process. Plain JSON: store it as it is.
 */
export interface MessageRef {
  readonly version: 1;
  readonly vendor: string;
  readonly app: string;
  /** What `to` names: a user, a group or a room. */
  readonly conversation: 'direct' | 'group' | 'room';
  /** The sender as the vendor knows it, also where the message named none. Never empty. */
  readonly from: string;
  readonly to: string;
  readonly messageId?: string;
  readonly sequence?: string;
  /** Milliseconds since 1970. */
  readonly sentAt?: number;
}

/** The vendor took the message for this recipient. */
export interface AcceptedOutcome extends ResultIds {
  readonly userId: string;
  /** The recipient's position in the input, counted from 0. */
  readonly index: number;
  readonly status: 'accepted';
  /** The name of the chat that carried it. */
  readonly via: string;
  readonly ref?: MessageRef;
}

/** The recipient certainly got nothing (`failed`), or nobody knows (`unconfirmed`: sending again may deliver it twice). */
export interface NotAcceptedOutcome {
  readonly userId: string;
  readonly index: number;
  readonly status: 'failed' | 'unconfirmed';
  readonly via: string;
  /** Frozen, and shared by all recipients of one vendor call that failed together. */
  readonly problem: Problem;
}

/** What became of the message for one recipient. */
export type RecipientOutcome = AcceptedOutcome | NotAcceptedOutcome;

/** An accepted recipient, as a receipt lists it. */
export type Accepted = Omit<AcceptedOutcome, 'index' | 'status'>;
/** A recipient that was not accepted, as a receipt lists it. */
export type NotAccepted = Omit<NotAcceptedOutcome, 'index' | 'status'>;

/** Every recipient is in exactly one of the three lists, each in the order of the input. */
export interface DirectReceipt {
  readonly accepted: readonly Accepted[];
  readonly failed: readonly NotAccepted[];
  readonly unconfirmed: readonly NotAccepted[];
  readonly warnings: readonly Warning[];
}

/** A user that exists now, because it was registered or because it already was. */
export interface RegisteredUser extends RegisteredUserFields {
  readonly userId: string;
  readonly via: string;
}

/** Every user is in exactly one of the three lists, each in the order of the input. */
export interface UsersReceipt {
  readonly accepted: readonly RegisteredUser[];
  readonly failed: readonly NotAccepted[];
  readonly unconfirmed: readonly NotAccepted[];
  readonly warnings: readonly Warning[];
}

/** A vendor that took a broadcast, with its ids. */
export interface BroadcastResult extends ResultIds {
  readonly via: string;
}

/** A chat whose vendor did not certainly take a broadcast. */
export interface BroadcastNotTaken {
  /** The name of the chat. */
  readonly via: string;
  readonly problem: Problem;
  /** The name of the chat that it went to instead. Absent where those whom this chat was to reach have not got it from another. */
  readonly movedTo?: string;
}

/** What became of a message to a group or a room, which the vendor took. */
export interface ConversationReceipt extends ResultIds {
  /** The name of the chat that carried it. */
  readonly via: string;
  /** Names the message for a recall or an edit. Absent where the vendor gave no id of its own for it. */
  readonly ref?: MessageRef;
  readonly warnings: readonly Warning[];
}

/** What became of a broadcast. */
export interface BroadcastReceipt {
  /** One for each vendor that took the broadcast. */
  readonly results: readonly BroadcastResult[];
  /** Of a broadcast through several chats: those whose vendor certainly did not take it. Absent where there are none. */
  readonly failed?: readonly BroadcastNotTaken[];
  /** Of a broadcast through several chats: those of which nobody knows. Absent where there are none. */
  readonly unconfirmed?: readonly BroadcastNotTaken[];
  readonly warnings: readonly Warning[];
}
