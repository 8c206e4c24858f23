import type {
  BroadcastMessage,
  BroadcastReceipt,
  BulkSend,
  Chat,
  ConversationReceipt,
  DirectMessage,
  DirectReceipt,
  GroupMessage,
  MessageWithoutRecipients,
  RecipientOutcome,
  RoomMessage,
  UserProfile,
  UsersReceipt,
} from '@polychat/core';
import type { RouteOptions } from './route-options.ts';

/** A chat that chooses another for each recipient. Its sends take `via` and an `onUnsupported` for each chat. */
export interface RoutedChat extends Chat {
  /**
   * As `Chat.deliver`. The message is checked at all chats, or at those in `via`, before anything is sent.
   * A slow chat holds up the others only when its own buffer is full.
   */
  deliver(
    message: MessageWithoutRecipients,
    recipients: Iterable<string> | AsyncIterable<string>,
    options?: RouteOptions,
  ): AsyncIterable<readonly RecipientOutcome[]>;
  /**
   * As `Chat.sendDirect`. Everybody is placed first, and the message is checked at the chats that they are at, before
   * anything is sent: a chat that cannot carry the message makes it throw, with the chat's name. What a chat or a vendor
   * does afterwards fails those who are there, and nobody else.
   */
  sendDirect(message: DirectMessage, options?: RouteOptions): Promise<DirectReceipt>;
  /** As `deliver`, with progress and a summary. */
  sendBulk(
    message: MessageWithoutRecipients,
    recipients: Iterable<string> | AsyncIterable<string>,
    options?: RouteOptions,
  ): BulkSend;
  /** Sends to the audiences of all chats, or of those in `via`. Throws a `ChatError` when no vendor took it. */
  broadcast(message: BroadcastMessage, options?: RouteOptions): Promise<BroadcastReceipt>;
  /** Registers users at all chats, or at those in `via`; a user is accepted when all of them accepted. */
  registerUsers(users: readonly UserProfile[], options?: RouteOptions): Promise<UsersReceipt>;
  /** Sends through the chat that `pickGroup` names. Throws a `ChatError` where there is none. */
  sendToGroup(message: GroupMessage, options?: RouteOptions): Promise<ConversationReceipt>;
  /** As `sendToGroup`. */
  sendToRoom(message: RoomMessage, options?: RouteOptions): Promise<ConversationReceipt>;
}
