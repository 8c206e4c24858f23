import {
  type BroadcastMessage,
  type BroadcastReceipt,
  type BulkOptions,
  type BulkSend,
  type CallRecord,
  type Chat,
  ChatError,
  type CheckFinding,
  type CloseOptions,
  type DirectMessage,
  type DirectReceipt,
  type MessageWithoutRecipients,
  type PlannedCall,
  type RecipientOutcome,
  type SendOptions,
  type UserProfile,
  type UsersReceipt,
} from '@polychat/core';
import { misconfigured } from '@polychat/core/combine';
import { appsOf } from './parts.ts';

/** A chat that is made of others: what all of these have in common. The parts have their names checked. */
export abstract class CombinedChat implements Chat {
  readonly name: string;
  readonly apps: Chat['apps'];
  protected readonly parts: readonly Chat[];
  readonly #closing = new AbortController();

  constructor(name: string, parts: readonly Chat[]) {
    this.name = name;
    this.parts = parts;
    this.apps = appsOf(parts);
  }

  abstract deliver(
    message: MessageWithoutRecipients,
    recipients: Iterable<string> | AsyncIterable<string>,
    options?: SendOptions,
  ): AsyncIterable<readonly RecipientOutcome[]>;
  abstract sendDirect(message: DirectMessage, options?: SendOptions): Promise<DirectReceipt>;
  abstract sendBulk(
    message: MessageWithoutRecipients,
    recipients: Iterable<string> | AsyncIterable<string>,
    options?: BulkOptions,
  ): BulkSend;
  abstract broadcast(message: BroadcastMessage, options?: SendOptions): Promise<BroadcastReceipt>;
  abstract registerUsers(users: readonly UserProfile[], options?: SendOptions): Promise<UsersReceipt>;
  abstract check(message: DirectMessage | BroadcastMessage): readonly CheckFinding[];
  abstract preview(message: DirectMessage | BroadcastMessage): AsyncIterable<PlannedCall>;

  /** Hands the record to the part that made it. Throws a `ChatError` with code `misconfigured` where none did. */
  async resume(record: CallRecord, options?: SendOptions): Promise<readonly RecipientOutcome[]> {
    this.refuseIfClosed();
    for (const part of this.parts) {
      try {
        return await part.resume(record, options);
      } catch (error) {
        if (!isOfAnotherChat(error)) throw error;
      }
    }
    throw misconfigured(`resume: no chat in "${this.name}" made the record`, 'record.chat');
  }

  /** Closes all parts, each with these options. Takes no more sends. */
  async close(options?: CloseOptions): Promise<void> {
    this.#closing.abort();
    const closed = await Promise.allSettled(this.parts.map((part) => part.close(options)));
    for (const end of closed) if (end.status === 'rejected') throw end.reason;
  }

  /** Aborts when the chat is being closed. */
  protected get closing(): AbortSignal {
    return this.#closing.signal;
  }

  protected refuseIfClosed(): void {
    if (this.#closing.signal.aborted) throw misconfigured('the chat is closed');
  }
}

/** A chat refuses the record of another before it does anything, and names the member that tells so. */
function isOfAnotherChat(error: unknown): boolean {
  return (
    ChatError.is(error) &&
    error.code === 'misconfigured' &&
    ['record.vendor', 'record.app', 'record.chat'].includes(error.field ?? '')
  );
}
