import * as z from 'zod';
import type { Command } from '../dialect/command.ts';
import type { ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import { zimAction } from './action.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';
import { zimFields } from './fields.ts';
import { checkConversationId, checkId } from './ids.ts';
import { maxGroupMembers, zimBatchSizes } from './limits.ts';
import { listMember } from './reply.ts';

const memberFields = zimFields({
  GroupId: z.string().min(1),
  Limit: z.int().min(0).optional(),
  Next: z.int().min(0).optional(),
});

const infoFields = zimFields({ FromUserId: z.string(), GroupId: z.string().min(1) });

/** QueryGroupMemberList: page by page. `Next` is said to mean nothing to clients; it counts the pages. */
export const queryGroupMemberList = (app: ZimApp): Command =>
  zimAction(app, 'QueryGroupMemberList', {
    method: 'POST',
    perUser: false,
    tooFastCode: zimCodes.memberQueryTooFast,
    fields: memberFields,
    run: (body) => queryMembers(app, body),
  });

/** QueryGroupInfo: what a group says of itself, its mute and its attributes. */
export const queryGroupInfo = (app: ZimApp): Command =>
  zimAction(app, 'QueryGroupInfo', {
    method: 'POST',
    perUser: false,
    fields: infoFields,
    run: (body, { now }) => queryInfo(app, body, now),
  });

function queryMembers(app: ZimApp, { GroupId, Limit, Next = 0 }: ValuesOf<typeof memberFields>): JsonObject {
  checkConversationId('GroupId', GroupId);
  const group = app.groups.get(GroupId);
  if (group === undefined) throw new Refusal(zimCodes.groupNotFound, 'GroupId does not exist');
  // None, or more than 1,000, counts as 1,000. Of 0 nothing is said [?].
  const most = zimBatchSizes.memberPage;
  const limit = Limit === undefined || Limit === 0 || Limit > most ? most : Limit;
  const members = [...group.members.values()];
  const start = Next * limit;
  const page = members.slice(start, start + limit).map(({ userId, nickname, role }) => ({
    UserId: userId,
    UserName: app.users.get(userId)?.name ?? '',
    UserNickName: nickname,
    Role: role,
  }));
  return {
    TotalCount: members.length,
    Next: start + limit < members.length ? Next + 1 : 0,
    ...listMember(app, 'MemberList', page),
  };
}

/** How the end of a mute for ever is written is not documented [?]. */
const forever = -1;

function queryInfo(
  app: ZimApp,
  { FromUserId, GroupId }: ValuesOf<typeof infoFields>,
  now: number,
): JsonObject {
  checkId('FromUserId', FromUserId);
  checkConversationId('GroupId', GroupId);
  if (!app.users.has(FromUserId)) {
    throw new Refusal(zimCodes.senderNotRegistered, 'FromUserId is not registered');
  }
  const group = app.groups.get(GroupId);
  // Of the codes of its page none speaks of a group that does not exist [?].
  if (group === undefined) throw new Refusal(zimCodes.groupNotFound, 'GroupId does not exist');
  const mute = group.mute !== undefined && group.mute.until > now ? group.mute : undefined;
  const end = mute === undefined || mute.until !== Number.POSITIVE_INFINITY ? mute?.until : forever;
  return {
    GroupId,
    GroupName: group.name,
    GroupNotice: group.notice,
    GroupAvatar: group.avatar,
    GroupCreateTime: group.createdAt,
    GroupAttributes: Array.from(group.attributes, ([Key, Value]) => ({ Key, Value })),
    // A group has either of the two.
    ...(mute?.all === false ? { ForbidList: mute.roles } : { IsAllForbid: mute !== undefined }),
    ForbidExpireTime: end ?? 0,
    LimitInfo: {
      MemberCountLimit: maxGroupMembers(app.options.plan),
      JoinMode: 0,
      InviteMode: 0,
      BeInvitedMode: 0,
    },
  };
}
