import {
  type BroadcastMessage,
  type BroadcastReceipt,
  type BulkOptions,
  type BulkSend,
  type Chat,
  ChatError,
  type DirectMessage,
  type DirectReceipt,
  type MessageWithoutRecipients,
  type RecipientOutcome,
  type SendOptions,
  type UserProfile,
  type UsersReceipt,
} from '@polychat/core';
import { checkSource } from '@polychat/core/combine';
import { checkSignal } from '../check-options.ts';
import { checkChat } from '../parts.ts';
import { namesNobody, readListReceipt } from '../read-receipt.ts';
import { WrappedChat } from '../wrapped-chat.ts';
import {
  type CompleteEnsureUsersOptions,
  completeEnsureUsersOptions,
  type EnsureUsersOptions,
} from './ensure-users-options.ts';
import { type EnsureContext, sendToEnsured } from './ensured-list.ts';
import { EnsuredStream } from './ensured-stream.ts';
import { KnownUsers } from './known-users.ts';
import { Registrar } from './registrar.ts';
import { SendTime } from './send-time.ts';

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
    return this.track(() => this.#broadcast(message, options));
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

  async #broadcast(message: BroadcastMessage, options: SendOptions | undefined): Promise<BroadcastReceipt> {
    checkSignal(options);
    const { settings, known, registrar } = this.#context;
    const { clock, registerMs, ahead, pauseMs } = settings;
    const from: unknown = message?.from;
    const signal = options?.signal;
    const time = new SendTime(clock, registerMs, options?.deadlineMs);
    if (typeof from !== 'string' || from === '') return this.chat.broadcast(message, options);
    const [refusal] = this.chat.check(message).filter(({ effect }) => effect !== undefined);
    // What the chat would refuse it refuses before anybody is registered.
    if (ahead && !known.has(from) && !refusal) {
      const failures = await registrar.register([from], { reason: 'first_use', options, time, signal });
      const failure = failures.get(from);
      if (failure?.isOfProfile) throw new ChatError(failure.problem);
    }
    const since = known.moment;
    try {
      const receipt = await this.chat.broadcast(message, time.sendOptions(options));
      known.seen(from);
      return receipt;
    } catch (error) {
      if (!isUnknownSender(error) || signal?.aborted || time.isOver) throw error;
      if (!known.wasRegisteredSince(from, since)) {
        const failures = await registrar.register([from], { reason: 'not_found', options, time, signal });
        if (failures.size > 0) throw error;
      }
      if (!(await time.pause(pauseMs, signal))) throw error;
      return this.chat.broadcast(message, time.sendOptions(options));
    }
  }
}

/** Whether a broadcast reached nobody since the vendor does not know the sender. */
function isUnknownSender(error: unknown): boolean {
  if (!ChatError.is(error) || error.effect !== 'rejected') return false;
  const { receipt } = error;
  const isOpen = receipt !== undefined && (receipt.unconfirmed ?? []).length > 0;
  return !isOpen && (error.code === 'sender_not_found' || error.code === 'not_found');
}
