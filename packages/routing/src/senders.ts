import type { Chat, MessageFields } from '@polychat/core';
import { misconfigured } from '@polychat/core/combine';
import { checkChat } from './parts.ts';
import { WrappedChat } from './wrapped-chat.ts';

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

class SendersChat extends WrappedChat {
  readonly #accounts: ReadonlyMap<string, string>;

  constructor(chat: Chat, accounts: ReadonlyMap<string, string>) {
    super(chat);
    this.#accounts = accounts;
  }

  protected override messageFor<Message extends MessageFields>(message: Message): Message {
    const from: unknown = message?.from;
    const account = typeof from === 'string' ? this.#accounts.get(from) : undefined;
    return account === undefined ? message : { ...message, from: account };
  }
}
