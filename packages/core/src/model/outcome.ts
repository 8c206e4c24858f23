import type { Problem } from './problem.ts';

/**
 * Names a message well enough to recall or edit it later, from another process. Plain JSON: store it as it is.
 */
export interface MessageRef {
  readonly version: 1;
  readonly vendor: string;
  readonly app: string;
  /** The sender as the vendor knows it, also where the message named none. */
  readonly from: string;
  readonly to: string;
  readonly messageId?: string;
  readonly sequence?: string;
  /** Milliseconds since 1970. */
  readonly sentAt?: number;
}

/** The vendor took the message for this recipient. */
export interface AcceptedOutcome {
  readonly userId: string;
  /** The recipient's position in the input, counted from 0. */
  readonly index: number;
  readonly status: 'accepted';
  /** The name of the chat that carried it. */
  readonly via: string;
  /** The vendor's own id: ZIM's MsgId; Tencent IM's MsgKey, which a whole batch shares and which is unique only together with both accounts. */
  readonly messageId?: string;
  /** The vendor's sequence number in the conversation, with all its digits. */
  readonly sequence?: string;
  /** When the vendor says it was sent, in milliseconds since 1970. */
  readonly sentAt?: number;
  readonly ref?: MessageRef;
}

/** The recipient certainly got nothing (`failed`), or nobody knows (`unconfirmed`: do not resend blindly). */
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

/**
 * Every warning there is:
 * - `unsupported`: a promise that the vendor cannot keep was left out (`onUnsupported: 'warn'`); `field` names it.
 * - `stored_for_next_login`: a broadcast is kept for those who are offline until they log in.
 * - `webhooks_bypassed`: a command was chosen by the number of recipients that raises none of your webhooks.
 * - `unasked_recipient`: a reply named somebody who was not in the call; it was ignored.
 * - `profile_not_updated`: a user who existed already keeps the name and avatar that they had.
 */
export const warningCodes = [
  'unsupported',
  'stored_for_next_login',
  'webhooks_bypassed',
  'unasked_recipient',
  'profile_not_updated',
] as const;

/** Something that was weakened on the way, or that is worth knowing about a send that went well. */
export interface Warning {
  readonly code: (typeof warningCodes)[number];
  readonly message: string;
  readonly field?: string;
  readonly via: string;
}

/** Every recipient is in exactly one of the three lists, each in the order of the input. */
export interface DirectReceipt {
  readonly accepted: readonly Accepted[];
  readonly failed: readonly NotAccepted[];
  readonly unconfirmed: readonly NotAccepted[];
  readonly warnings: readonly Warning[];
}

/** A user that exists now, because it was registered or because it already was. */
export type RegisteredUser = Pick<Accepted, 'userId' | 'via'>;

/** Every user is in exactly one of the three lists, each in the order of the input. */
export interface UsersReceipt {
  readonly accepted: readonly RegisteredUser[];
  readonly failed: readonly NotAccepted[];
  readonly unconfirmed: readonly NotAccepted[];
  readonly warnings: readonly Warning[];
}

/** A vendor that took a broadcast. */
export interface BroadcastResult {
  readonly via: string;
  /** Tencent IM's TaskId. */
  readonly taskId?: string;
  /** ZIM's RequestId. */
  readonly requestId?: string;
}

/** What became of a broadcast. */
export interface BroadcastReceipt {
  /** One for each vendor that took the broadcast. */
  readonly results: readonly BroadcastResult[];
  readonly warnings: readonly Warning[];
}
