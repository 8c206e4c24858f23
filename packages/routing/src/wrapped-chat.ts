import type {
  AnyMessage,
  BroadcastMessage,
  BroadcastReceipt,
  BulkOptions,
  BulkSend,
  Chat,
  CheckFinding,
  Clock,
  ConversationReceipt,
  DirectMessage,
  DirectReceipt,
  MessageFields,
  MessageWithoutRecipients,
  PlannedCall,
  RecipientOutcome,
  SendOptions,
  UserProfile,
  UsersReceipt,
} from '@polychat/core';
import { CombinedChat } from './combined-chat.ts';
import { type ConversationKind, type ConversationMessage, sendToConversation } from './conversation.ts';

/** A chat around one other, whose name it keeps: every verb goes on to that one, but for what a class does otherwise. */
export abstract class WrappedChat extends CombinedChat {
  protected readonly chat: Chat;

  constructor(chat: Chat, clock?: Clock) {
    super(chat.name, [chat], clock);
    this.chat = chat;
  }

  /** The message as the other chat gets it. What is no message goes on as it is: the chat says what is wrong with it. */
  protected messageFor<Message extends MessageFields>(message: Message): Message {
    return message;
  }

  deliver(
    message: MessageWithoutRecipients,
    recipients: Iterable<string> | AsyncIterable<string>,
    options?: SendOptions,
  ): AsyncIterable<readonly RecipientOutcome[]> {
    return this.chat.deliver(this.messageFor(message), recipients, options);
  }

  async sendDirect(message: DirectMessage, options?: SendOptions): Promise<DirectReceipt> {
    return this.chat.sendDirect(this.messageFor(message), options);
  }

  sendBulk(
    message: MessageWithoutRecipients,
    recipients: Iterable<string> | AsyncIterable<string>,
    options?: BulkOptions,
  ): BulkSend {
    return this.chat.sendBulk(this.messageFor(message), recipients, options);
  }

  async broadcast(message: BroadcastMessage, options?: SendOptions): Promise<BroadcastReceipt> {
    return this.chat.broadcast(this.messageFor(message), options);
  }

  protected async sendToConversation(
    kind: ConversationKind,
    message: ConversationMessage,
    options: SendOptions | undefined,
  ): Promise<ConversationReceipt> {
    return sendToConversation(this.chat, kind, this.messageFor(message), options);
  }

  async registerUsers(users: readonly UserProfile[], options?: SendOptions): Promise<UsersReceipt> {
    return this.chat.registerUsers(users, options);
  }

  check(message: AnyMessage): readonly CheckFinding[] {
    return this.chat.check(this.messageFor(message));
  }

  preview(message: AnyMessage): AsyncIterable<PlannedCall> {
    return this.chat.preview(this.messageFor(message));
  }
}
