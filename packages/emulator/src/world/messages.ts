import type { JsonObject, Vendor } from '../vendor.ts';
import { BoundedList } from './bounded/bounded-list.ts';
import type { Copy, InboxMessage } from './copy.ts';
import type { EmulatorClock } from './emulator-clock.ts';
import type { EventHub } from './events.ts';
import type { Message } from './message.ts';
import { SharedSizes } from './shared-sizes.ts';

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
    const state = fields.veto === undefined ? 'normal' : 'vetoed';
    const message: Message = { ...fields, id: this.#lastId, state };
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

  /** The message of that id of the emulator's, while it is kept. */
  find(id: number): Held | undefined {
    for (const held of this.#held.newestFirst()) if (held.message.id === id) return held;
    return undefined;
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
function piecesOf({ content, former, push }: Message): readonly object[] {
  const pieces = contentPieces(content);
  for (const { content: before } of former ?? []) pieces.push(...contentPieces(before));
  if (push !== undefined) pieces.push(push);
  return pieces;
}

function contentPieces(content: JsonObject): object[] {
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
