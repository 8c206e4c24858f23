import {
  type AnyMessage,
  type BroadcastMessage,
  type BroadcastReceipt,
  type BulkOptions,
  type BulkSend,
  type CallRecord,
  type ChangeOptions,
  type Chat,
  ChatError,
  type CheckFinding,
  type Clock,
  type CloseOptions,
  type ConversationReceipt,
  type DirectMessage,
  type DirectReceipt,
  type EditReceipt,
  type FoundMessage,
  type GroupMessage,
  type MessageEdit,
  type MessageRef,
  type MessageWithoutRecipients,
  type PlannedCall,
  type RecallReceipt,
  type RecipientOutcome,
  type RoomMessage,
  type SendOptions,
  systemClock,
  type UserProfile,
  type UsersReceipt,
  type Verification,
  type VerifyOptions,
} from '@polychat/core';
import {
  type BulkWatch,
  checkRef,
  checkRefs,
  createBulkSend,
  misconfigured,
  recalledOrThrow,
  UnderWay,
} from '@polychat/core/combine';
import type { CombinedStream } from './combined-stream.ts';
import type { ConversationKind, ConversationMessage } from './conversation.ts';
import { problemOfThrown } from './part-fault.ts';
import { appsOf } from './parts.ts';
import { chatOfRef, recallReceiptOf, recallThrough } from './recall-parts.ts';

/** A chat that is made of others: what all of these have in common. The parts have their names checked. */
export abstract class CombinedChat implements Chat {
  readonly name: string;
  readonly apps: Chat['apps'];
  protected readonly parts: readonly Chat[];
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  /** Lists that take several steps: no part is closed between two of them. */
  readonly #lists = new UnderWay();

  constructor(name: string, parts: readonly Chat[], clock: Clock = systemClock) {
    this.#clock = clock;
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
  protected abstract sendToConversation(
    kind: ConversationKind,
    message: ConversationMessage,
    options: SendOptions | undefined,
  ): Promise<ConversationReceipt>;
  abstract registerUsers(users: readonly UserProfile[], options?: SendOptions): Promise<UsersReceipt>;
  abstract check(message: AnyMessage): readonly CheckFinding[];
  abstract preview(message: AnyMessage): AsyncIterable<PlannedCall>;

  sendToGroup(message: GroupMessage, options?: SendOptions): Promise<ConversationReceipt> {
    return this.sendToConversation('group', message, options);
  }

  sendToRoom(message: RoomMessage, options?: SendOptions): Promise<ConversationReceipt> {
    return this.sendToConversation('room', message, options);
  }

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

  /** Takes each message back through the part that speaks for its app. Throws a `ChatError` where none does. */
  async recall(refs: MessageRef | readonly MessageRef[], options?: ChangeOptions): Promise<RecallReceipt> {
    this.refuseIfClosed();
    const { refs: checked, fieldAt } = checkRefs(refs, Number.POSITIVE_INFINITY);
    const chatOf = (ref: MessageRef, index: number) => chatOfRef(this.parts, ref, fieldAt(index), this.name);
    const ends = await recallThrough(checked, chatOf, fieldAt, options);
    return recalledOrThrow(recallReceiptOf(checked, ends), options?.signal);
  }

  /** Changes a message through the part that speaks for its app. Throws a `ChatError` where none does. */
  async edit(ref: MessageRef, edit: MessageEdit, options?: ChangeOptions): Promise<EditReceipt> {
    this.refuseIfClosed();
    const checked = checkRef(ref);
    return chatOfRef(this.parts, checked, 'ref', this.name).edit(checked, edit, options);
  }

  /** Looks a message up through the part that speaks for its app. Throws a `ChatError` where none does. */
  async find(ref: MessageRef, options?: ChangeOptions): Promise<FoundMessage> {
    this.refuseIfClosed();
    const checked = checkRef(ref);
    return chatOfRef(this.parts, checked, 'ref', this.name).find(checked, options);
  }

  /** Verifies every app of all parts, all at once. A part that fails against its contract is a problem of its apps. */
  async verify(options?: VerifyOptions): Promise<readonly Verification[]> {
    this.refuseIfClosed();
    const found = await Promise.all(
      this.parts.map(async (part) => {
        try {
          return await part.verify(options);
        } catch (error) {
          // Wrong options are wrong for all of them.
          if (ChatError.is(error) && error.code === 'misconfigured') throw error;
          const problem = problemOfThrown(error);
          return part.apps.map((app) => ({ via: part.name, ...app, ok: false, problem }));
        }
      }),
    );
    return found.flat();
  }

  /** Takes no more sends. Closes all parts, when the lists that are under way have ended or their time is over. */
  async close(options?: CloseOptions): Promise<void> {
    this.#closing.abort();
    const { drainMs } = options ?? {};
    const startedAt = this.#clock.monotonic();
    await this.#lists.whenIdle(this.#clock, drainMs);
    const usedMs = this.#clock.monotonic() - startedAt;
    const left =
      drainMs === undefined
        ? options
        : { ...options, drainMs: drainMs > usedMs ? drainMs - usedMs : Math.min(drainMs, 0) };
    // Async, so that one that throws at once does not leave the others open.
    const closed = await Promise.allSettled(this.parts.map(async (part) => part.close(left)));
    for (const end of closed) if (end.status === 'rejected') throw end.reason;
  }

  /** Aborts when the chat is being closed. */
  protected get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Runs the send of a list, for which `close` waits. Throws when the chat is closed. */
  protected async track<T>(run: () => Promise<T>): Promise<T> {
    this.refuseIfClosed();
    return this.#lists.track(run);
  }

  /** A stream through several chats, as `deliver` returns it. */
  protected outcomesOf(stream: CombinedStream): AsyncIterable<readonly RecipientOutcome[]> {
    return this.#read(stream, { stop: this.closing });
  }

  /** A stream through several chats, as `sendBulk` returns it. */
  protected bulkOf(stream: CombinedStream, signal: AbortSignal | undefined): BulkSend {
    return createBulkSend({
      open: (watch) => this.#read(stream, watch),
      isCancelled: () => signal?.aborted === true || stream.isCutShort,
      warnings: () => stream.warnings,
      closing: this.closing,
    });
  }

  async *#read(
    stream: CombinedStream,
    watch: Partial<BulkWatch>,
  ): AsyncGenerator<readonly RecipientOutcome[]> {
    this.refuseIfClosed();
    yield* stream.run(watch);
  }

  protected refuseIfClosed(): void {
    if (this.#closing.signal.aborted) throw misconfigured(`the chat is closed: ${this.name}`);
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
