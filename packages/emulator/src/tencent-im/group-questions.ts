import * as z from 'zod';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import type { App } from './app.ts';
import { tencentImCodes, textOf } from './codes.ts';
import type { TencentImGroup } from './groups.ts';
import { whole } from './webhook-events.ts';

/** Codes that the app's webhook may choose itself (34368, 34370, 34371). */
const ownCodes = { from: 10_100, to: 10_200 } as const;

const answerSchema = z.looseObject({
  ErrorCode: z.int(),
  ErrorInfo: z.string().optional(),
  RefusedMembers_Account: z.array(z.string()).optional(),
});

/**
 * Asks before a group is made (34368).
 * @throws Refusal 10016, or a code of the app's
 */
export async function askBeforeCreate(
  app: App,
  group: {
    readonly operator: string;
    readonly owner: string;
    readonly type: string;
    readonly name: string;
    readonly members: readonly string[];
  },
): Promise<void> {
  await ask(app, 'Group.CallbackBeforeCreateGroup', () => ({
    Operator_Account: group.operator,
    Owner_Account: group.owner,
    Type: group.type,
    Name: group.name,
    CreateGroupNum: [...app.groups.values()].filter(({ owner }) => owner === group.owner).length,
    MemberList: listOf(group.members),
  }));
}

/**
 * Asks before a user joins by themselves (34370): only clients do.
 * @throws Refusal 10016, or a code of the app's
 */
export async function askBeforeApply(
  app: App,
  group: Pick<TencentImGroup, 'groupId' | 'type'>,
  userId: string,
): Promise<void> {
  await ask(app, 'Group.CallbackBeforeApplyJoinGroup', () => ({
    GroupId: group.groupId,
    Type: group.type,
    Requestor_Account: userId,
  }));
}

/**
 * Asks before users are brought into a group (34371).
 * @returns whom the app leaves out
 * @throws Refusal 10016, or a code of the app's
 */
export async function askBeforeInvite(
  app: App,
  group: Pick<TencentImGroup, 'groupId' | 'type'>,
  operator: string,
  users: readonly string[],
): Promise<ReadonlySet<string>> {
  if (users.length === 0) return new Set();
  const answer = await ask(app, 'Group.CallbackBeforeInviteJoinGroup', () => ({
    GroupId: group.groupId,
    Type: group.type,
    Operator_Account: operator,
    DestinationMembers: listOf(users),
  }));
  return new Set(answer?.RefusedMembers_Account);
}

async function ask(
  app: App,
  event: string,
  body: () => JsonObject,
): Promise<z.output<typeof answerSchema> | undefined> {
  if (!app.webhooks.wants('tencentIm', event)) return undefined;
  const answer = answerSchema.safeParse(
    await app.webhooks.ask('tencentIm', event, whole(app, event, body())),
  );
  // Without a good answer it goes on, as if nobody had been asked.
  if (!answer.success) return undefined;
  const { ErrorCode, ErrorInfo } = answer.data;
  if (ErrorCode === 1) throw new Refusal(tencentImCodes.groupRefusedByWebhook);
  if (ErrorCode >= ownCodes.from && ErrorCode <= ownCodes.to) {
    throw new Refusal(ErrorCode, ErrorInfo ?? textOf(ErrorCode));
  }
  return answer.data;
}

function listOf(users: readonly string[]): { Member_Account: string }[] {
  return users.map((userId) => ({ Member_Account: userId }));
}
