import assert from 'node:assert/strict';
import type { MessageFields } from '@polychat/core';
import {
  type AudiencePlan,
  type ChatAdapter,
  type CheckedBroadcast,
  type ConversationPlan,
  type DirectPlan,
  fieldDefaults,
  type PlanContext,
  type UserProfile,
  type UsersPlan,
} from '@polychat/core/adapter';
import { type ConversationFields, type ConversationKind, idFieldOf } from './conversation-kind.ts';
import { allCalls, firstCall } from './first-call.ts';
import { People } from './people.ts';
import { createRandom } from './seeded-random.ts';
import type { ConformanceSubject } from './subject.ts';
import type { TrialCall, TrialListCall } from './trial-call.ts';
import type { VendorDouble } from './vendor-double.ts';

export type AudienceFields = MessageFields & Pick<CheckedBroadcast, 'audience'>;

/** What an adapter plans of what the checks ask for, without a chat around it. */
export class PlannedCalls extends People {
  readonly adapter: ChatAdapter;
  readonly double: VendorDouble;
  protected readonly random = createRandom(1);
  #lastCount = 0;

  constructor(subject: ConformanceSubject) {
    super(subject);
    this.adapter = subject.adapter;
    this.double = subject.double;
  }

  /** The double's time, and random numbers and counters that are other ones at each call. */
  context(items: PlanContext['items'] = 'unknown'): PlanContext {
    return {
      items,
      now: () => this.double.now(),
      random: this.random,
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

  /** Plans a message to a group or a room as a chat would. */
  planConversation(
    kind: ConversationKind,
    fields: ConversationFields,
    context: PlanContext = this.context(1),
  ): ConversationPlan {
    const { vendor, ...message } = { [idFieldOf(kind)]: this.conversationId(kind), ...fields };
    const plan = this.adapter.plan[kind] as ((...given: unknown[]) => ConversationPlan) | undefined;
    assert.ok(plan, `the adapter plans no messages to a ${kind}`);
    return plan({ ...fieldDefaults, ...message, vendorFields: this.#vendorFields(vendor) }, context);
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
    return allCalls('direct', plan, recipients, (userId) => userId);
  }

  /** The call of a message to an audience. */
  audienceCall(fields: AudienceFields, context?: PlanContext): TrialCall {
    const plan = this.planAudience(fields, context);
    assert.deepEqual(plan.problems, [], 'the plan of a broadcast that the vendor carries has problems');
    const { sender } = plan;
    return { operation: 'audience', call: plan.call(), items: [], unlistedMeans: 'unconfirmed', sender };
  }

  /** The call of a message to a group or a room: the one that everybody is in, unless the fields name another. */
  conversationCall(kind: ConversationKind, fields: ConversationFields, context?: PlanContext): TrialCall {
    const plan = this.planConversation(kind, fields, context);
    assert.deepEqual(plan.problems, [], `the plan of a message to a ${kind} has problems`);
    const { sender } = plan;
    return { operation: kind, call: plan.call(), items: [], unlistedMeans: 'unconfirmed', sender };
  }

  /** The first call of a registration of these users. */
  usersCall(users: readonly UserProfile[], context?: PlanContext): TrialListCall {
    const plan = this.planUsers(context ?? this.context(users.length));
    return firstCall('users', plan, users, ({ userId }) => userId);
  }

  /** All calls of a registration of these users. */
  usersCalls(users: readonly UserProfile[]): readonly TrialListCall[] {
    return allCalls('users', this.planUsers(this.context(users.length)), users, ({ userId }) => userId);
  }

  #vendorFields(vendor: MessageFields['vendor']): unknown {
    return (vendor as Readonly<Record<string, unknown>> | undefined)?.[this.adapter.vendor];
  }
}
