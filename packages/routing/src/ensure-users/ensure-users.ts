import type {
  BroadcastMessage,
  BroadcastReceipt,
  BulkOptions,
  BulkSend,
  Chat,
  ConversationReceipt,
  DirectMessage,
  DirectReceipt,
  MessageWithoutRecipients,
  RecipientOutcome,
  SendOptions,
  UserProfile,
  UsersReceipt,
} from '@polychat/core';
import { checkSource } from '@polychat/core/combine';
import { type ConversationKind, type ConversationMessage, sendToConversation } from '../conversation.ts';
import { checkChat } from '../parts.ts';
import { namesNobody, readListReceipt } from '../read-receipt.ts';
import { WrappedChat } from '../wrapped-chat.ts';
import {
  type CompleteEnsureUsersOptions,
  completeEnsureUsersOptions,
  type EnsureUsersOptions,
} from './ensure-users-options.ts';
import { type EnsureContext, sendToEnsured } from './ensured-list.ts';
import { sendFromEnsured } from './ensured-sender.ts';
import { EnsuredStream } from './ensured-stream.ts';
import { KnownUsers } from './known-users.ts';
import { Registrar } from './registrar.ts';

type Source = Iterable<string> | AsyncIterable<string>;

/**
 * A chat that makes senders and recipients known to the vendor, which refuses messages from and to users that it has
 * never seen: before their first message, or once the vendor has said that it does not know them (`ahead`). Either way,
 * when it says so, they are registered once more, and after a short pause exactly those messages that it refused are
 * sent again, once. A user who exists keeps their profile.
 *
 * What the vendor says of the message is the answer: where a registration fails, the message is sent all the same, and
 * a refusal says why nobody was registered. Whose profile cannot be had is `failed`; the problem's field is `profileOf`
 * or one of its members.
 *
 * The chat keeps its name. Throws a `ChatError` with code `misconfigured` for what is no chat, and for options that do
 * not fit.
 */
export function ensureUsers(chat: Chat, options: EnsureUsersOptions = {}): Chat {
  checkChat('ensureUsers', chat, 'chat');
  return new ChatThatEnsuresUsers(chat, completeEnsureUsersOptions(options));
}

class ChatThatEnsuresUsers extends WrappedChat {
  readonly #context: EnsureContext;

  constructor(chat: Chat, settings: CompleteEnsureUsersOptions) {
    super(chat, settings.clock);
    const known = new KnownUsers(settings.maxKnownUserIds);
    this.#context = { chat, settings, known, registrar: new Registrar(chat, known, settings) };
  }

  override deliver(
    message: MessageWithoutRecipients,
    recipients: Source,
    options?: SendOptions,
  ): AsyncIterable<readonly RecipientOutcome[]> {
    this.refuseIfClosed();
    checkSource(recipients);
    // Nobody reads it, so nothing is sent: what the chat would refuse it refuses now.
    this.chat.deliver(message, [], options);
    return this.outcomesOf(this.#streamOf(message, recipients, options, false));
  }

  override sendBulk(message: MessageWithoutRecipients, recipients: Source, options?: BulkOptions): BulkSend {
    this.refuseIfClosed();
    checkSource(recipients);
    this.chat.sendBulk(message, [], options);
    const { duplicates, ...others } = options ?? {};
    return this.bulkOf(this.#streamOf(message, recipients, others, duplicates === 'exact'), options?.signal);
  }

  override sendDirect(message: DirectMessage, options?: SendOptions): Promise<DirectReceipt> {
    return this.track(() => sendToEnsured(this.#context, message, options));
  }

  /** Registers the sender. A broadcast that some vendor took, or may have taken, is not sent again. */
  override broadcast(message: BroadcastMessage, options?: SendOptions): Promise<BroadcastReceipt> {
    return this.track(() =>
      sendFromEnsured(this.#context, message, options, (own) => this.chat.broadcast(message, own)),
    );
  }

  /**
   * Registers the sender alone: who is in a group, or is named in a message to one, was made known before. A message that
   * was taken, or may have been, is not sent again.
   */
  protected override sendToConversation(
    kind: ConversationKind,
    message: ConversationMessage,
    options: SendOptions | undefined,
  ): Promise<ConversationReceipt> {
    return this.track(() =>
      sendFromEnsured(this.#context, message, options, (own) =>
        sendToConversation(this.chat, kind, message, own),
      ),
    );
  }

  override async registerUsers(users: readonly UserProfile[], options?: SendOptions): Promise<UsersReceipt> {
    const receipt = await this.chat.registerUsers(users, options);
    const { accepted } = readListReceipt<{ userId: string }>(receipt) ?? namesNobody;
    this.#context.known.registered(accepted.map(({ userId }) => userId));
    return receipt;
  }

  #streamOf(
    message: MessageWithoutRecipients,
    source: Source,
    options: SendOptions | undefined,
    exactDuplicates: boolean,
  ): EnsuredStream {
    const { clock, ahead, batchSize } = this.#context.settings;
    return new EnsuredStream({
      context: this.#context,
      message,
      options,
      via: this.name,
      source,
      exactDuplicates,
      // Who is registered ahead is registered in batches; else an id that has to be waited for goes on at once.
      batchSize: ahead || !(Symbol.asyncIterator in source) ? batchSize : 1,
      signal: options?.signal,
      clock,
    });
  }
}
