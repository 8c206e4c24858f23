import type { HttpBody } from './vendor-call.ts';

/** Which plan a call came from that a journal keeps. */
export type RecordedOperation = 'direct' | 'audience' | 'group' | 'room' | 'users';
/** Which plan a call came from. What can be done again without harm is in no journal: a read, a recall and an edit. */
export type OperationKind = RecordedOperation | 'verify' | 'recall' | 'edit' | 'find';

const unrecorded: readonly OperationKind[] = ['verify', 'recall', 'edit', 'find'];

/** Whether a journal keeps the calls of an operation. */
export function isRecorded(operation: OperationKind): operation is RecordedOperation {
  return !unrecorded.includes(operation);
}

/** One item of a call, as a journal keeps it. */
export interface RecordedItem {
  /** The recipient or user. */
  readonly userId: string;
  /** Its position in the input, counted from 0. */
  readonly index: number;
  /** How the vendor's reply names it. */
  readonly id: string;
}

/**
 * One attempt of a call that is about to leave, as plain JSON: enough to repeat it from another process, byte for
 * byte, or to say that nobody knows what became of it. It holds the message: keep it like the message itself.
 */
export interface CallRecord {
  readonly version: 1;
  /** The name of the chat that makes the call; of several that are combined, the one that speaks to the vendor. */
  readonly chat: string;
  readonly vendor: string;
  readonly app: string;
  readonly sendId: string;
  /** What the caller gave with the send. */
  readonly correlationId?: string;
  /** Names one call of one send: its attempts have the same bytes and items. */
  readonly callId: string;
  /**
   * The call that this one was made instead of: after the vendor had answered it, for those of its items that were to
   * be tried again; or because it was resumed, for all of them. That call must not be resumed (again), and of its items
   * that are not in this record nobody knows after a crash.
   */
  readonly replaces?: string;
  /** Counted from 1. */
  readonly attempt: number;
  readonly operation: RecordedOperation;
  readonly endpoint: string;
  /** What the vendor knows a copy of the call by, where that is not in the body, such as a key in a header. */
  readonly identity?: string;
  /** The bytes of the request. Absent for a request without a body. */
  readonly body?: HttpBody;
  /** Whom the call is for. Empty for a single operation, such as a broadcast. */
  readonly items: readonly RecordedItem[];
  /** What it means for an item that a good reply does not name. */
  readonly unlistedMeans: 'accepted' | 'unconfirmed';
  /** The sender as the vendor knows it. */
  readonly sender?: string;
  /** For how long after the first attempt the vendor discards a copy, in milliseconds; `unlimited` = copies do no harm. */
  readonly dedupWindowMs: number | 'unlimited';
  /** When the call was first attempted, in milliseconds since 1970. */
  readonly firstAttemptAt: number;
  /** This attempt leaves by then or not at all, in milliseconds since 1970. */
  readonly leaveBy: number;
  /**
   * After this moment the attempt has ended, in milliseconds since 1970: nobody waits for its reply any more. The
   * process may still be alive and about to repeat the call: resume only what belongs to a process that has ended.
   */
  readonly mayRunUntil: number;
}

/**
 * Keeps what is about to leave, so that a crash loses nothing and doubles nothing. It only records: the engine decides.
 */
export interface Journal {
  /**
   * Stores records before their calls leave: nothing leaves until the promise resolves, and nothing at all when it
   * rejects. Calls that come while one `begin` is under way are gathered and stored together by the next.
   */
  begin(records: readonly CallRecord[]): Promise<void> | void;
}
