import {
  type AnyMessage,
  type BroadcastMessage,
  type BroadcastReceipt,
  type BulkSend,
  type Chat,
  ChatError,
  type CheckFinding,
  type ConversationReceipt,
  type DirectMessage,
  type DirectReceipt,
  type MessageWithoutRecipients,
  type NotAcceptedOutcome,
  type PlannedCall,
  type RecipientOutcome,
  type UserProfile,
  type UsersReceipt,
} from '@polychat/core';
import {
  checkRecipients,
  checkSource,
  deadlinePassed,
  isConversation,
  isDirect,
  misconfigured,
  unique,
} from '@polychat/core/combine';
import { broadcastThrough } from './broadcast-parts.ts';
import { checkConversation, checkThrough, placesIn } from './check-parts.ts';
import { CombinedChat } from './combined-chat.ts';
import {
  type ConversationKind,
  type ConversationMessage,
  kindOf,
  sendToConversation,
} from './conversation.ts';
import { ConversationPlacer } from './conversation-placer.ts';
import { type ListPart, sendInParts } from './list-send.ts';
import { partsByName } from './parts.ts';
import { fieldsOf } from './place-in-input.ts';
import { type PickMany, type PickOne, Placer } from './placing.ts';
import { registerThrough } from './register-parts.ts';
import {
  type CompleteRouteByOptions,
  completeRouteByOptions,
  type RouteByOptions,
  type RoutedSend,
  type RouteOptions,
  readRouteOptions,
} from './route-options.ts';
import type { RoutedChat } from './routed-chat.ts';
import { RoutedStream } from './routed-stream.ts';
import { SendDeadline } from './send-deadline.ts';

/**
 * A chat that sends each recipient's message through the chat that `pick` names: by region, by tenant, or by a directory.
 * Whom it cannot place is `failed`, and nothing is sent to them: with code `recipient_not_found` where `pick` has no chat
 * for them, `network` where it throws, `timeout` where it does not answer, `misconfigured` where it names no chat.
 *
 * Throws a `ChatError` with code `misconfigured` for no chats, for two of one name, and for options that do not fit.
 */
export function routeBy(
  pick: PickOne | PickMany,
  chats: readonly Chat[],
  options: RouteByOptions = {},
): RoutedChat {
  if (Array.isArray(pick) || typeof chats === 'function') {
    throw misconfigured('routeBy: pick: must come first, and the list of chats after it', 'pick');
  }
  if (typeof pick !== 'function' && typeof pick?.pickMany !== 'function') {
    throw misconfigured('routeBy: pick: must be a function, or have the method pickMany', 'pick');
  }
  const parts = partsByName('routeBy', chats);
  return new RouteByChat(pick, parts, completeRouteByOptions(options));
}

const recipientWords = { option: 'pick', noun: 'recipient', nowhere: 'recipient_not_found' } as const;

/** The recipients of one chat, and where each stands in the whole list. */
interface PlacedList {
  readonly userIds: string[];
  readonly ranks: number[];
}

class RouteByChat extends CombinedChat implements RoutedChat {
  readonly #chats: ReadonlyMap<string, Chat>;
  readonly #settings: CompleteRouteByOptions;
  readonly #placer: Placer;
  readonly #conversations: ConversationPlacer;

  constructor(pick: PickOne | PickMany, chats: ReadonlyMap<string, Chat>, settings: CompleteRouteByOptions) {
    super(settings.name, [...chats.values()], settings.clock);
    this.#chats = chats;
    this.#settings = settings;
    this.#placer = new Placer({ ...settings, words: recipientWords, pick, parts: chats });
    this.#conversations = new ConversationPlacer(chats, settings);
  }

  deliver(
    message: MessageWithoutRecipients,
    recipients: Iterable<string> | AsyncIterable<string>,
    options?: RouteOptions,
  ): AsyncIterable<readonly RecipientOutcome[]> {
    const send = this.#startStream(recipients, options);
    this.#refuse(send.chats, (chat) => chat.deliver(message, [], send.optionsFor(chat.name)));
    return this.outcomesOf(this.#streamOf(message, recipients, send));
  }

  sendBulk(
    message: MessageWithoutRecipients,
    recipients: Iterable<string> | AsyncIterable<string>,
    options?: RouteOptions,
  ): BulkSend {
    const send = this.#startStream(recipients, options);
    this.#refuse(send.chats, (chat) => chat.sendBulk(message, [], send.optionsFor(chat.name)));
    return this.bulkOf(this.#streamOf(message, recipients, send), send.signal);
  }

  sendDirect(message: DirectMessage, options?: RouteOptions): Promise<DirectReceipt> {
    return this.track(() => this.#sendList(message, options));
  }

  async #sendList(message: DirectMessage, options: RouteOptions | undefined): Promise<DirectReceipt> {
    const send = readRouteOptions(options, this.#chats);
    const { to, ...fields } = message ?? {};
    const recipients = checkRecipients(to, this.#settings.maxRecipients);
    const userIds = unique(recipients);
    const time = new SendDeadline(this.#settings.clock, options?.deadlineMs);
    const { lists, refused } = await this.#placeList(userIds, send, time);
    const hit = new Map([...lists.keys()].map((chat) => [chat.name, chat]));
    this.#refuse(hit.size === 0 ? send.chats : hit, (chat) =>
      chat.deliver(fields, [], send.optionsFor(chat.name)),
    );
    const parts = [...lists].map(
      ([chat, { userIds, ranks }]): ListPart<DirectReceipt['accepted'][number]> => ({
        via: chat.name,
        userIds,
        ranks,
        send: () => chat.sendDirect({ ...fields, to: userIds }, time.sendOptions(send.optionsFor(chat.name))),
      }),
    );
    let places: ReadonlyMap<string, number> | undefined;
    const placesOfAll = () => (places ??= placesIn(recipients));
    return sendInParts({
      noun: 'to',
      size: userIds.length,
      get places() {
        return placesOfAll();
      },
      fieldOf: fieldsOf(to),
      parts,
      refused: refused.map((one) => ({ ...one, index: placesOfAll().get(one.userId) ?? 0 })),
      signal: send.signal,
    });
  }

  async broadcast(message: BroadcastMessage, options?: RouteOptions): Promise<BroadcastReceipt> {
    this.refuseIfClosed();
    const { chats, optionsFor, signal } = readRouteOptions(options, this.#chats);
    return broadcastThrough(chats.values(), message, optionsFor, signal);
  }

  async registerUsers(users: readonly UserProfile[], options?: RouteOptions): Promise<UsersReceipt> {
    this.refuseIfClosed();
    const { chats, optionsFor, signal } = readRouteOptions(options, this.#chats);
    return registerThrough(chats.values(), users, optionsFor, { via: this.name, signal });
  }

  protected async sendToConversation(
    kind: ConversationKind,
    message: ConversationMessage,
    options: RouteOptions | undefined,
  ): Promise<ConversationReceipt> {
    this.refuseIfClosed();
    const { chats, optionsFor, signal } = readRouteOptions(options, this.#chats);
    const time = new SendDeadline(this.#settings.clock, options?.deadlineMs);
    const chat = await this.#conversations.place(kind, message, chats, time, signal);
    return sendToConversation(chat, kind, message, time.sendOptions(optionsFor(chat.name)));
  }

  check(message: AnyMessage): readonly CheckFinding[] {
    const { maxRecipients } = this.#settings;
    if (isConversation(message)) {
      const placed = this.#conversations.placeNow(kindOf(message), message, this.#chats);
      return checkConversation(message, this.#chats, placed);
    }
    return checkThrough(message, { chats: this.#chats, placer: this.#placer, maxRecipients });
  }

  async *preview(message: AnyMessage): AsyncGenerator<PlannedCall> {
    if (isConversation(message)) {
      const { chats } = readRouteOptions(undefined, this.#chats);
      const time = new SendDeadline(this.#settings.clock, undefined);
      const chat = await this.#conversations.place(kindOf(message), message, chats, time, undefined);
      yield* chat.preview(message);
      return;
    }
    if (!isDirect(message)) {
      for (const chat of this.parts) yield* chat.preview(message);
      return;
    }
    const { to } = message ?? {};
    const userIds = unique(checkRecipients(to, this.#settings.maxRecipients));
    const { lists } = await this.#placeList(userIds, readRouteOptions(undefined, this.#chats));
    for (const [chat, { userIds }] of lists) yield* chat.preview({ ...message, to: userIds });
  }

  #startStream(
    recipients: Iterable<string> | AsyncIterable<string>,
    options: RouteOptions | undefined,
  ): RoutedSend {
    this.refuseIfClosed();
    const send = readRouteOptions(options, this.#chats);
    checkSource(recipients);
    return send;
  }

  /** Starts a stream at each chat, which nobody reads: what a chat would refuse it refuses then, and nothing is sent. */
  #refuse(chats: ReadonlyMap<string, Chat>, start: (chat: Chat) => unknown): void {
    for (const [name, chat] of chats) {
      try {
        start(chat);
      } catch (error) {
        if (this.parts.length === 1 || !ChatError.is(error)) throw error;
        const { cause } = error;
        const named = { ...error.toJSON(), message: `${error.message} (chat "${name}")` };
        throw new ChatError(named, cause === undefined ? {} : { cause });
      }
    }
  }

  #streamOf(
    message: MessageWithoutRecipients,
    source: Iterable<string> | AsyncIterable<string>,
    send: RoutedSend,
  ): RoutedStream {
    const { bufferSize, pickBatchSize, clock } = this.#settings;
    return new RoutedStream({
      via: this.name,
      source,
      placer: this.#placer,
      chats: send.chats,
      open: (chat, own, signal) => {
        // All ids of a chat pass by here, so it need not remember them once more.
        const { duplicates: _duplicates, ...options } = send.optionsFor(chat.name) ?? {};
        return chat.sendBulk(message, own, { ...options, signal });
      },
      exactDuplicates: send.exactDuplicates,
      bufferSize,
      batchSize: pickBatchSize,
      signal: send.signal,
      clock,
    });
  }

  /** The recipients of each chat, and those who have none. */
  async #placeList(userIds: readonly string[], { chats, signal }: RoutedSend, time?: SendDeadline) {
    const placements = await this.#placer.place(userIds, chats, signal, time);
    const isLate = time?.isOver === true;
    const lists = new Map<Chat, PlacedList>();
    const refused: Omit<NotAcceptedOutcome, 'index'>[] = [];
    for (const [rank, userId] of userIds.entries()) {
      const { chat, problem = isLate ? deadlinePassed : undefined } = placements[rank] ?? {};
      if (problem) refused.push({ userId, status: 'failed', via: this.name, problem });
      if (problem || !chat) continue;
      const list = lists.get(chat);
      if (list) {
        list.userIds.push(userId);
        list.ranks.push(rank);
      } else lists.set(chat, { userIds: [userId], ranks: [rank] });
    }
    return { lists, refused };
  }
}
