import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import type { ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import { zimAction } from './action.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';
import { queryNumber, zimFields } from './fields.ts';
import type { ZimGroup } from './groups.ts';
import { checkConversationId, checkId } from './ids.ts';
import { zimBatchSizes } from './limits.ts';
import { listMember, type UserFailure } from './reply.ts';

const owner = 1;
const administrator = 2;

/** Seconds: -1 for ever, 0 lifts, 30 days at most. */
const duration = queryNumber.refine((seconds) => seconds >= -1 && seconds <= 2_592_000).optional();

const muteFields = zimFields({
  FromUserId: z.string(),
  GroupId: z.string().min(1),
  IsAllMuted: z.enum(['true', 'false']).optional(),
  'MuteRoleList[]': z.array(queryNumber).max(zimBatchSizes.mutedRoles).optional(),
  Duration: duration,
});

const users = z.array(z.string()).min(1).optional();

const memberFields = zimFields({
  FromUserId: z.string(),
  GroupId: z.string().min(1),
  // The pages spell it in two ways [?].
  'UserIds[]': users,
  'UserId[]': users,
  Duration: duration,
});

/** MuteGroup (a GET): all members, or some roles; without any option it lifts all mutes of the group. */
export const muteGroup = (app: ZimApp): Command =>
  zimAction(app, 'MuteGroup', {
    method: 'GET',
    perUser: false,
    fields: muteFields,
    run: (query, { now }) => {
      const { IsAllMuted, Duration = 0, 'MuteRoleList[]': roles = [] } = query;
      const group = readGroup(app, query);
      const role = group.members.get(query.FromUserId)?.role;
      if (role === administrator && roles.includes(owner)) throw notAllowed();
      group.mute =
        Duration === 0 ? undefined : { all: IsAllMuted === 'true', roles, until: endOf(Duration, now) };
      return {};
    },
  });

/** MuteGroupMembers (a GET): up to 20 members. */
export const muteGroupMembers = (app: ZimApp): Command =>
  zimAction(app, 'MuteGroupMembers', {
    method: 'GET',
    perUser: true,
    fields: memberFields,
    run: (query, call) => muteMembers(app, query, call),
  });

function muteMembers(app: ZimApp, query: ValuesOf<typeof memberFields>, { request, now }: Call): JsonObject {
  const userIds = query['UserIds[]'] ?? query['UserId[]'];
  if (userIds === undefined) throw new Refusal(zimCodes.invalidParameter, 'UserIds[] is missing or invalid');
  if (userIds.length > zimBatchSizes.mutedUsers)
    throw new Refusal(zimCodes.invalidParameter, 'too many users');
  const group = readGroup(app, query);
  const { Duration = 0 } = query;
  const failures: UserFailure[] = [];
  for (const UserId of userIds) {
    const code =
      request.recipientCode(UserId) ?? (group.members.has(UserId) ? undefined : zimCodes.notAMember);
    if (code !== undefined) failures.push({ UserId, SubCode: code });
    else if (Duration === 0) group.mutedUntil.delete(UserId);
    else group.mutedUntil.set(UserId, endOf(Duration, now));
  }
  return {
    Code: failures.length === userIds.length ? zimCodes.everyMemberFailed : 0,
    ...listMember(app, 'ErrorUsers', failures),
  };
}

function endOf(seconds: number, now: number): number {
  return seconds === -1 ? Number.POSITIVE_INFINITY : now + seconds * 1000;
}

/** @throws Refusal for a group that does not exist, and an operator who is neither its owner nor an administrator */
function readGroup(app: ZimApp, query: { readonly FromUserId: string; readonly GroupId: string }): ZimGroup {
  checkId('FromUserId', query.FromUserId);
  checkConversationId('GroupId', query.GroupId);
  const group = app.groups.get(query.GroupId);
  if (group === undefined) throw new Refusal(zimCodes.groupNotFound, 'GroupId does not exist');
  const role = group.members.get(query.FromUserId)?.role;
  if (role === undefined) throw new Refusal(zimCodes.notAMember, 'FromUserId is not in the group');
  if (role > administrator) throw notAllowed();
  return group;
}

function notAllowed(): Refusal {
  return new Refusal(zimCodes.notAnAdministrator, 'FromUserId may not do that');
}
