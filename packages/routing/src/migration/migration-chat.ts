import type {
  BroadcastMessage,
  BroadcastReceipt,
  Chat,
  CloseOptions,
  ConversationReceipt,
  DirectReceipt,
  GroupMessage,
  MessageWithoutRecipients,
  RoomMessage,
  SendOptions,
} from '@polychat/core';
import type { MigrationReport } from './migration-report.ts';
import type { MissingCopies } from './missing-copies.ts';

/** A chat that moves from one chat to another. */
export interface MigrationChat extends Chat {
  /** How it goes, since the chat was made. `formatMigrationReport` writes it for a terminal. */
  report(): MigrationReport;
  /**
   * Gives, and takes away, what is known to be missing at the chat that gets copies, send by send. It ends when nothing is
   * left; who leaves the loop early leaves the rest for the next time.
   */
  takeMissing(): AsyncIterable<MissingCopies>;
  /**
   * Writes a message where it is missing: give it as it was sent, since the report keeps no messages. With an
   * `idempotencyKey`, nobody gets a copy twice: who has got theirs meanwhile is `failed` with code `conflict`. Without
   * one, and where the copy is `unconfirmed`, write it once. Sends, resolves and throws as `broadcast` does.
   */
  writeMissing(
    message: BroadcastMessage,
    missing: MissingCopies,
    options?: SendOptions,
  ): Promise<BroadcastReceipt>;
  /**
   * As above, for a message to a group or a room. Sends, resolves and throws as `sendToGroup` and `sendToRoom` do; with a
   * key, it throws a `ChatError` with code `conflict` where the copy has been written meanwhile.
   */
  writeMissing(
    message: GroupMessage | RoomMessage,
    missing: MissingCopies,
    options?: SendOptions,
  ): Promise<ConversationReceipt>;
  /** As above, for a direct message. Sends, resolves and throws as `sendDirect` does. */
  writeMissing(
    message: MessageWithoutRecipients,
    missing: MissingCopies,
    options?: SendOptions,
  ): Promise<DirectReceipt>;
  /** Resolves when no copy waits or is on its way. For jobs that end, and for tests; `close` does it, too. */
  drain(): Promise<void>;
  /**
   * As `Chat.close`; waits for the copies, too. With `drainMs`, those that are not written by then are reported as
   * `not_written`.
   */
  close(options?: CloseOptions): Promise<void>;
}
