import { readFileSync } from 'node:fs';
import {
  type AttemptInfo,
  type AudiencePlan,
  type CallResult,
  type ChatAdapter,
  type CheckedBroadcast,
  type CheckedGroupMessage,
  type CheckedMessage,
  type CheckedRoomMessage,
  type Content,
  type ConversationPlan,
  createRedact,
  type DirectPlan,
  fieldDefaults,
  type HttpReply,
  type ListReply,
  type PlanContext,
  type RegisteredUserFields,
  type ResultIds,
  type UserProfile,
  type UsersPlan,
  type VendorCall,
} from '@polychat/core/adapter';
import { zim } from '../adapter.ts';
import type { ZimOptions } from '../options.ts';

export const appId = 2000000001;
export const serverSecret = '0123456789abcdef0123456789abcdef';

/** Words by which the nonce of a signature comes out as in the vector of the vendor reference. */
export const nonceWords = [0xa1b2c3d4, 0xe5f60718];

const planContext: PlanContext = {
  now: () => 1_750_000_000_000,
  random: () => 7,
  counter: () => 1_750_000_000_000,
  items: 'unknown',
};

const hello: Content = { type: 'text', text: 'hello' };

export function createAdapter(options: Partial<ZimOptions> = {}): ChatAdapter {
  return zim({ appId, serverSecret, ...options });
}

/** A message as the engine hands it over, with Polychat's defaults. */
export function directMessage(fields: Partial<CheckedMessage> = {}): CheckedMessage {
  return { from: 'ann', content: hello, ...fieldDefaults, vendorFields: undefined, ...fields };
}

/** A broadcast as the engine hands it over. */
export function audienceMessage(fields: Partial<CheckedBroadcast> = {}): CheckedBroadcast {
  return { from: 'ops', audience: 'online', content: hello, vendorFields: undefined, ...fields };
}

/** A message to a group as the engine hands it over, with Polychat's defaults. */
export function groupMessage(fields: Partial<CheckedGroupMessage> = {}): CheckedGroupMessage {
  return { ...directMessage(), groupId: 'team', ...fields };
}

/** A message to a room as the engine hands it over, with Polychat's defaults. */
export function roomMessage(fields: Partial<CheckedRoomMessage> = {}): CheckedRoomMessage {
  return { ...directMessage(), roomId: 'stage', ...fields };
}

export function planDirect(
  message: CheckedMessage = directMessage(),
  options: Partial<ZimOptions> = {},
): DirectPlan {
  return present(createAdapter(options).plan.direct?.(message, planContext));
}

export function planGroup(
  message: CheckedGroupMessage = groupMessage(),
  options: Partial<ZimOptions> = {},
): ConversationPlan {
  return present(createAdapter(options).plan.group?.(message, planContext));
}

export function planRoom(
  message: CheckedRoomMessage = roomMessage(),
  options: Partial<ZimOptions> = {},
): ConversationPlan {
  return present(createAdapter(options).plan.room?.(message, planContext));
}

export function planAudience(
  message: CheckedBroadcast = audienceMessage(),
  options: Partial<ZimOptions> = {},
): AudiencePlan {
  return present(createAdapter(options).plan.audience?.(message, planContext));
}

export function planUsers(): UsersPlan {
  return present(createAdapter().plan.users?.(planContext));
}

/** The first call of a plan for these recipients. */
export function directCall(
  message: CheckedMessage = directMessage(),
  recipients: readonly string[] = ['ana', 'bo'],
  options: Partial<ZimOptions> = {},
): VendorCall<ListReply<ResultIds>> {
  return present(planDirect(message, options).next(recipients).call);
}

export function groupCall(
  message: CheckedGroupMessage = groupMessage(),
  options: Partial<ZimOptions> = {},
): VendorCall<ResultIds> {
  return planGroup(message, options).call();
}

export function roomCall(
  message: CheckedRoomMessage = roomMessage(),
  options: Partial<ZimOptions> = {},
): VendorCall<ResultIds> {
  return planRoom(message, options).call();
}

export function audienceCall(message: CheckedBroadcast = audienceMessage()): VendorCall<ResultIds> {
  return planAudience(message).call();
}

export function usersCall(
  users: readonly UserProfile[] = [{ userId: 'ana' }, { userId: 'bo' }],
): VendorCall<ListReply<RegisteredUserFields>> {
  return present(planUsers().next(users).call);
}

/** The JSON that a call sends, as text: absent is absent, and the order counts. */
export function bodyOf(call: VendorCall<unknown>): string {
  return present(call.body()).text;
}

/** What a reader knows beside the reply: a first attempt, with nothing to be hidden. */
export function attemptInfo(fields: Partial<AttemptInfo> = {}): AttemptInfo {
  return { earlier: [], receivedAt: 1_750_000_000_500, redact: createRedact(), ...fields };
}

export function readText(fixture: string): string {
  return readFileSync(new URL(`${fixture}.json`, import.meta.url), 'utf8');
}

export function readJson(fixture: string) {
  return JSON.parse(readText(fixture));
}

/** A reply of status 200, given as text or as what JSON makes of a value. */
export function httpReply(reply: unknown): HttpReply {
  return { status: 200, headers: {}, text: typeof reply === 'string' ? reply : JSON.stringify(reply) };
}

/** What a call makes of a reply, given as text or as what JSON makes of a value. */
export function read<Result>(
  call: VendorCall<Result>,
  reply: unknown,
  attempt: AttemptInfo = attemptInfo(),
): CallResult<Result> {
  return call.read(httpReply(reply), attempt);
}

/** The result of a list in one line per user, for tables: `bo: recipient_blocked rejected`. */
export function summarize({ value, problem }: CallResult<ListReply<unknown>>): readonly string[] {
  return [
    ...(value?.accepted ?? []).map(({ id }) => `${id}: accepted`),
    ...(value?.failed ?? []).map(({ id, problem: own }) => `${id}: ${own.code} ${own.effect}`),
    ...(problem ? [`others: ${problem.code} ${problem.effect}`] : []),
  ];
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('there is none');
  return value;
}
