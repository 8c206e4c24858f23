import type { JsonObject } from '../vendor.ts';
import { ExpiringMap } from '../world/bounded/expiring-map.ts';
import type { Copy } from '../world/copy.ts';
import type { Message, Push, Targets, Veto } from '../world/message.ts';
import type { MessageStore } from '../world/messages.ts';

/** What every ZIM message has. */
export interface NewZimMessage {
  readonly endpoint: string;
  readonly channel: Message['channel'];
  readonly from: string;
  readonly to: string;
  readonly time: number;
  readonly content: JsonObject;
  readonly messageId: string | undefined;
  readonly sequences: Sequences | undefined;
  readonly stored: boolean;
  readonly countsAsUnread: boolean;
  readonly push: Push | undefined;
  readonly requestId: number | undefined;
  readonly conversation: string;
  readonly historyOf?: ReadonlySet<string>;
  readonly targets?: Targets | undefined;
  readonly veto?: Veto;
}

/** A message's number for each side; the same for both unless the sides count for themselves. */
export interface Sequences {
  readonly sender: number;
  readonly recipient: number;
}

/** Beyond this many conversations, the oldest forget where their count stood. */
const maxCounters = 100_000;

/** Ids, sequences and history of the app's messages. */
export class ZimMessages {
  readonly #store: MessageStore;
  readonly #perSide: boolean;
  readonly #counters = new ExpiringMap<number>(Number.POSITIVE_INFINITY, maxCounters);
  #lastMessage = 0;

  constructor(store: MessageStore, perSide: boolean) {
    this.#store = store;
    this.#perSide = perSide;
  }

  /** A decimal id above 2^53: neighbours differ in digits that a double does not hold, so careless clients show. */
  nextMessageId(): string {
    this.#lastMessage += 1;
    return `9033112${String(this.#lastMessage).padStart(12, '0')}`;
  }

  /** The next number in a one-to-one conversation. Whether its sides share one count is not documented. */
  nextPeerSequences(conversation: string, from: string, to: string): Sequences {
    if (this.#perSide) {
      return {
        sender: this.#next(`${from}\n${conversation}`),
        recipient: this.#next(`${to}\n${conversation}`),
      };
    }
    const shared = this.#next(conversation);
    return { sender: shared, recipient: shared };
  }

  nextSequence(conversation: string): number {
    return this.#next(conversation);
  }

  add(message: NewZimMessage, copies: readonly Copy[]): Message {
    const { sequences, ...fields } = message;
    return this.#store.add(
      {
        ...fields,
        vendor: 'zim',
        sequence: sequences?.sender,
        extra: sequences === undefined ? {} : { recipientSequence: sequences.recipient },
      },
      copies,
    );
  }

  /** The stored messages of a conversation, oldest first. */
  conversation(conversation: string): Iterable<Message> {
    return this.#store.conversation('zim', conversation);
  }

  /** The newest message of that number, counted as `viewer` counts. */
  find(conversation: string, viewer: string, sequence: number): Message | undefined {
    let found: Message | undefined;
    for (const message of this.conversation(conversation)) {
      if (sequenceFor(message, viewer) === sequence) found = message;
    }
    return found;
  }

  changed(message: Message): void {
    this.#store.changed(message);
  }

  clear(): void {
    this.#counters.clear();
  }

  #next(key: string): number {
    // Setting a count anew makes it the newest; none ends by time.
    const next = (this.#counters.get(key, 0) ?? 0) + 1;
    this.#counters.set(key, 0, next);
    return next;
  }
}

/** A message's number as this user counts. */
export function sequenceFor(message: Message, viewer: string): number | undefined {
  if (viewer === message.from) return message.sequence;
  const recipient = message.extra?.recipientSequence;
  return typeof recipient === 'number' ? recipient : message.sequence;
}
