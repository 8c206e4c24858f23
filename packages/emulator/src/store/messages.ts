import { BoundedList } from '../bounded-list.ts';
import type { EmulatorClock } from '../emulator-clock.ts';
import type { EventHub } from '../events.ts';
import type { JsonObject, Vendor } from '../vendor.ts';
import { SharedSizes } from './shared-sizes.ts';
import type { Presence } from './users.ts';

/** A push as the phone's notification would show it. */
export interface Push {
  readonly title: string;
  readonly body: string;
  /** The vendor's whole push block, as sent. */
  readonly block: JsonObject;
}

/** One message: for a send to many users, one of these for each. */
export interface Message {
  /** The emulator's own, rising, for both vendors. */
  readonly id: number;
  readonly vendor: Vendor;
  /** The vendor's command, or `client` for what a device sent. */
  readonly endpoint: string;
  readonly channel: 'direct' | 'group' | 'room' | 'broadcast';
  readonly from: string;
  /** A user id; a group's or room's id; empty for a broadcast. */
  readonly to: string;
  /** Milliseconds. */
  readonly time: number;
  /** As the vendor writes it: ZIM `{ MessageType, Message, … }`, Tencent `{ MsgBody, … }`. */
  content: JsonObject;
  /** The vendor's id: ZIM's MsgId, Tencent's MsgKey. */
  readonly messageId: string | undefined;
  /** ZIM's MsgSeq, Tencent's MsgSeq. */
  readonly sequence: number | undefined;
  /** Tencent's MsgRandom. */
  readonly random?: number;
  /** True when it stands in the vendor's history; false when it reaches connected devices only. */
  readonly stored: boolean;
  readonly countsAsUnread: boolean;
  state: 'normal' | 'recalled' | 'deleted';
  /** Milliseconds. */
  recalledAt?: number;
  editedAt?: number;
  readAt?: number;
  /** The push that was asked for, whether or not a phone showed it. */
  readonly push: Push | undefined;
  /** The request behind it, in `emulator.requests`. */
  readonly requestId: number | undefined;
  /** Names the conversation among those of its vendor; see `directConversation`. */
  readonly conversation: string;
  /** Whose history holds it; absent where both sides' do. Imports write one side only. */
  readonly historyOf?: ReadonlySet<string>;
  /** What a vendor's service wants to remember. */
  readonly extra?: JsonObject;
}

/** A user's copy of a message. */
export interface Copy {
  readonly userId: string;
  readonly direction: 'received' | 'sent';
  /** True when the message itself reaches the user's devices, now or when they log in; false when only a push did. */
  readonly delivered: boolean;
  /** True when a phone showed the push: the user has a device, and it was offline. */
  readonly pushShown: boolean;
  /** Until when (milliseconds) it waits for a device to log in; absent once one has it, and where it waits for ever. */
  readonly waitsUntil?: number;
}

/** A message as one user's devices have it. */
export type InboxMessage = Message & Copy;

/** The conversation key of two users, the same from both sides. */
export function directConversation(one: string, other: string): string {
  return one < other ? `${one}\n${other}` : `${other}\n${one}`;
}

/** The recipient's copy; none where neither the message (not stored, nobody connected) nor a push reaches them. */
export function receivedCopy(
  user: { readonly userId: string; readonly presence: Presence },
  message: Pick<Message, 'stored' | 'push'>,
): Copy | undefined {
  const pushShown = message.push !== undefined && user.presence === 'offline';
  const delivered = message.stored || user.presence === 'online';
  if (!delivered && !pushShown) return undefined;
  return { userId: user.userId, direction: 'received', delivered, pushShown };
}

/** A message and who has it. */
export interface Held {
  readonly message: Message;
  readonly copies: readonly Copy[];
}

/** A message and one user's copy of it. */
export interface HeldCopy {
  readonly message: Message;
  readonly copy: Copy;
}

interface InboxEntry {
  readonly message: Message;
  copy: Copy;
}

/** The messages of both vendors, newest N kept, with each user's inbox and each conversation's history. */
export class MessageStore {
  readonly #limit: number;
  readonly #maxBytes: number;
  readonly #events: EventHub;
  readonly #clock: EmulatorClock;
  readonly #held = new BoundedList<Held>();
  readonly #inboxes = new Map<string, BoundedList<InboxEntry>>();
  readonly #conversations = new Map<string, BoundedList<Message>>();
  /** What of each message counts in bytes; what else it has is small. */
  readonly #pieces = new Map<Message, readonly object[]>();
  readonly #sizes = new SharedSizes();
  #size = 0;
  #lastId = 0;

  /**
   * @param limit how many are kept, counting a message once for each user that has it
   * @param maxBytes how much they may hold, counting what the messages of one send share only once
   */
  constructor(limit: number, maxBytes: number, events: EventHub, clock: EmulatorClock) {
    this.#limit = limit;
    this.#maxBytes = maxBytes;
    this.#events = events;
    this.#clock = clock;
  }

  /** Takes a message in. Messages that are not stored have copies, but no place in the history. */
  add(fields: Omit<Message, 'id' | 'state'>, copies: readonly Copy[]): Message {
    this.#lastId += 1;
    const message: Message = { ...fields, id: this.#lastId, state: 'normal' };
    this.#held.push({ message, copies });
    this.#size += weight(copies);
    this.#measure(message);
    for (const copy of copies) list(this.#inboxes, copy.userId).push({ message, copy });
    if (message.stored) list(this.#conversations, conversationKey(message)).push(message);
    this.#evict();
    if (this.#events.wanted('message')) {
      for (const copy of copies) this.#events.emit('message', { ...message, ...copy });
    }
    return message;
  }

  /** Tells listeners that a message was changed in place (recalled, edited, deleted, read). */
  changed(message: Message): void {
    if (this.#pieces.has(message)) {
      this.#measure(message);
      this.#evict();
    }
    this.#events.emit('update', message);
  }

  /** A conversation's stored messages, oldest first. */
  conversation(vendor: Vendor, conversation: string): Iterable<Message> {
    return this.#conversations.get(`${vendor}\n${conversation}`) ?? [];
  }

  /** A user's copies, oldest first, across both vendors; not those that waited in vain. */
  inbox(userId: string): InboxMessage[] {
    const entries = this.#inboxes.get(userId);
    if (entries === undefined) return [];
    const now = this.#clock.now();
    const inbox: InboxMessage[] = [];
    for (const { message, copy } of entries) {
      if (copy.waitsUntil === undefined || now <= copy.waitsUntil) inbox.push({ ...message, ...copy });
    }
    return inbox;
  }

  /** A device of the user logs in and takes what still waits for it. */
  collect(userId: string, vendor: Vendor): void {
    const now = this.#clock.now();
    for (const entry of this.#inboxes.get(userId) ?? []) {
      const { waitsUntil, ...copy } = entry.copy;
      if (waitsUntil !== undefined && now <= waitsUntil && entry.message.vendor === vendor) entry.copy = copy;
    }
  }

  /** How many messages are kept. */
  get size(): number {
    return this.#held.size;
  }

  /** How many bytes they hold, about. */
  get bytes(): number {
    return this.#sizes.bytes;
  }

  /** How many messages there have been, those no longer kept included. */
  get seen(): number {
    return this.#lastId;
  }

  /** As `inbox`, but newest first, and without making a list of it. */
  *copiesOf(userId: string): Generator<HeldCopy> {
    const now = this.#clock.now();
    for (const entry of this.#inboxes.get(userId)?.newestFirst() ?? []) {
      if (entry.copy.waitsUntil === undefined || now <= entry.copy.waitsUntil) yield entry;
    }
  }

  /** All messages with their copies, newest first. */
  newestFirst(): Iterable<Held> {
    return this.#held.newestFirst();
  }

  /** Every user id that has a copy of something. */
  holders(): IterableIterator<string> {
    return this.#inboxes.keys();
  }

  /** All messages, oldest first. */
  all(): Message[] {
    return Array.from(this.#held, ({ message }) => message);
  }

  clear(): void {
    this.#held.clear();
    this.#inboxes.clear();
    this.#conversations.clear();
    this.#pieces.clear();
    this.#sizes.clear();
    this.#size = 0;
  }

  /** Counts what the message holds now, in place of what it held before. */
  #measure(message: Message): void {
    const pieces = piecesOf(message);
    this.#sizes.hold(pieces);
    this.#sizes.release(this.#pieces.get(message) ?? []);
    this.#pieces.set(message, pieces);
  }

  #evict(): void {
    while ((this.#size > this.#limit || this.#sizes.bytes > this.#maxBytes) && this.#held.size > 1) {
      const oldest = this.#held.shift();
      if (oldest === undefined) return;
      this.#size -= weight(oldest.copies);
      this.#sizes.release(this.#pieces.get(oldest.message) ?? []);
      this.#pieces.delete(oldest.message);
      // Every list is in the order of arrival, so what is oldest here is oldest there.
      for (const copy of oldest.copies) drop(this.#inboxes, copy.userId);
      if (oldest.message.stored) drop(this.#conversations, conversationKey(oldest.message));
    }
  }
}

/**
 * What a message holds, in pieces of which each may be shared with other messages of its send: the whole content, or
 * where the content has lists or objects in it, those; and the push.
 */
function piecesOf({ content, push }: Message): readonly object[] {
  const pieces: object[] = [];
  let rest: JsonObject | undefined;
  for (const [name, value] of Object.entries(content)) {
    if (typeof value === 'object' && value !== null) {
      pieces.push(value);
    } else {
      rest ??= {};
      rest[name] = value;
    }
  }
  if (pieces.length === 0) pieces.push(content);
  else if (rest !== undefined) pieces.push(rest);
  if (push !== undefined) pieces.push(push);
  return pieces;
}

function weight(copies: readonly Copy[]): number {
  return Math.max(1, copies.length);
}

function conversationKey(message: Message): string {
  return `${message.vendor}\n${message.conversation}`;
}

function list<Item>(lists: Map<string, BoundedList<Item>>, key: string): BoundedList<Item> {
  let found = lists.get(key);
  if (found === undefined) {
    found = new BoundedList<Item>();
    lists.set(key, found);
  }
  return found;
}

function drop<Item>(lists: Map<string, BoundedList<Item>>, key: string): void {
  const found = lists.get(key);
  found?.shift();
  if (found?.size === 0) lists.delete(key);
}
