import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import type { ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import { zimAction } from './action.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';
import { checkBytes, zimFields } from './fields.ts';
import { tellGroupCreated } from './group-membership.ts';
import { checkConversationId, checkId } from './ids.ts';
import { zimBatchSizes } from './limits.ts';
import { listMember, type UserFailure } from './reply.ts';

const maxNameCharacters = 50;
const maxNoticeBytes = 300;
const maxAvatarBytes = 500;
const maxKeyBytes = 16;
const maxValueBytes = 1024;

/** Groups of an app on the free plan ("Pricing", 2026-08). */
const maxGroupsOnFreePlan = 20;

const bodyFields = zimFields({
  GroupOwner: z.string(),
  GroupId: z.string().optional(),
  GroupName: z.string().optional(),
  GroupNotice: z.string().optional(),
  GroupAvatar: z.string().optional(),
  UserId: z.array(z.string()).optional(),
  Attributes: z.array(z.object({ Key: z.string(), Value: z.string() })).optional(),
  CreateGroupTime: z.int().min(0).optional(),
});

type Body = ValuesOf<typeof bodyFields>;

/** CreateGroup: the owner is a member; users who do not exist stay outside and are listed. */
export const createGroup = (app: ZimApp): Command =>
  zimAction(app, 'CreateGroup', {
    method: 'POST',
    perUser: true,
    tooFastCode: zimCodes.createGroupTooFast,
    fields: bodyFields,
    run: (body, call) => run(app, body, call),
  });

function run(app: ZimApp, body: Body, { request }: Call): JsonObject {
  checkFields(body);
  if (app.options.plan === 'signaling') {
    throw new Refusal(zimCodes.notOnThisPlan, 'groups are not on this plan');
  }
  if (!app.users.has(body.GroupOwner)) {
    throw new Refusal(zimCodes.groupOwnerNotFound, 'GroupOwner does not exist');
  }
  const groupId = body.GroupId || app.groups.nextId();
  if (app.groups.isTaken(groupId)) {
    throw new Refusal(zimCodes.groupExists, 'GroupId is in use');
  }
  if (app.options.plan === 'free' && app.groups.size >= maxGroupsOnFreePlan) {
    throw new Refusal(zimCodes.tooManyGroups, 'too many groups for the plan');
  }

  const members = new Set([body.GroupOwner]);
  const failures: UserFailure[] = [];
  for (const userId of new Set(body.UserId)) {
    const code =
      request.recipientCode(userId) ?? (app.users.has(userId) ? undefined : zimCodes.userNotRegistered);
    if (code === undefined) members.add(userId);
    else failures.push({ UserId: userId, SubCode: code });
  }
  const group = app.groups.put({
    groupId,
    owner: body.GroupOwner,
    name: body.GroupName,
    notice: body.GroupNotice,
    avatar: body.GroupAvatar,
    members,
    attributes: new Map(body.Attributes?.map(({ Key, Value }) => [Key, Value])),
    createdAt: body.CreateGroupTime || request.at,
  });
  tellGroupCreated(app, group, body.GroupOwner);
  return {
    GroupId: groupId,
    Members: [...members].map((userId) => ({ UserId: userId, UserName: app.users.get(userId)?.name ?? '' })),
    ...listMember(app, 'ErrorUsers', failures),
  };
}

/** Codes for the lengths of name, notice and avatar are not documented. */
function checkFields(body: Body): void {
  checkId('GroupOwner', body.GroupOwner);
  if (body.GroupId !== undefined && body.GroupId !== '') {
    checkConversationId('GroupId', body.GroupId);
    if (body.GroupId.startsWith('#')) {
      throw new Refusal(zimCodes.invalidParameter, 'GroupId must not begin with #');
    }
  }
  if ([...(body.GroupName ?? '')].length > maxNameCharacters) {
    throw new Refusal(zimCodes.invalidParameter, 'GroupName is too long');
  }
  checkBytes('GroupNotice', body.GroupNotice, maxNoticeBytes, zimCodes.invalidParameter);
  checkBytes('GroupAvatar', body.GroupAvatar, maxAvatarBytes, zimCodes.invalidParameter);
  const members = body.UserId ?? [];
  if (members.length > zimBatchSizes.groupMembers) {
    throw new Refusal(zimCodes.tooManyMembers, 'too many members');
  }
  for (const userId of members) checkId('UserId', userId);
  const attributes = body.Attributes ?? [];
  if (attributes.length > zimBatchSizes.groupAttributes) {
    throw new Refusal(zimCodes.tooManyAttributes, 'too many attributes');
  }
  for (const { Key, Value } of attributes) {
    checkBytes('Key', Key, maxKeyBytes, zimCodes.attributeTooLong);
    checkBytes('Value', Value, maxValueBytes, zimCodes.attributeTooLong);
  }
}
