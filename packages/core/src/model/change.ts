import type { Content } from './content.ts';
import type { MessageRef, ResultIds } from './outcome.ts';
import type { Problem } from './problem.ts';
import type { Warning } from './warning.ts';

/** What a message is changed to. What is absent stays as it is; at least one of the two is given. */
export interface MessageEdit {
  /** Takes the place of the whole content. At some vendors it must be of the type that the message has. */
  readonly content?: Content;
  /** Takes the place of the metadata. */
  readonly metadata?: string;
}

/** A copy of a message, at another chat, that was not reached. */
export interface CopyNotReached {
  /** Absent where it is not known whether there is one. */
  readonly ref?: MessageRef;
  /** The name of the chat. */
  readonly via: string;
  readonly problem: Problem;
}

/** A message that has been taken back. */
export interface RecalledMessage {
  readonly ref: MessageRef;
  /** The name of the chat that did it. */
  readonly via: string;
  /** Of a message that was written twice, during a migration: the copies that are still there. Absent where none is. */
  readonly partial?: readonly CopyNotReached[];
  /** The vendor's id of the request, to quote in a support ticket. */
  readonly requestId?: string;
}

/** A message that is still there (`failed`), or of which nobody knows (`unconfirmed`). */
export interface NotRecalledMessage {
  readonly ref: MessageRef;
  readonly via: string;
  readonly problem: Problem;
}

/** Every message is in exactly one of the three lists, each in the order of the input. */
export interface RecallReceipt {
  readonly accepted: readonly RecalledMessage[];
  readonly failed: readonly NotRecalledMessage[];
  readonly unconfirmed: readonly NotRecalledMessage[];
  readonly warnings: readonly Warning[];
}

/** What became of an edit. */
export interface EditReceipt extends Pick<ResultIds, 'requestId'> {
  readonly ref: MessageRef;
  /** The name of the chat that did it. */
  readonly via: string;
  /** When the vendor says that it was changed, in milliseconds since 1970. */
  readonly editedAt?: number;
  /** Of a message that was written twice, during a migration: the copies that are as before. Absent where none is. */
  readonly partial?: readonly CopyNotReached[];
  readonly warnings: readonly Warning[];
}
