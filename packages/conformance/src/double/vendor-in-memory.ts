import type { HttpReply, HttpRequest, Transport, TransportFault, TransportOptions } from '@polychat/core';
import type { ConversationKind } from '../conversation-kind.ts';
import type {
  DoubleFault,
  Inbox,
  RequestKind,
  SeenRequest,
  VendorDouble,
  VendorLimit,
} from '../vendor-double.ts';
import { Conversations } from './conversations.ts';
import { type CountedRequest, LimitCounter } from './limit-counter.ts';
import { Mailboxes } from './mailboxes.ts';

/** What a double must know of a request before it is carried out. */
export interface RequestSketch {
  /** Default `send`. */
  readonly kind?: RequestKind;
  /** Everybody whom the request names, so that a fault for one of them finds it. */
  readonly userIds: readonly string[];
}

/** Faults that happen between us and the vendor, or that look the same at every vendor. */
const page = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';

/**
 * A vendor in memory, and the transport to it: everything about a double that is the same for all vendors. It keeps
 * users, groups, rooms and inboxes, counts against the limits, strikes with faults, and lets time be moved on. What is left to write is
 * what the vendor answers.
 */
export abstract class VendorInMemory implements VendorDouble, Transport {
  abstract readonly limits: readonly VendorLimit[];
  protected readonly mailboxes = new Mailboxes();
  protected readonly conversations = new Conversations(this.mailboxes);
  readonly #requests: SeenRequest[] = [];
  readonly #faults: { readonly fault: DoubleFault; readonly of: RequestKind }[] = [];
  #counter: LimitCounter | undefined;
  #aheadMs = 0;

  /** Says what a request is. Must not throw, whatever stands in it. */
  protected abstract sketch(request: HttpRequest): RequestSketch;

  /**
   * Carries a request out, and answers. Of the faults those come here that only this vendor can answer: `too_fast`,
   * `signature_refused`, `refused`, `recipient_refused`, `left_out`, `dropped`. It may throw on what no adapter should send.
   */
  protected abstract answer(request: HttpRequest, fault: DoubleFault | undefined): HttpReply;

  /** What the vendor answers when a fault inside it leaves open what happened. */
  protected abstract internalError(): HttpReply;

  addUsers(userIds: readonly string[], device: 'online' | 'offline'): void {
    for (const userId of userIds) this.mailboxes.add(userId, device);
  }

  knowsUser(userId: string): boolean {
    return this.mailboxes.has(userId);
  }

  addConversation(kind: ConversationKind, id: string, members: readonly string[]): void {
    this.conversations.add(kind, id, members);
  }

  block(blocker: string, blocked: string): void {
    this.mailboxes.block(blocker, blocked);
  }

  inbox(userId: string): Inbox {
    return this.mailboxes.inbox(userId);
  }

  requests(): readonly SeenRequest[] {
    return [...this.#requests];
  }

  failNext(fault: DoubleFault, of: RequestKind = 'send'): void {
    this.#faults.push({ fault, of });
  }

  now(): number {
    return Date.now() + this.#aheadMs;
  }

  advance(milliseconds: number): void {
    this.#aheadMs += milliseconds;
  }

  async send(request: HttpRequest, { signal }: TransportOptions): Promise<HttpReply | TransportFault> {
    if (signal.aborted) return { fault: 'not_sent', reason: 'aborted' };
    const { kind = 'send', userIds } = this.sketch(request);
    this.#requests.push({ body: request.body, kind });
    const fault = this.#take(kind, userIds);
    // A reply never comes in the same turn.
    await new Promise((resolve) => setImmediate(resolve));
    const isBefore = fault !== undefined && 'when' in fault && fault.when === 'before';
    const reply = isBefore ? this.internalError() : this.answer(request, fault);
    return this.#deliver(reply, fault, signal);
  }

  /** Counts a request. Returns the limit that it breaks; undefined where it may pass. */
  protected count(request: CountedRequest): VendorLimit | undefined {
    this.#counter ??= new LimitCounter(this.limits);
    return this.#counter.count(request, this.now());
  }

  #take(kind: RequestKind, userIds: readonly string[]): DoubleFault | undefined {
    const at = this.#faults.findIndex(
      ({ fault, of }) => of === kind && (!('userId' in fault) || userIds.includes(fault.userId)),
    );
    return at < 0 ? undefined : this.#faults.splice(at, 1)[0]?.fault;
  }

  async #deliver(
    reply: HttpReply,
    fault: DoubleFault | undefined,
    signal: AbortSignal,
  ): Promise<HttpReply | TransportFault> {
    switch (fault?.kind) {
      case 'silence':
        return silence(signal);
      case 'reset':
        return { fault: 'unknown', reason: 'network', detail: 'ECONNRESET' };
      case 'html':
        return { status: 502, headers: { 'content-type': 'text/html' }, text: page };
      case 'truncated':
        // What has no body can only be lost as a whole.
        return reply.text === ''
          ? { fault: 'unknown', reason: 'network', detail: 'ECONNRESET' }
          : { ...reply, text: reply.text.slice(0, reply.text.length / 2) };
      case 'internal_error':
        return this.internalError();
      default:
        return reply;
    }
  }
}

function silence(signal: AbortSignal): Promise<TransportFault> {
  return new Promise((resolve) => {
    const giveUp = () => resolve({ fault: 'unknown', reason: 'aborted' });
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
  });
}
