import assert from 'node:assert/strict';
import {
  type Chat,
  type ChatOptions,
  type Clock,
  createChat,
  createKyTransport,
  type HttpReply,
  type MessageFields,
  systemClock,
} from '@polychat/core';
import type {
  BroadcastPlan,
  ChatAdapter,
  CheckedBroadcast,
  DirectPlan,
  PlanContext,
  PlannedBatch,
  UserProfile,
  VendorCall,
} from '@polychat/core/adapter';
import { RecordingTransport } from './recording-transport.ts';
import { createRandom } from './seeded-random.ts';
import { SkippingPacer } from './skipping-pacer.ts';
import type { ConformanceSubject } from './subject.ts';
import type { Inbox, VendorDouble } from './vendor-double.ts';

/** No send of a trial runs into its deadline: the double's time jumps by days. */
const forever = 1e13;

export type BroadcastFields = MessageFields & Pick<CheckedBroadcast, 'audience'>;

/** What a check works with: a fresh subject, chats that use it, and a look behind the scenes. */
export class Trial {
  readonly adapter: ChatAdapter;
  readonly double: VendorDouble;
  readonly secrets: readonly string[];
  /** The time limit of attempts at which the double is silent, in milliseconds. */
  readonly silenceMs: number;
  readonly transport: RecordingTransport;
  /** The double's time, and real timers. */
  readonly clock: Clock;
  /** The double's time, and numbers that are other ones at each call. */
  readonly context: PlanContext;
  readonly #pacer: SkippingPacer;

  constructor({ adapter, double, secrets, transport, silenceMs = 150 }: ConformanceSubject) {
    this.adapter = adapter;
    this.double = double;
    this.secrets = secrets;
    this.silenceMs = silenceMs;
    this.transport = new RecordingTransport(transport ?? createKyTransport());
    this.clock = { now: () => double.now(), schedule: systemClock.schedule };
    this.context = { now: () => double.now(), random: createRandom(1) };
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

  async requestCount(): Promise<number> {
    return (await this.double.requests()).length;
  }

  /** Plans a direct message as a chat would: with our defaults filled in. */
  planDirect(fields: MessageFields, context: PlanContext = this.context): DirectPlan {
    const { vendor, ...message } = fields;
    return this.adapter.planDirect(
      {
        ...message,
        priority: message.priority ?? 'normal',
        senderCopy: message.senderCopy ?? true,
        countsAsUnread: message.countsAsUnread ?? true,
        readReceipt: message.readReceipt ?? false,
        vendorFields: this.#vendorFields(vendor),
      },
      context,
    );
  }

  planBroadcast(fields: BroadcastFields, context: PlanContext = this.context): BroadcastPlan {
    const { vendor, ...message } = fields;
    return this.adapter.planBroadcast({ ...message, vendorFields: this.#vendorFields(vendor) }, context);
  }

  /** The first call of a direct message to these recipients. */
  directCall(fields: MessageFields, recipients: readonly string[], context?: PlanContext): VendorCall {
    const plan = this.planDirect(fields, context);
    assert.deepEqual(plan.problems, [], 'the plan of a message that the vendor carries has problems');
    return callOf(plan.next(recipients.slice(0, plan.maxItems)));
  }

  broadcastCall(fields: BroadcastFields, context?: PlanContext): VendorCall {
    const plan = this.planBroadcast(fields, context);
    assert.deepEqual(plan.problems, [], 'the plan of a broadcast that the vendor carries has problems');
    return plan.call();
  }

  usersCall(users: readonly UserProfile[], context: PlanContext = this.context): VendorCall {
    const plan = this.adapter.planUsers(context);
    return callOf(plan.next(users.slice(0, plan.maxItems)));
  }

  /** Makes one attempt of a call below all limits, without an engine around it. */
  async attempt(call: VendorCall): Promise<HttpReply> {
    await this.#pacer.makeRoom(call.costs);
    return this.#send(call);
  }

  /** Makes two attempts of a call, so many milliseconds apart, or more where the vendor's limits want more. */
  async attemptTwice(call: VendorCall, apartMs: number): Promise<void> {
    await this.attempt(call);
    const first = this.double.now();
    await this.#pacer.makeRoom(call.costs);
    await this.double.advance(Math.max(0, apartMs - (this.double.now() - first)));
    await this.#send(call);
  }

  async #send(call: VendorCall): Promise<HttpReply> {
    const target = await call.target({
      now: this.double.now(),
      random: this.context.random,
      renewSignature: false,
    });
    const reply = await this.transport.send(
      { ...target, body: call.body() },
      { signal: new AbortController().signal, maxReplyBytes: 1_048_576 },
    );
    assert.ok(!('fault' in reply), 'the double did not answer a plain request');
    return reply;
  }

  #vendorFields(vendor: MessageFields['vendor']): unknown {
    return (vendor as Readonly<Record<string, unknown>> | undefined)?.[this.adapter.vendorKey];
  }
}

function callOf({ call }: PlannedBatch): VendorCall {
  assert.ok(call, 'the plan makes no call for recipients that the vendor knows');
  return call;
}
