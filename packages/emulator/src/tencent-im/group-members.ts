import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import { field, type ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import type { App } from './app.ts';
import { tencentImCodes } from './codes.ts';
import { tencentImCommand } from './command.ts';
import { account, uint32, zeroOrOne } from './fields.ts';
import { groupField, readGroup } from './group-command.ts';
import { joinGroup, leaveGroup } from './group-membership.ts';
import { askBeforeInvite } from './group-questions.ts';
import { tellFull } from './group-webhooks.ts';
import { isWork, type TencentImGroup } from './groups.ts';
import { FIXED } from './limits.ts';

const invalid = tencentImCodes.groupParameterInvalid;
const silence = field(zeroOrOne.optional(), invalid);
const accounts = field(z.array(account).min(1), invalid);

const addFields = {
  GroupId: groupField,
  MemberList: field(z.array(z.looseObject({ Member_Account: account })).min(1), invalid),
  Silence: silence,
};

const deleteFields = {
  GroupId: groupField,
  MemberToDel_Account: accounts,
  Silence: silence,
  Reason: field(z.string().optional(), invalid),
};

const muteFields = {
  GroupId: groupField,
  Members_Account: accounts,
  MuteTime: field(uint32, invalid),
  TopicId: field(z.string().optional(), invalid),
};

const mutedFields = { GroupId: groupField, TopicId: field(z.string().optional(), invalid) };

/**
 * `add_group_member` (1047/34921), `delete_group_member` (1047/34949), `forbid_send_msg` (1047/34951) and
 * `get_group_muted_account` (1047/34964).
 */
export function groupMemberCommands(app: App): Command[] {
  return [
    tencentImCommand(app, 'group_open_http_svc', 'add_group_member', {
      fields: addFields,
      perUser: true,
      run: (fields, call) => add(app, fields, call),
    }),
    tencentImCommand(app, 'group_open_http_svc', 'delete_group_member', {
      fields: deleteFields,
      run: (fields, call) => remove(app, fields, call),
    }),
    tencentImCommand(app, 'group_open_http_svc', 'forbid_send_msg', {
      fields: muteFields,
      run: (fields, call) => mute(app, fields, call),
    }),
    tencentImCommand(app, 'group_open_http_svc', 'get_group_muted_account', {
      fields: mutedFields,
      run: ({ GroupId }, call) => listMuted(readGroup(app, GroupId), call.now),
    }),
  ];
}

/** What became of one of those who were to be added. */
const outcomes = { failed: 0, added: 1, alreadyMember: 2 } as const;

async function add(
  app: App,
  { GroupId, MemberList, Silence }: ValuesOf<typeof addFields>,
  call: Call,
): Promise<JsonObject> {
  if (MemberList.length > app.options.limits.membersPerCall) {
    throw new Refusal(tencentImCodes.tooManyGroupAccounts);
  }
  const group = readGroup(app, GroupId);
  if (group.type === 'AVChatRoom') throw new Refusal(tencentImCodes.groupForbidden);
  const names = MemberList.map(({ Member_Account }) => Member_Account);
  if (app.options.readings.unknownMembers === 'refuse' && !names.every((name) => app.users.has(name))) {
    throw new Refusal(tencentImCodes.groupAccountUnknown);
  }
  const others = names.filter((name) => !group.members.has(name));
  if (group.members.size >= group.maxMembers && others.length > 0) {
    tellFull(app, group);
    throw new Refusal(tencentImCodes.groupFull);
  }
  const refused = await askBeforeInvite(app, group, call.caller, others);
  let free = group.maxMembers - group.members.size;
  const added = new Set<string>();
  const results = names.map((Member_Account) => {
    if (group.members.has(Member_Account) || added.has(Member_Account)) {
      return { Member_Account, Result: outcomes.alreadyMember };
    }
    const isGood = app.users.has(Member_Account) && call.request.recipientCode(Member_Account) === undefined;
    if (!isGood || free <= 0 || refused.has(Member_Account))
      return { Member_Account, Result: outcomes.failed };
    free -= 1;
    added.add(Member_Account);
    return { Member_Account, Result: outcomes.added };
  });
  joinGroup(app, group, [...added], { operator: call.caller, silent: Silence === 1, how: 'Invited' });
  return { MemberList: results };
}

/** Who is no member is passed over. That an owner can be deleted, and leaves the group without one, is inferred [?]. */
function remove(app: App, fields: ValuesOf<typeof deleteFields>, call: Call): JsonObject {
  const { MemberToDel_Account: names, Silence } = fields;
  if (names.length > FIXED.deletedMembers) throw new Refusal(tencentImCodes.tooManyGroupAccounts);
  const group = readGroup(app, fields.GroupId);
  // Not 10007, as elsewhere for what the type does not allow.
  if (group.type === 'AVChatRoom') throw new Refusal(invalid, 'GroupId');
  leaveGroup(app, group, names, { operator: call.caller, silent: Silence === 1, how: 'Kicked' });
  return {};
}

/** It outlasts leaving and coming back, so that it is no matter of membership. */
function mute(app: App, fields: ValuesOf<typeof muteFields>, call: Call): JsonObject {
  if (fields.Members_Account.length > FIXED.mutedMembers) {
    throw new Refusal(tencentImCodes.tooManyGroupAccounts);
  }
  const group = readGroup(app, fields.GroupId);
  if (isWork(group.type)) throw new Refusal(tencentImCodes.groupForbidden);
  for (const userId of fields.Members_Account) {
    if (fields.MuteTime === 0) group.mutedUntil.delete(userId);
    else group.mutedUntil.set(userId, endOfMute(fields.MuteTime, call.now));
  }
  return {};
}

function endOfMute(seconds: number, now: number): number {
  return seconds === FIXED.foreverSeconds ? Number.POSITIVE_INFINITY : now + seconds * 1000;
}

/** The end of a mute in Unix seconds; 0 for one who is not muted. */
export function mutedUntilSeconds(group: TencentImGroup, userId: string, now: number): number {
  const until = group.mutedUntil.get(userId) ?? 0;
  if (until <= now) return 0;
  return until === Number.POSITIVE_INFINITY ? FIXED.foreverSeconds : Math.floor(until / 1000);
}

function listMuted(group: TencentImGroup, now: number): JsonObject {
  const MutedAccountList = Array.from(group.mutedUntil.keys(), (Member_Account) => ({
    Member_Account,
    MutedUntil: mutedUntilSeconds(group, Member_Account, now),
  })).filter(({ MutedUntil }) => MutedUntil > 0);
  return { GroupId: group.groupId, MutedAccountList };
}
