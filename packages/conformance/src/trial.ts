import assert from 'node:assert/strict';
import {
  type Chat,
  type ChatOptions,
  type Clock,
  createChat,
  createKyTransport,
  type HttpReply,
  type HttpRequest,
} from '@polychat/core';
import {
  type AttemptInfo,
  type ChatAdapter,
  type Content,
  type ContentTranslation,
  createRedact,
  type Problem,
  type SignContext,
  type VendorCall,
} from '@polychat/core/adapter';
import { conversationKinds } from './conversation-kind.ts';
import { DeclaredAway } from './declared-away.ts';
import { PlannedCalls } from './planned-calls.ts';
import { RecordingTransport } from './recording-transport.ts';
import { SessionWatch } from './session-watch.ts';
import { SilenceClock } from './silence-clock.ts';
import { SkippingPacer } from './skipping-pacer.ts';
import type { ConformanceSubject } from './subject.ts';
import type { DoubleFault, Inbox, RequestKind, VendorConcept } from './vendor-double.ts';

/** No send of a trial runs into its deadline: the double's time jumps by days. */
const forever = 1e13;

/** What a check works with: a fresh subject, chats that use it, and a look behind the scenes. */
export class Trial extends PlannedCalls {
  readonly content: ContentTranslation | undefined;
  readonly secrets: readonly string[];
  /** The time limit of attempts at which the double is silent, in milliseconds. */
  readonly silenceMs: number;
  readonly transport: RecordingTransport;
  /** The double's time, and timers that do not end while the double is at work. */
  readonly clock: Clock;
  /** What of the rule could not be looked at, and why. */
  readonly untested: string[] = [];
  /** What the vendor knows copies by, of calls that were signed, where it is not in the body. No secrets. */
  readonly identities = new Set<string>();
  readonly #sessions = new SessionWatch();
  readonly #pacer: SkippingPacer;
  #session: { readonly token: string; readonly endsAt: number } | undefined;

  constructor(subject: ConformanceSubject) {
    super(subject);
    const { double, content, secrets, transport, silenceMs = 150 } = subject;
    this.content = content;
    this.secrets = secrets;
    this.silenceMs = silenceMs;
    this.transport = new RecordingTransport(transport ?? createKyTransport(), {
      kindOf: (request) => (this.isForToken(request) ? 'session' : 'send'),
      seen: async () => (await double.requests()).length,
    });
    this.clock = new SilenceClock(double, this.transport);
    this.#pacer = new SkippingPacer(double);
  }

  /** A chat that waits for nothing but replies. */
  chat(options: ChatOptions = {}): Chat {
    return this.chatOf(this.adapter, options);
  }

  /** The same with another adapter for the same vendor. */
  chatOf(adapter: ChatAdapter, options: ChatOptions = {}): Chat {
    return createChat(this.#sessions.watch(adapter), {
      transport: this.transport,
      clock: this.clock,
      pacer: this.#pacer,
      retry: { maxAttempts: 3, baseDelayMs: 1, maxDelayMs: 5 },
      deadlineMs: forever,
      ...options,
    });
  }

  /** Makes four users known, with a device that is connected, and lets them meet in a group and a room. */
  async invite(): Promise<void> {
    const everybody = [this.ann, ...this.others];
    await this.addUsers(...everybody);
    for (const kind of conversationKinds.filter((each) => this.adapter.plan[each] !== undefined)) {
      await this.double.addConversation?.(kind, this.conversationId(kind), everybody);
    }
  }

  /** Ends the check where the adapter declares not to have what it needs. Hands on what it is given otherwise. */
  needs<Value>(value: Value, what: string): NonNullable<Value> {
    if (value === undefined || value === null || value === false) throw new DeclaredAway(what);
    return value;
  }

  /** Whether the vendor has something, by the subject. */
  has(concept: VendorConcept): boolean {
    return !this.subject.vendorLacks?.includes(concept);
  }

  /** Makes something go wrong for the next request. Ends the check where it cannot happen at this vendor. */
  async fail(fault: DoubleFault, of?: RequestKind): Promise<void> {
    this.needs(this.#canHappen(fault), `no fault "${fault.kind}"`);
    await this.double.failNext(fault, of);
    if (fault.kind === 'silence') this.transport.expectSilence(of ?? 'send');
  }

  /** Those of some faults that can happen at this vendor. */
  faults(all: readonly DoubleFault[]): readonly DoubleFault[] {
    return all.filter((fault) => this.#canHappen(fault));
  }

  #canHappen({ kind }: DoubleFault): boolean {
    return !this.subject.vendorLacks?.some((concept) => concept === kind);
  }

  /** Whether a request is for a token. */
  isForToken(request: HttpRequest): boolean {
    return this.#sessions.isForToken(request);
  }

  /** Every token that the vendor has given so far, as far as somebody has read it. */
  get tokens(): ReadonlySet<string> {
    return this.#sessions.tokens;
  }

  /** Makes users known, with a device that is connected. */
  async addUsers(...userIds: readonly string[]): Promise<void> {
    await this.double.addUsers(userIds, 'online');
  }

  async inbox(userId: string): Promise<Inbox> {
    return this.double.inbox(userId);
  }

  /** How many requests have arrived, but for those for a token. */
  async requestCount(of: RequestKind = 'send'): Promise<number> {
    return (await this.double.requests()).filter(({ kind = 'send' }) => kind === of).length;
  }

  /** The requests that have left so far, but for those for a token. */
  sentRequests(): readonly HttpRequest[] {
    return this.transport.exchanges
      .map(({ request }) => request)
      .filter((request) => !this.isForToken(request));
  }

  /** The request of one attempt, signed now. */
  async requestOf(call: VendorCall<unknown>, sign: Partial<SignContext> = {}): Promise<HttpRequest> {
    const target = await call.target(await this.signContext(call, sign));
    if (call.identity !== undefined) this.identities.add(call.identity);
    const body = call.body();
    if (!body) return target;
    return { ...target, headers: { ...target.headers, 'content-type': body.contentType }, body: body.text };
  }

  /** What a call is signed with now: a token of the double's too, where the adapter has sessions. */
  async signContext(call: VendorCall<unknown>, sign: Partial<SignContext> = {}): Promise<SignContext> {
    const isSigned = call.purpose !== 'session' && this.adapter.session;
    return {
      now: this.double.now(),
      random: this.random,
      renewSignature: false,
      ...(isSigned && { sessionToken: await this.#sessionToken() }),
      ...sign,
    };
  }

  /** What a reader may know of an attempt that the double has just answered. */
  attemptInfo(earlier: readonly Problem[] = []): AttemptInfo {
    return { earlier, receivedAt: this.double.now(), redact: createRedact() };
  }

  /** Makes one attempt of a call below all limits, without an engine around it. */
  async attempt(call: VendorCall<unknown>): Promise<HttpReply> {
    const request = await this.requestOf(call);
    await this.#pacer.skip(call.costs);
    return this.#send(request);
  }

  /** The same now, whatever the limits are. */
  async attemptAtOnce(call: VendorCall<unknown>): Promise<HttpReply> {
    return this.#send(await this.requestOf(call));
  }

  /** Makes two attempts of a call, so many milliseconds apart, or more where the vendor's limits want more. */
  async attemptTwice(call: VendorCall<unknown>, apartMs: number): Promise<void> {
    await this.attempt(call);
    const first = this.double.now();
    await this.#pacer.skip(call.costs);
    await this.double.advance(Math.max(0, apartMs - (this.double.now() - first)));
    await this.#send(await this.requestOf(call));
  }

  /** What is left of a content once the vendor has carried it. */
  canonical(content: Content): Content {
    return this.content?.canonicalize(content) ?? content;
  }

  async #send(request: HttpRequest): Promise<HttpReply> {
    const signal = new AbortController().signal;
    const reply = await this.transport.send(request, { signal, maxReplyBytes: 1_048_576 });
    assert.ok(!('fault' in reply), 'the double did not answer a plain request');
    return reply;
  }

  async #sessionToken(): Promise<string | undefined> {
    const { session } = this.adapter;
    if (session && (!this.#session || this.#session.endsAt <= this.double.now())) {
      const call = this.#sessions.seen(session.call(this.context(1)));
      const { value } = call.read(await this.attempt(call), this.attemptInfo());
      assert.ok(value, 'the double gives no token');
      this.#session = { token: value.token, endsAt: this.double.now() + value.expiresInMs - 1_000 };
    }
    return this.#session?.token;
  }
}
