import type {
  BroadcastMessage,
  BroadcastReceipt,
  BulkOptions,
  BulkSend,
  Chat,
  CheckFinding,
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
import { misconfigured } from '@polychat/core/combine';
import { CombinedChat } from './combined-chat.ts';
import { checkChat } from './parts.ts';

/**
 * A chat at which your senders have other accounts: `senders(chat, { ops: 'administrator' })` sends a message from `ops`
 * as `administrator`. Senders that the table does not name, and messages without a sender, go as they are.
 * What comes back names the account: `ref.from` in an outcome, and the body in a preview.
 *
 * The chat keeps its name. Throws a `ChatError` with code `misconfigured` for what is no chat, and for a table that holds
 * anything but strings.
 */
export function senders(chat: Chat, table: Readonly<Record<string, string>>): Chat {
  checkChat('senders', chat, 'chat');
  if (typeof table !== 'object' || table === null || Array.isArray(table)) {
    throw misconfigured('senders: table: must be an object', 'table');
  }
  const accounts = new Map(Object.entries(table));
  for (const [sender, account] of accounts) {
    if (typeof account === 'string' && account !== '') continue;
    const field = `table.${sender}`;
    throw misconfigured(`senders: ${field}: must be the account's id, a string that is not empty`, field);
  }
  return new SendersChat(chat, accounts);
}

class SendersChat extends CombinedChat {
  readonly #chat: Chat;
  readonly #accounts: ReadonlyMap<string, string>;

  constructor(chat: Chat, accounts: ReadonlyMap<string, string>) {
    super(chat.name, [chat]);
    this.#chat = chat;
    this.#accounts = accounts;
  }

  deliver(
    message: MessageWithoutRecipients,
    recipients: Iterable<string> | AsyncIterable<string>,
    options?: SendOptions,
  ): AsyncIterable<readonly RecipientOutcome[]> {
    return this.#chat.deliver(this.#fromAccount(message), recipients, options);
  }

  sendDirect(message: DirectMessage, options?: SendOptions): Promise<DirectReceipt> {
    return this.#chat.sendDirect(this.#fromAccount(message), options);
  }

  sendBulk(
    message: MessageWithoutRecipients,
    recipients: Iterable<string> | AsyncIterable<string>,
    options?: BulkOptions,
  ): BulkSend {
    return this.#chat.sendBulk(this.#fromAccount(message), recipients, options);
  }

  broadcast(message: BroadcastMessage, options?: SendOptions): Promise<BroadcastReceipt> {
    return this.#chat.broadcast(this.#fromAccount(message), options);
  }

  registerUsers(users: readonly UserProfile[], options?: SendOptions): Promise<UsersReceipt> {
    return this.#chat.registerUsers(users, options);
  }

  check(message: DirectMessage | BroadcastMessage): readonly CheckFinding[] {
    return this.#chat.check(this.#fromAccount(message));
  }

  preview(message: DirectMessage | BroadcastMessage): AsyncIterable<PlannedCall> {
    return this.#chat.preview(this.#fromAccount(message));
  }

  /** What is no message goes on as it is: the chat says what is wrong with it. */
  #fromAccount<Message extends MessageFields>(message: Message): Message {
    const from: unknown = message?.from;
    const account = typeof from === 'string' ? this.#accounts.get(from) : undefined;
    return account === undefined ? message : { ...message, from: account };
  }
}
