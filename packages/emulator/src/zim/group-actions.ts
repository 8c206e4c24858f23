import * as z from 'zod';
import type { Call, Command, Rate } from '../dialect/command.ts';
import type { ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { VendorRequest } from '../http/vendor-request.ts';
import type { JsonObject } from '../vendor.ts';
import { zimAction } from './action.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';
import { checkBytes, flag, zimFields } from './fields.ts';
import { dismissGroup, joinGroup, leaveGroup } from './group-membership.ts';
import type { ZimGroup } from './groups.ts';
import { checkConversationId, checkId } from './ids.ts';
import { maxGroupMembers, zimBatchSizes } from './limits.ts';
import { batchCode, listMember, type UserFailure } from './reply.ts';

const maxReasonBytes = 32;

const inviteFields = zimFields({
  FromUserId: z.string(),
  GroupId: z.string().min(1),
  UserIds: z.array(z.string()).optional(),
  GroupMemberInfos: z
    .array(
      z.object({
        UserId: z.string(),
        EnterGroupTime: z.int().min(0).optional(),
        IsInvite: flag.optional(),
      }),
    )
    .optional(),
});

const kickFields = zimFields({
  FromUserId: z.string(),
  GroupId: z.string().min(1),
  UserId: z.array(z.string()).min(1),
  CustomReason: z.string().optional(),
});

const transferFields = zimFields({
  FromUserId: z.string(),
  GroupId: z.string().min(1),
  NewOwner: z.string(),
});

const dismissFields = zimFields({ FromUserId: z.string(), GroupId: z.string().min(1) });

/** InviteUsersIntoGroup: up to 100 users. By either list; `UserIds` counts only where the other is empty. */
export const inviteUsersIntoGroup = (app: ZimApp): Command =>
  zimAction(app, 'InviteUsersIntoGroup', {
    method: 'POST',
    perUser: true,
    rates: perGroup('InviteUsersIntoGroup', groupInBody),
    fields: inviteFields,
    run: (body, call) => invite(app, body, call),
  });

/** KickoutGroupUser: up to 50 members. When the owner is among them, the first of the others becomes it. */
export const kickoutGroupUser = (app: ZimApp): Command =>
  zimAction(app, 'KickoutGroupUser', {
    method: 'POST',
    perUser: true,
    tooFastCode: zimCodes.kickTooFast,
    fields: kickFields,
    run: (body, call) => kick(app, body, call),
  });

/** TransferGroupOwner (a GET): to another member. */
export const transferGroupOwner = (app: ZimApp): Command =>
  zimAction(app, 'TransferGroupOwner', {
    method: 'GET',
    perUser: false,
    rates: perGroup('TransferGroupOwner', groupInQuery),
    fields: transferFields,
    run: ({ FromUserId, GroupId, NewOwner }) => {
      const group = readGroup(app, GroupId, FromUserId);
      if (!group.members.has(NewOwner))
        throw new Refusal(zimCodes.notAMember, 'NewOwner is not in the group');
      app.groups.changeOwner(group, NewOwner);
      return {};
    },
  });

/** DismissGroup (a GET): by any registered user. */
export const dismissGroupAction = (app: ZimApp): Command =>
  zimAction(app, 'DismissGroup', {
    method: 'GET',
    perUser: false,
    rates: perGroup('DismissGroup', groupInQuery),
    fields: dismissFields,
    run: ({ FromUserId, GroupId }) => {
      dismissGroup(app, readGroup(app, GroupId, FromUserId), FromUserId);
      return {};
    },
  });

/** One call a second for each group. */
function perGroup(name: string, groupOf: (request: VendorRequest) => string): readonly Rate[] {
  return [
    {
      units: 1,
      milliseconds: 1000,
      code: zimCodes.tooFastForOne,
      text: 'too many calls per second for this group',
      key: (request) => `${name} ${groupOf(request)}`,
    },
  ];
}

function groupInBody({ json }: VendorRequest): string {
  return typeof json === 'object' && json !== null && 'GroupId' in json ? String(json.GroupId) : '';
}

function groupInQuery({ query }: VendorRequest): string {
  return query.get('GroupId') ?? '';
}

/** @throws Refusal for an operator who is not registered, and a group that does not exist */
function readGroup(app: ZimApp, groupId: string, operator: string): ZimGroup {
  checkId('FromUserId', operator);
  checkConversationId('GroupId', groupId);
  if (!app.users.has(operator)) {
    throw new Refusal(zimCodes.senderNotRegistered, 'FromUserId is not registered');
  }
  const group = app.groups.get(groupId);
  if (group === undefined) throw new Refusal(zimCodes.groupNotFound, 'GroupId does not exist');
  return group;
}

function invite(app: ZimApp, body: ValuesOf<typeof inviteFields>, { request, now }: Call): JsonObject {
  const infos = body.GroupMemberInfos?.length
    ? body.GroupMemberInfos
    : (body.UserIds ?? []).map((UserId) => ({ UserId, EnterGroupTime: undefined, IsInvite: undefined }));
  if (infos.length === 0) throw new Refusal(zimCodes.invalidParameter, 'UserIds is missing or invalid');
  if (infos.length > zimBatchSizes.groupMembers) throw new Refusal(zimCodes.tooManyUsers, 'too many users');
  for (const { UserId } of infos) checkId('UserIds', UserId);
  const group = readGroup(app, body.GroupId, body.FromUserId);
  let free = maxGroupMembers(app.options.plan) - group.members.size;
  const failures: UserFailure[] = [];
  const joining: typeof infos = [];
  for (const info of infos) {
    // That a member may be invited again, and that the code for a full group is this one, is inferred [?].
    const isMember = group.members.has(info.UserId);
    const code =
      request.recipientCode(info.UserId) ??
      (app.users.has(info.UserId) ? undefined : zimCodes.userNotRegistered) ??
      (isMember || free > 0 ? undefined : zimCodes.tooManyMembers);
    if (code !== undefined) {
      failures.push({ UserId: info.UserId, SubCode: code });
      continue;
    }
    if (isMember) continue;
    free -= 1;
    joining.push(info);
  }
  const joinedAt = new Map(joining.map(({ UserId, EnterGroupTime }) => [UserId, EnterGroupTime || now]));
  for (const joinType of ['Invited', 'Apply'] as const) {
    const users = joining.filter(({ IsInvite = 1 }) => (IsInvite === 1) === (joinType === 'Invited'));
    const userIds = users.map(({ UserId }) => UserId);
    joinGroup(app, group, userIds, { operator: body.FromUserId, joinType, joinedAt });
  }
  return { Code: batchCode(app, failures, infos.length), ...listMember(app, 'ErrorUsers', failures) };
}

/** Its page has no code for an operator who is not registered. */
function kick(app: ZimApp, body: ValuesOf<typeof kickFields>, { request }: Call): JsonObject {
  if (body.UserId.length > zimBatchSizes.kickedUsers)
    throw new Refusal(zimCodes.tooManyUsers, 'too many users');
  checkId('FromUserId', body.FromUserId);
  checkConversationId('GroupId', body.GroupId);
  checkBytes('CustomReason', body.CustomReason, maxReasonBytes, zimCodes.invalidParameter);
  const group = app.groups.get(body.GroupId);
  if (group === undefined) throw new Refusal(zimCodes.groupNotFound, 'GroupId does not exist');
  const failures: UserFailure[] = [];
  const leaving: string[] = [];
  for (const UserId of body.UserId) {
    const code =
      request.recipientCode(UserId) ?? (group.members.has(UserId) ? undefined : zimCodes.toKickNotInGroup);
    if (code === undefined) leaving.push(UserId);
    else failures.push({ UserId, SubCode: code });
  }
  leaveGroup(app, group, leaving, { operator: body.FromUserId, exitType: 'Kickout' });
  return { Code: batchCode(app, failures, body.UserId.length), ...listMember(app, 'ErrorList', failures) };
}
