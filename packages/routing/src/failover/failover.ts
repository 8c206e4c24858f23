import type {
  AnyMessage,
  BroadcastMessage,
  BroadcastReceipt,
  BulkOptions,
  BulkSend,
  Chat,
  CheckFinding,
  ConversationReceipt,
  DirectMessage,
  DirectReceipt,
  MessageWithoutRecipients,
  PlannedCall,
  RecipientOutcome,
  SendOptions,
  UserProfile,
  UsersReceipt,
} from '@polychat/core';
import { checkRecipients, checkSource } from '@polychat/core/combine';
import { eachOnce, placesIn } from '../check-parts.ts';
import { CombinedChat } from '../combined-chat.ts';
import type { ConversationKind, ConversationMessage } from '../conversation.ts';
import { partsByName } from '../parts.ts';
import { fieldsOf } from '../place-in-input.ts';
import { registerThrough } from '../register-parts.ts';
import { tell } from '../tell.ts';
import { broadcastInRounds } from './broadcast-rounds.ts';
import type { BreakerHealth } from './circuit-breaker.ts';
import { sendToConversationInRounds } from './conversation-rounds.ts';
import {
  type CompleteFailoverOptions,
  completeFailoverOptions,
  type FailoverOptions,
} from './failover-options.ts';
import { FailoverStream } from './failover-stream.ts';
import { sendInRounds } from './list-rounds.ts';
import { type Member, membersOf } from './member.ts';
import { timesOf } from './send-times.ts';

type Source = Iterable<string> | AsyncIterable<string>;

/** How one of the chats stands now. */
export interface ChatHealth extends BreakerHealth {
  /** The chat's name. */
  readonly via: string;
}

/** A chat that goes on to another where one does not deliver. */
export interface FailoverChat extends Chat {
  /** How each chat stands now, in their order. */
  health(): readonly ChatHealth[];
}

/**
 * A chat that sends through the first of these, and through the next for those whom the first certainly did not deliver
 * to, because of a fault that may pass. An invalid message, wrong credentials, an unknown recipient and an unclear
 * outcome never move; the last does where a send asks for it by `failoverUnknown`, and then somebody may get the message
 * twice. Nobody's message is ever at two chats at one moment.
 *
 * Throws a `ChatError` with code `misconfigured` for no chats, for two of one name, and for options that do not fit.
 */
export function failover(chats: readonly Chat[], options: FailoverOptions = {}): FailoverChat {
  const parts = partsByName('failover', chats);
  return new ChatWithFailover([...parts.values()], completeFailoverOptions(options));
}

class ChatWithFailover extends CombinedChat implements FailoverChat {
  readonly #settings: CompleteFailoverOptions;
  readonly #members: readonly Member[];
  readonly #first: Chat;

  constructor(chats: readonly Chat[], settings: CompleteFailoverOptions) {
    super(settings.name, chats, settings.clock);
    this.#settings = settings;
    this.#members = membersOf(chats, settings);
    this.#first = chats[0] as Chat;
  }

  health(): readonly ChatHealth[] {
    return this.#members.map(({ chat, breaker }) => ({ via: chat.name, ...breaker.health }));
  }

  deliver(
    message: MessageWithoutRecipients,
    recipients: Source,
    options?: SendOptions,
  ): AsyncIterable<readonly RecipientOutcome[]> {
    this.refuseIfClosed();
    checkSource(recipients);
    // Nobody reads it, so nothing is sent: what the first chat would refuse it refuses now.
    this.#first.deliver(message, [], options);
    return this.outcomesOf(this.#streamOf(message, recipients, options));
  }

  sendBulk(message: MessageWithoutRecipients, recipients: Source, options?: BulkOptions): BulkSend {
    this.refuseIfClosed();
    checkSource(recipients);
    this.#first.sendBulk(message, [], options);
    const { duplicates, ...others } = options ?? {};
    return this.bulkOf(this.#streamOf(message, recipients, others, duplicates === 'exact'), options?.signal);
  }

  sendDirect(message: DirectMessage, options?: SendOptions): Promise<DirectReceipt> {
    return this.track(async () => {
      const { to, ...fields } = message ?? {};
      const places = placesIn(checkRecipients(to, this.#settings.maxRecipients));
      this.#first.deliver(fields, [], options);
      return sendInRounds<DirectReceipt['accepted'][number]>({
        ...this.#roundsOf(options),
        via: this.name,
        noun: 'to',
        places,
        fieldOf: fieldsOf(to),
        send: ({ chat }, userIds, given) => chat.sendDirect({ ...fields, to: userIds }, given),
      });
    });
  }

  /** Moves only where it certainly was not done. `failed` and `unconfirmed` of the receipt name the chats before. */
  broadcast(message: BroadcastMessage, options?: SendOptions): Promise<BroadcastReceipt> {
    return this.track(async () => broadcastInRounds(message, this.#roundsOf(options)));
  }

  /** Moves only where it certainly was not done, as a broadcast does. */
  protected sendToConversation(
    kind: ConversationKind,
    message: ConversationMessage,
    options: SendOptions | undefined,
  ): Promise<ConversationReceipt> {
    return this.track(async () => sendToConversationInRounds(kind, message, this.#roundsOf(options)));
  }

  /**
   * Registers users at all chats, since a message can only move to where they are known. A user is accepted when all
   * chats accepted them.
   */
  async registerUsers(users: readonly UserProfile[], options?: SendOptions): Promise<UsersReceipt> {
    this.refuseIfClosed();
    const signal = options?.signal;
    return registerThrough(this.parts, users, () => options, { via: this.name, signal });
  }

  /** What any of the chats would refuse or leave out. The first decides whether a message is sent. */
  check(message: AnyMessage): readonly CheckFinding[] {
    return eachOnce(this.parts.flatMap((chat) => chat.check(message)));
  }

  /** The calls of the first chat that is not left out. */
  preview(message: AnyMessage): AsyncIterable<PlannedCall> {
    const usable = this.#members.find(({ breaker }) => breaker.isClosed);
    return (usable?.chat ?? this.#first).preview(message);
  }

  #streamOf(
    message: MessageWithoutRecipients,
    source: Source,
    options: SendOptions | undefined,
    exactDuplicates = false,
  ): FailoverStream {
    return new FailoverStream({
      ...this.#roundsOf(options),
      via: this.name,
      message,
      source,
      exactDuplicates,
      // A list costs one turn of the event loop for many; an id that has to be waited for goes on at once.
      batchSize: Symbol.asyncIterator in source ? 1 : 100,
      signal: options?.signal,
    });
  }

  /** What all verbs have in common. */
  #roundsOf(options: SendOptions | undefined) {
    const { overflow, clock, hooks } = this.#settings;
    const correlationId = options?.correlationId;
    return {
      members: this.#members,
      options,
      times: timesOf(options, this.#members.length, this.#settings),
      rules: { overflow, failoverUnknown: options?.failoverUnknown === true },
      clock,
      onMove: (from: string, to: string, count: number) =>
        tell(hooks, 'move', {
          chat: this.name,
          from,
          to,
          count,
          ...(correlationId === undefined ? {} : { correlationId }),
        }),
    };
  }
}
