import {
  type Chat,
  createChat,
  type HttpReply,
  type HttpRequest,
  type Transport,
  type TransportFault,
  type TransportOptions,
} from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import { inboxAdapter } from './inbox-adapter.ts';
import type { InboxVendorOptions } from './inbox-vendor-options.ts';
import { type Posted, recalledNote } from './posted.ts';

interface Reply {
  readonly accepted: readonly string[];
  readonly refused: readonly string[];
  /** Of vendors that take messages back and change them: the id of each accepted user's message. */
  readonly ids?: Readonly<Record<string, string>>;
  /** Of a message that was looked up, as it stands in the inbox. Absent where there is none. */
  readonly text?: string;
}

/** A vendor in memory that keeps inboxes, and a chat with it. It looks into no network and at no clock of its own. */
export class InboxVendor implements Transport {
  readonly name: string;
  readonly chat: Chat;
  readonly clock: SimulatedClock;
  /** Every request that arrived, the oldest first, also those that were refused or not answered. */
  readonly posted: Posted[] = [];
  readonly #options: InboxVendorOptions;
  readonly #inboxes = new Map<string, string[]>();
  readonly #seen = new Map<string, number>();
  readonly #known = new Set<string>();
  /** Where each message stands. */
  readonly #letters = new Map<string, { readonly inbox: string[]; readonly at: number }>();

  constructor(options: InboxVendorOptions) {
    this.#options = options;
    this.name = options.name;
    this.clock = options.clock ?? new SimulatedClock();
    this.chat = createChat(inboxAdapter(options), {
      ...options.chat,
      name: options.name,
      clock: this.clock,
      transport: this,
    });
  }

  /** The texts that a user got, in order, by the id that the vendor knows them by. */
  inbox(userId: string): readonly string[] {
    return this.#inboxes.get(userId) ?? [];
  }

  /** The texts that a group or a room got, in order, by the id that the vendor knows it by. */
  conversation(kind: 'group' | 'room', id: string): readonly string[] {
    return this.#inboxes.get(`${kind} ${id}`) ?? [];
  }

  /** How many messages anybody got; one for a group or a room. */
  get delivered(): number {
    let count = 0;
    for (const inbox of this.#inboxes.values()) count += inbox.length;
    return count;
  }

  /** Whether a user was registered. */
  knows(userId: string): boolean {
    return this.#known.has(userId);
  }

  /** Carries out a request of the chat, or has it run into its fate. */
  async send({ body = '' }: HttpRequest, { signal }: TransportOptions): Promise<HttpReply | TransportFault> {
    const posted = JSON.parse(body) as Posted;
    const callFate = this.#options.callFate?.(posted.command) ?? 'answered';
    if (callFate === 'not_sent') return { fault: 'not_sent', reason: 'network', detail: 'ECONNREFUSED' };
    this.posted.push(posted);
    this.#options.onRequest?.(posted);
    if (callFate === 'unavailable' || callFate === 'forbidden') return answer({ refusal: callFate });
    await this.#options.beforeReply?.(posted.to);
    const reply = this.#carryOut(posted);
    if (callFate === 'unknown') return { fault: 'unknown', reason: 'network', detail: 'ECONNRESET' };
    if (callFate === 'silent') return silence(signal);
    return answer(reply);
  }

  #carryOut(posted: Posted): object {
    const { command, from, to } = posted;
    if (command !== 'register' && this.#isUnknown('sender', from)) return { refusal: 'unknown_sender' };
    if (command === 'find')
      return { accepted: [], refused: [], text: this.#textOf(posted.id) } satisfies Reply;
    if (command === 'recall' || command === 'edit') return this.#change(posted);
    if (command === 'group' || command === 'room') return this.#post(posted, command);
    const ids: Record<string, string> = {};
    const accepted: string[] = [];
    const refused: string[] = [];
    for (const userId of to) {
      const isUnknown = command === 'send' && this.#isUnknown('recipients', userId);
      const fate = isUnknown ? 'refused' : (this.#options.fateOf?.(userId) ?? 'accepted');
      const messageId = fate === 'refused' ? undefined : this.#serve(posted, userId);
      if (messageId !== undefined) ids[userId] = messageId;
      if (fate !== 'lost') (fate === 'accepted' ? accepted : refused).push(userId);
    }
    return { accepted, refused, ...(this.#options.changes && { ids }) } satisfies Reply;
  }

  /** One message for a whole conversation, whoever is in it. */
  #post(posted: Posted, kind: 'group' | 'room'): object {
    const [id = ''] = posted.to;
    if (this.#options.fateOf?.(id) === 'refused') return { refusal: `no_${kind}` };
    const messageId = this.#serve(posted, `${kind} ${id}`);
    const ids = { ...(this.#options.changes && messageId !== undefined && { [id]: messageId }) };
    return { accepted: [id], refused: [], ids } satisfies Reply;
  }

  #textOf(messageId: string): string | undefined {
    const letter = this.#letters.get(messageId);
    return letter?.inbox[letter.at];
  }

  /** A message that is taken back leaves a note in its place. */
  #change({ command, id, text }: Posted): object {
    const letter = this.#letters.get(id);
    const old = letter?.inbox[letter.at];
    if (!letter || old === recalledNote)
      return { refusal: letter && command === 'recall' ? 'conflict' : 'not_found' };
    letter.inbox[letter.at] = command === 'recall' ? recalledNote : text;
    return { accepted: [], refused: [] } satisfies Reply;
  }

  /** Returns the message's id, where there is one. */
  #serve({ command, id, text }: Posted, userId: string): string | undefined {
    if (command === 'register') {
      this.#known.add(userId);
      return undefined;
    }
    const messageId = `${this.name}-${id}-${userId}`.replaceAll(' ', '_');
    if (this.#isCopy(`${id} ${userId}`)) return messageId;
    const inbox = this.#inboxes.get(userId) ?? [];
    inbox.push(text);
    this.#inboxes.set(userId, inbox);
    this.#letters.set(messageId, { inbox, at: inbox.length - 1 });
    return messageId;
  }

  #isCopy(name: string): boolean {
    const { dedupWindowMs = 0 } = this.#options;
    const now = this.clock.now();
    if (dedupWindowMs === 0) return false;
    const first = this.#seen.get(name);
    if (first !== undefined && now - first < dedupWindowMs) return true;
    this.#seen.set(name, now);
    return false;
  }

  #isUnknown(who: 'sender' | 'recipients', userId: string | undefined): boolean {
    return (
      userId !== undefined &&
      !this.#known.has(userId) &&
      (this.#options.refusesUnknown?.includes(who) ?? false)
    );
  }
}

function answer(reply: object): HttpReply {
  return { status: 200, headers: {}, text: JSON.stringify(reply) };
}

function silence(signal: AbortSignal): Promise<TransportFault> {
  return new Promise((resolve) => {
    const giveUp = () => resolve({ fault: 'unknown', reason: 'aborted' });
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
  });
}
