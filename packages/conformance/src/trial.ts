import assert from 'node:assert/strict';
import {
  type Chat,
  type ChatOptions,
  type Clock,
  createChat,
  createKyTransport,
  type HttpReply,
  type HttpRequest,
  type MessageFields,
  systemClock,
} from '@polychat/core';
import {
  type AttemptInfo,
  type AudiencePlan,
  type ChatAdapter,
  type CheckedBroadcast,
  type Content,
  type ContentTranslation,
  createRedact,
  type DirectPlan,
  fieldDefaults,
  type ListPlan,
  type PlanContext,
  type Problem,
  type SignContext,
  type UserProfile,
  type UsersPlan,
  type VendorCall,
} from '@polychat/core/adapter';
import { RecordingTransport } from './recording-transport.ts';
import { createRandom } from './seeded-random.ts';
import { SkippingPacer } from './skipping-pacer.ts';
import type { ConformanceSubject } from './subject.ts';
import { itemsOf, type TrialCall, type TrialListCall } from './trial-call.ts';
import type { Inbox, RequestKind, VendorDouble } from './vendor-double.ts';

/** No send of a trial runs into its deadline: the double's time jumps by days. */
const forever = 1e13;

export type AudienceFields = MessageFields & Pick<CheckedBroadcast, 'audience'>;

/** What a check works with: a fresh subject, chats that use it, and a look behind the scenes. */
export class Trial {
  readonly adapter: ChatAdapter;
  readonly double: VendorDouble;
  readonly content: ContentTranslation | undefined;
  readonly secrets: readonly string[];
  /** The time limit of attempts at which the double is silent, in milliseconds. */
  readonly silenceMs: number;
  readonly transport: RecordingTransport;
  /** The double's time, and real timers. */
  readonly clock: Clock;
  readonly #random = createRandom(1);
  readonly #pacer: SkippingPacer;
  #lastCount = 0;
  #session: { readonly token: string; readonly endsAt: number } | undefined;

  constructor({ adapter, double, content, secrets, transport, silenceMs = 150 }: ConformanceSubject) {
    this.adapter = adapter;
    this.double = double;
    this.content = content;
    this.secrets = secrets;
    this.silenceMs = silenceMs;
    this.transport = new RecordingTransport(transport ?? createKyTransport());
    const now = () => double.now();
    this.clock = { now, monotonic: now, schedule: systemClock.schedule };
    this.#pacer = new SkippingPacer(double);
  }

  /** A chat that waits for nothing but replies. */
  chat(options: ChatOptions = {}): Chat {
    return createChat(this.adapter, {
      transport: this.transport,
      clock: this.clock,
      pacer: this.#pacer,
      retry: { maxAttempts: 3, baseDelayMs: 1, maxDelayMs: 5 },
      deadlineMs: forever,
      ...options,
    });
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
  async sentRequests(): Promise<readonly HttpRequest[]> {
    const { session } = this.adapter;
    const addressOfToken = session && addressOf(await this.requestOf(session.call(this.context(1))));
    return this.transport.exchanges
      .map(({ request }) => request)
      .filter((request) => addressOf(request) !== addressOfToken);
  }

  /** The double's time, and random numbers and counters that are other ones at each call. */
  context(items: PlanContext['items'] = 'unknown'): PlanContext {
    return {
      items,
      now: () => this.double.now(),
      random: this.#random,
      counter: () => {
        this.#lastCount = Math.max(this.#lastCount + 1, this.double.now());
        return this.#lastCount;
      },
    };
  }

  /** Plans a direct message as a chat would: with our defaults filled in. */
  planDirect(fields: MessageFields, context: PlanContext = this.context()): DirectPlan {
    const { vendor, ...message } = fields;
    const { plan } = this.adapter;
    assert.ok(plan.direct, 'the adapter plans no direct messages');
    return plan.direct({ ...fieldDefaults, ...message, vendorFields: this.#vendorFields(vendor) }, context);
  }

  planAudience(fields: AudienceFields, context: PlanContext = this.context()): AudiencePlan {
    const { vendor, ...message } = fields;
    const { plan } = this.adapter;
    assert.ok(plan.audience, 'the adapter plans no messages to an audience');
    return plan.audience({ ...message, vendorFields: this.#vendorFields(vendor) }, context);
  }

  planUsers(context: PlanContext = this.context()): UsersPlan {
    const { plan } = this.adapter;
    assert.ok(plan.users, 'the adapter plans no registrations');
    return plan.users(context);
  }

  /** The first call of a direct message to these recipients. */
  directCall(fields: MessageFields, recipients: readonly string[], context?: PlanContext): TrialListCall {
    const plan = this.planDirect(fields, context ?? this.context(recipients.length));
    return firstCall('direct', plan, recipients, (userId) => userId);
  }

  /** All calls of a direct message to these recipients, whom the vendor can all have. */
  directCalls(fields: MessageFields, recipients: readonly string[]): readonly TrialListCall[] {
    const plan = this.planDirect(fields, this.context(recipients.length));
    const calls: TrialListCall[] = [];
    for (let first = 0; first < recipients.length; first += calls.at(-1)?.items.length ?? 1) {
      calls.push(firstCall('direct', plan, recipients.slice(first), (userId) => userId));
    }
    return calls;
  }

  /** The call of a message to an audience. */
  audienceCall(fields: AudienceFields, context?: PlanContext): TrialCall {
    const plan = this.planAudience(fields, context);
    assert.deepEqual(plan.problems, [], 'the plan of a broadcast that the vendor carries has problems');
    const { sender } = plan;
    return { operation: 'audience', call: plan.call(), items: [], unlistedMeans: 'unconfirmed', sender };
  }

  /** The first call of a registration of these users. */
  usersCall(users: readonly UserProfile[], context?: PlanContext): TrialListCall {
    const plan = this.planUsers(context ?? this.context(users.length));
    return firstCall('users', plan, users, ({ userId }) => userId);
  }

  /** The request of one attempt, signed now. */
  async requestOf(call: VendorCall<unknown>, sign: Partial<SignContext> = {}): Promise<HttpRequest> {
    const target = await call.target(await this.signContext(call, sign));
    const body = call.body();
    if (!body) return target;
    return { ...target, headers: { ...target.headers, 'content-type': body.contentType }, body: body.text };
  }

  /** What a call is signed with now: a token of the double's too, where the adapter has sessions. */
  async signContext(call: VendorCall<unknown>, sign: Partial<SignContext> = {}): Promise<SignContext> {
    const isSigned = call.purpose !== 'session' && this.adapter.session;
    return {
      now: this.double.now(),
      random: this.#random,
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
      const call = session.call(this.context(1));
      const { value } = call.read(await this.attempt(call), this.attemptInfo());
      assert.ok(value, 'the double gives no token');
      this.#session = { token: value.token, endsAt: this.double.now() + value.expiresInMs - 1_000 };
    }
    return this.#session?.token;
  }

  #vendorFields(vendor: MessageFields['vendor']): unknown {
    return (vendor as Readonly<Record<string, unknown>> | undefined)?.[this.adapter.vendor];
  }
}

/** Where a request goes, without a signature in its query. */
function addressOf({ url }: HttpRequest): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** What is the same in all attempts of one call: address and body, but neither query nor headers. */
export function identityOf(request: HttpRequest): string {
  return `${request.method} ${addressOf(request)} ${request.body ?? ''}`;
}

function firstCall<Item, Value>(
  operation: 'direct' | 'users',
  plan: ListPlan<Item, Value>,
  items: readonly Item[],
  userIdOf: (item: Item) => string,
): TrialListCall {
  assert.deepEqual(plan.problems, [], 'the plan of what the vendor carries has problems');
  // An adapter that changes what it is given fails at once.
  const pending = Object.freeze(items.slice(0, plan.maxItems));
  const { call, items: planned, unlistedMeans } = plan.next(pending);
  assert.ok(call, 'the plan makes no call for users that the vendor knows');
  return {
    operation,
    call,
    items: itemsOf(planned, pending.map(userIdOf)),
    unlistedMeans,
    sender: plan.sender,
  };
}
