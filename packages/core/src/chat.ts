import type { EditReceipt, MessageEdit, RecallReceipt } from './model/change.ts';
import type { FoundMessage } from './model/found-message.ts';
import type {
  AnyMessage,
  BroadcastMessage,
  DirectMessage,
  GroupMessage,
  MessageWithoutRecipients,
  RoomMessage,
} from './model/message.ts';
import type {
  BroadcastReceipt,
  ConversationReceipt,
  DirectReceipt,
  MessageRef,
  RecipientOutcome,
  UsersReceipt,
} from './model/outcome.ts';
import type { PlannedCall } from './model/planned-call.ts';
import type { Problem } from './model/problem.ts';
import type { UserProfile } from './model/user.ts';
import type { Verification } from './model/verification.ts';
import type { Warning } from './model/warning.ts';
import type { CallRecord, Journal } from './ports/journal.ts';

/** The options of one send. */
export interface SendOptions {
  /**
   * Cancels the send. What has not left is `failed`, what is under way is `unconfirmed`, both with code `aborted`.
   * What the vendor has refused already, and only waits to be repeated, stays `failed` with the refusal's code; an
   * attempt that was unclear stays `unconfirmed` with its own.
   */
  readonly signal?: AbortSignal;
  /** Bounds one attempt, body included, in milliseconds. Default: the chat's. */
  readonly timeoutMs?: number;
  /** Bounds the whole send, waiting included, in milliseconds; in bulk, each call without its waiting. Default: the chat's. */
  readonly deadlineMs?: number;
  /**
   * Repeat an attempt of which nobody knows whether it arrived, also where the vendor does not discard the copy.
   * Recipients may then get the message twice. Default false.
   */
  readonly retryUnknown?: boolean;
  /** The most attempts of one call of this send, the first included; 1 repeats nothing. Default: the chat's. */
  readonly maxAttempts?: number;
  /**
   * Of a chat that can fall over to another: move also those of whom nobody knows whether they have the message, who may
   * then get it twice. A chat of one vendor has nowhere to move them to, and does not care. Default false.
   */
  readonly failoverUnknown?: boolean;
  /** What to do about a field that the vendor does not support. Default: the chat's. */
  readonly onUnsupported?: 'refuse' | 'warn';
  /** Your own id of what this send belongs to, for hooks and tracing. Default: none. */
  readonly correlationId?: string;
  /**
   * Keeps each call before it leaves, so that another process can take it up after a crash with `resume`. A call that
   * it does not keep in time is not sent.
   */
  readonly journal?: Journal;
}

/** The options of `verify`, with the meaning that they have in a send. */
export type VerifyOptions = Pick<
  SendOptions,
  'signal' | 'timeoutMs' | 'deadlineMs' | 'maxAttempts' | 'correlationId'
>;

/** The options of `recall`, `edit` and `find`, with the meaning that they have in a send. */
export type ChangeOptions = Pick<
  SendOptions,
  'signal' | 'timeoutMs' | 'deadlineMs' | 'maxAttempts' | 'correlationId'
>;

/** The options of `sendBulk`. */
export interface BulkOptions extends SendOptions {
  /**
   * Which duplicates to drop: `call` those that would go into the same vendor call, `exact` all of them, at the
   * price of keeping every id in memory. Default `call`.
   */
  readonly duplicates?: 'call' | 'exact';
}

/** Counts of ids, as far as a bulk send has come. */
export interface BulkProgress {
  /** Ids taken from the source so far. */
  readonly pulled: number;
  /** Those of them that were dropped as duplicates. */
  readonly duplicates: number;
  readonly accepted: number;
  readonly failed: number;
  readonly unconfirmed: number;
}

/** The counts of a bulk send that has ended. */
export interface BulkSummary extends BulkProgress {
  /** Whether the source was read to its end, and nothing was cancelled or stopped. */
  readonly completed: boolean;
  /**
   * The outcomes that the loop did not see, because it was left early: with those that it saw, every id that was pulled.
   * They are counted above, too. Absent where there are none.
   */
  readonly unread?: readonly RecipientOutcome[];
  /** One of each kind. */
  readonly warnings: readonly Warning[];
}

/** A send to any number of recipients. It starts when it is read, or when its summary is asked for. */
export interface BulkSend extends AsyncIterable<readonly RecipientOutcome[]> {
  readonly progress: BulkProgress;
  /**
   * The count of every id that was pulled, once the send is over. Reads the rest of the outcomes if nobody else
   * does. Never rejects: a source that throws ends the send, and the loop over the outcomes throws what it threw.
   */
  summary(): Promise<BulkSummary>;
  /**
   * Pulls no more ids and lets the calls end that have left. What was pulled and has not left is `failed` with code
   * `aborted`, and stands among the outcomes like everybody else. Go on reading, or ask for the summary.
   */
  stop(): void;
}

/** The options of `close`. */
export interface CloseOptions {
  /**
   * How long sends may go on, in milliseconds. Then lists and streams are cancelled, which names everybody in them.
   * Default: until they have ended.
   */
  readonly drainMs?: number;
}

/**
 * What `check` finds: a problem, or the warning `not_deduplicated` of a message that would be sent all the same.
 * A problem has an `effect`, a warning has none.
 */
export type CheckFinding = Problem | (Warning & { readonly effect?: undefined });

/** What your code holds: one vendor, or many that look like one. */
export interface Chat {
  readonly name: string;
  /** The apps that it speaks for, so that a stored reference finds its way back. */
  readonly apps: readonly { readonly vendor: string; readonly app: string }[];

  /**
   * Sends one message to any number of recipients and streams their outcomes, a call's worth at a time, in the
   * order in which the calls end. Leaving the loop cancels the rest, and the outcomes of what was under way are named to
   * nobody: cancel by `signal` and read on where you need them, or use `sendBulk`, whose summary has them.
   * Throws a `ChatError` at once for a message that breaks a rule; never for what a vendor does.
   */
  deliver(
    message: MessageWithoutRecipients,
    recipients: Iterable<string> | AsyncIterable<string>,
    options?: SendOptions,
  ): AsyncIterable<readonly RecipientOutcome[]>;

  /**
   * Sends one message to one or many recipients. Resolves when at least one of them was accepted.
   * Throws a `ChatError` for a message that breaks a rule, and one that carries the whole receipt when nobody was
   * accepted: the error of the first unconfirmed recipient, else of the first failed one.
   */
  sendDirect(message: DirectMessage, options?: SendOptions): Promise<DirectReceipt>;

  /** `deliver` with progress and a summary, for recipients by the million. Throws at once for a bad message. */
  sendBulk(
    message: MessageWithoutRecipients,
    recipients: Iterable<string> | AsyncIterable<string>,
    options?: BulkOptions,
  ): BulkSend;

  /** Sends one message to a whole audience. Throws a `ChatError` when the vendor did not certainly take it. */
  broadcast(message: BroadcastMessage, options?: SendOptions): Promise<BroadcastReceipt>;

  /**
   * Sends one message to a group, in one call. Throws a `ChatError` for a message that breaks a rule, for a vendor without
   * groups, and when the vendor did not certainly take it. The vendor says nothing of the members: whoever of them it
   * reaches, the receipt is one.
   */
  sendToGroup(message: GroupMessage, options?: SendOptions): Promise<ConversationReceipt>;

  /** Sends one message to those who are in a room now. Throws as `sendToGroup` does. */
  sendToRoom(message: RoomMessage, options?: SendOptions): Promise<ConversationReceipt>;

  /**
   * Makes users known to the vendor, which refuses messages to and from users that it has never seen. A user that
   * exists already is accepted. Throws a `ChatError` with the whole receipt when nobody was accepted.
   */
  registerUsers(users: readonly UserProfile[], options?: SendOptions): Promise<UsersReceipt>;

  /**
   * Takes messages back, from any process: a ref is plain data. A message that was taken back before is `failed` with
   * code `conflict`, and no harm is done. Resolves when at least one was taken back. Throws a `ChatError` for a ref that
   * is none, that is of another app, or of a conversation in which the vendor cannot do it; and one whose
   * `recallReceipt` is whole when none was taken back. It is in no journal: after a crash, do it again.
   */
  recall(refs: MessageRef | readonly MessageRef[], options?: ChangeOptions): Promise<RecallReceipt>;

  /**
   * Changes a message. What the edit leaves out stays as it is. Throws a `ChatError` for a ref or an edit that breaks a
   * rule, for what the vendor cannot change, and when the vendor did not certainly change it.
   */
  edit(ref: MessageRef, edit: MessageEdit, options?: ChangeOptions): Promise<EditReceipt>;

  /**
   * Looks a message up at the vendor, and resolves to what the vendor has now. Changes nothing, and is repeated freely.
   * What has another sender, conversation or id than the ref says is not found. Throws a `ChatError` for a ref that is
   * none, that is of another app, or of a conversation in which the vendor cannot be asked; and when the vendor did not
   * answer.
   */
  find(ref: MessageRef, options?: ChangeOptions): Promise<FoundMessage>;

  /**
   * Everything that would be refused or left out; empty when the message would go as it is. Sends nothing. What would be
   * refused or left out is a problem; a field that goes and does nothing is a warning, which has no `effect`.
   */
  check(message: AnyMessage): readonly CheckFinding[];

  /** The calls that would be made, without secrets and without the message's text. Sends nothing. */
  preview(message: AnyMessage): AsyncIterable<PlannedCall>;

  /**
   * Takes up a call that a journal kept and whose end nobody knows, because its process has ended. It is repeated byte
   * for byte where the vendor certainly discards the copy; otherwise nothing is sent, and its recipients stay
   * unconfirmed. Resolves to an outcome for each item of the record, in its order; for a broadcast, and a message to a group or
   * a room, to one without a user id. Throws a `ChatError` with code `misconfigured` for a record that is none, or that of another chat; and, with
   * `retryAfterMs`, for one whose `mayRunUntil` has not come: until then the call may be under way elsewhere.
   */
  resume(record: CallRecord, options?: SendOptions): Promise<readonly RecipientOutcome[]>;

  /**
   * Asks the vendor of each app whether it takes the credentials, at this address and with this machine's clock, by a
   * read that changes nothing: for health probes, and for the first day. Resolves to a result for each chat that speaks
   * to a vendor, and is not rejected for what a vendor does. A fault that passes is repeated; `maxAttempts: 1` asks once.
   * Throws a `ChatError` with code `misconfigured` for options that do not fit, and where the chat is closed.
   */
  verify(options?: VerifyOptions): Promise<readonly Verification[]>;

  /**
   * Takes no more sends, and resolves when those under way have ended. Streams pull no more: the calls that have left go
   * on to their end, and who was pulled and has not left is `failed` with code `aborted`. A stream ends when its outcomes
   * have been read. With `drainMs` what is left is cancelled then, and `close` resolves a second later at the latest,
   * though somebody may not have read to the end. Throws a `ChatError` with code `misconfigured` for other options.
   */
  close(options?: CloseOptions): Promise<void>;
}
