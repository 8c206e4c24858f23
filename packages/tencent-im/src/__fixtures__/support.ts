import { readFileSync } from 'node:fs';
import type { BroadcastMessage, DirectMessage, GroupMessage, RoomMessage } from '@polychat/core';
import {
  type AttemptInfo,
  type AudiencePlan,
  type CallResult,
  type ChatAdapter,
  type CheckedBroadcast,
  type CheckedGroupMessage,
  type CheckedMessage,
  type CheckedRoomMessage,
  type ConversationPlan,
  createRedact,
  type DirectPlan,
  fieldDefaults,
  type HttpReply,
  type ListPlan,
  type ListReply,
  type PlanContext,
  type PlannedBatch,
  type RegisteredUserFields,
  type ResultIds,
  type UserProfile,
  type UsersPlan,
  type VendorCall,
} from '@polychat/core/adapter';
import { tencentIm } from '../adapter.ts';
import type { TencentImOptions } from '../options.ts';

/** The sample key of the vendor's own libraries. */
export const secretKey = '5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e';
export const startMs = 1_700_000_000_123;
/** What `startMs` is in 32 bits. */
export const startSequence = startMs % 2 ** 32;

/** A direct message as a caller writes it, without its recipients. */
export type Fields = Omit<DirectMessage, 'to'>;
/** Messages to a group and to a room, which need not be named. */
export type GroupFields = Fields & Partial<GroupMessage>;
export type RoomFields = Fields & Partial<RoomMessage>;
type Options = Partial<TencentImOptions>;

export function createAdapter(options: Options = {}): ChatAdapter {
  const region = 'singapore' as const;
  return tencentIm({ sdkAppId: 1_400_000_000, secretKey, adminUserId: 'administrator', region, ...options });
}

/** A clock that stands still, random numbers that count from 1, and a counter that goes on from the clock. */
export function planContext(fields: Partial<PlanContext> = {}): PlanContext {
  let randoms = 0;
  let counter = startMs;
  return {
    now: () => startMs,
    random: () => {
      randoms += 1;
      return randoms;
    },
    counter: () => {
      counter += 1;
      return counter - 1;
    },
    items: 'unknown',
    ...fields,
  };
}

/** A message as the engine hands it over, with Polychat's defaults. */
export function directMessage({ vendor, ...fields }: Fields): CheckedMessage {
  return { ...fieldDefaults, ...fields, vendorFields: vendor?.tencentIm };
}

/** A broadcast as the engine hands it over. */
export function audienceMessage({ vendor, ...fields }: BroadcastMessage): CheckedBroadcast {
  return { ...fields, vendorFields: vendor?.tencentIm };
}

/** A message to the group grp-42 as the engine hands it over, with Polychat's defaults. */
export function groupMessage({ vendor, ...fields }: GroupFields): CheckedGroupMessage {
  return { groupId: 'grp-42', ...fieldDefaults, ...fields, vendorFields: vendor?.tencentIm };
}

/** A message to the room live as the engine hands it over, with Polychat's defaults. */
function roomMessage({ vendor, ...fields }: RoomFields): CheckedRoomMessage {
  return { roomId: 'live', ...fieldDefaults, ...fields, vendorFields: vendor?.tencentIm };
}

export function planDirect(
  message: Fields,
  options: Options = {},
  context: Partial<PlanContext> = {},
): DirectPlan {
  return present(createAdapter(options).plan.direct?.(directMessage(message), planContext(context)));
}

export function planAudience(
  message: BroadcastMessage,
  options: Options = {},
  context: Partial<PlanContext> = {},
): AudiencePlan {
  return present(createAdapter(options).plan.audience?.(audienceMessage(message), planContext(context)));
}

export function planGroup(
  message: GroupFields,
  options: Options = {},
  context: Partial<PlanContext> = {},
): ConversationPlan {
  return present(createAdapter(options).plan.group?.(groupMessage(message), planContext(context)));
}

export function planRoom(
  message: RoomFields,
  options: Options = {},
  context: Partial<PlanContext> = {},
): ConversationPlan {
  return present(createAdapter(options).plan.room?.(roomMessage(message), planContext(context)));
}

export function planUsers(context: Partial<PlanContext> = {}): UsersPlan {
  return present(createAdapter().plan.users?.(planContext(context)));
}

/** Every batch of a plan for these items. */
export function batchesOf<Item, Value>(
  plan: ListPlan<Item, Value>,
  items: readonly Item[],
): PlannedBatch<Value>[] {
  const batches: PlannedBatch<Value>[] = [];
  let pending = items;
  while (pending.length > 0) {
    const batch = plan.next(pending.slice(0, plan.maxItems));
    batches.push(batch);
    pending = pending.slice(batch.taken);
  }
  return batches;
}

/** Every call of a direct message to these recipients. */
export function directCalls(
  message: Fields,
  to: readonly string[],
  options: Options = {},
): VendorCall<ListReply<ResultIds>>[] {
  const plan = planDirect(message, options, { items: to.length });
  return batchesOf(plan, to).flatMap(({ call }) => call ?? []);
}

/** The first call of a direct message to these recipients. */
export function directCall(
  message: Fields,
  to: readonly string[],
  options: Options = {},
): VendorCall<ListReply<ResultIds>> {
  return present(directCalls(message, to, options)[0]);
}

export function groupCall(message: GroupFields, options: Options = {}): VendorCall<ResultIds> {
  return planGroup(message, options).call();
}

export function roomCall(message: RoomFields, options: Options = {}): VendorCall<ResultIds> {
  return planRoom(message, options).call();
}

export function audienceCall(message: BroadcastMessage, options: Options = {}): VendorCall<ResultIds> {
  return planAudience(message, options).call();
}

/** The first call of a registration of these users. */
export function usersCall(users: readonly UserProfile[]): VendorCall<ListReply<RegisteredUserFields>> {
  return present(planUsers({ items: users.length }).next(users).call);
}

/** The JSON that a call sends, as text: absent is absent, and the order counts. */
export function bodyOf(call: VendorCall<unknown>): string {
  return present(call.body()).text;
}

/** What a call sends, parsed. */
export function requestOf(call: VendorCall<unknown>): Record<string, unknown> {
  return JSON.parse(bodyOf(call));
}

/** What a reader knows beside the reply: a first attempt, with nothing to be hidden. */
export function attemptInfo(fields: Partial<AttemptInfo> = {}): AttemptInfo {
  return { earlier: [], receivedAt: startMs + 100, redact: createRedact(), ...fields };
}

export function readText(fixture: string): string {
  return readFileSync(new URL(`${fixture}.json`, import.meta.url), 'utf8');
}

export function readJson(fixture: string): Record<string, unknown> {
  return JSON.parse(readText(fixture));
}

/** A reply given as text or as what JSON makes of a value. */
export function httpReply(reply: unknown, status = 200): HttpReply {
  return { status, headers: {}, text: typeof reply === 'string' ? reply : JSON.stringify(reply) };
}

/** What a call makes of a reply, given as text or as what JSON makes of a value. */
export function read<Result>(
  call: VendorCall<Result>,
  reply: unknown,
  attempt: AttemptInfo = attemptInfo(),
): CallResult<Result> {
  return call.read(httpReply(reply), attempt);
}

export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('there is none');
  return value;
}
