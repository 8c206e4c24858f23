import * as z from 'zod';
import type { Call, Command, Payload } from '../dialect/command.ts';
import { field, type ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import type { App } from './app.ts';
import { tencentImCodes, textOf } from './codes.ts';
import { tencentImCommand } from './command.ts';
import { account, wholeNumber, zeroOrOne } from './fields.ts';
import { groupField, readGroup } from './group-command.ts';
import { groupInfo, memberInfo, onlyNamed } from './group-data.ts';
import { isWork, type TencentImGroup } from './groups.ts';
import { FIXED } from './limits.ts';

const invalid = tencentImCodes.groupParameterInvalid;
const names = z.array(z.string()).optional();
const filter = field(names, invalid);

const infoFields = {
  GroupIdList: field(z.array(z.string()).min(1).max(FIXED.groupsPerQuery), invalid),
  ResponseFilter: field(
    z
      .looseObject({
        GroupBaseInfoFilter: names,
        MemberInfoFilter: names,
        AppDefinedDataFilter_Group: names,
        AppDefinedDataFilter_GroupMember: names,
      })
      .optional(),
    invalid,
  ),
};

const memberFields = {
  GroupId: groupField,
  MemberInfoFilter: filter,
  MemberRoleFilter: filter,
  AppDefinedDataFilter_GroupMember: filter,
  Limit: field(wholeNumber.min(1).optional(), invalid),
  Offset: field(wholeNumber.optional(), invalid),
  Next: field(z.string().optional(), invalid),
};

const joinedFields = {
  Member_Account: field(account, invalid),
  WithHugeGroups: field(zeroOrOne.optional(), invalid),
  WithNoActiveGroups: field(zeroOrOne.optional(), invalid),
  Limit: field(wholeNumber.min(1).max(FIXED.joinedGroupsPerPage).optional(), invalid),
  Offset: field(wholeNumber.optional(), invalid),
  GroupType: field(z.string().optional(), invalid),
  ResponseFilter: field(
    z.looseObject({ GroupBaseInfoFilter: names, SelfInfoFilter: names }).optional(),
    invalid,
  ),
  SupportTopic: field(zeroOrOne.optional(), invalid),
};

/** `get_group_info` (1047/34961), `get_group_member_info` (1047/34948) and `get_joined_group_list` (1047/34925). */
export function groupQueryCommands(app: App): Command[] {
  return [
    tencentImCommand(app, 'group_open_http_svc', 'get_group_info', {
      fields: infoFields,
      perUser: true,
      run: (fields, call) => getInfo(app, fields, call),
    }),
    tencentImCommand(app, 'group_open_http_svc', 'get_group_member_info', {
      fields: memberFields,
      run: (fields, call) => getMembers(app, fields, call),
    }),
    tencentImCommand(app, 'group_open_http_svc', 'get_joined_group_list', {
      fields: joinedFields,
      run: (fields, call) => getJoined(app, fields, call),
    }),
  ];
}

function getInfo(app: App, fields: ValuesOf<typeof infoFields>, call: Call): Payload {
  const { GroupBaseInfoFilter, MemberInfoFilter } = fields.ResponseFilter ?? {};
  // Without any filter everything comes; with one, what it does not ask for stays away.
  const whole = fields.ResponseFilter === undefined;
  const GroupInfo = fields.GroupIdList.map((GroupId): JsonObject => {
    const group = groupOrCode(app, GroupId, call);
    if (typeof group === 'number') return { GroupId, ErrorCode: group, ErrorInfo: textOf(group) };
    // Member profiles of live groups are not kept. Here a member's id is called `Account`.
    const withMembers = (whole || MemberInfoFilter !== undefined) && group.type !== 'AVChatRoom';
    return {
      GroupId,
      ErrorCode: 0,
      ErrorInfo: '',
      ...(whole || GroupBaseInfoFilter !== undefined
        ? onlyNamed(groupInfo(app, group), GroupBaseInfoFilter)
        : {}),
      ...(withMembers
        ? {
            MemberList: Array.from(group.members.values(), (member) =>
              onlyNamed(memberInfo(app, group, member, call.now), MemberInfoFilter, 'Account'),
            ),
          }
        : {}),
    };
  });
  return notTooLarge({ GroupInfo });
}

function groupOrCode(app: App, groupId: string, { request }: Call): TencentImGroup | number {
  const fault = request.recipientCode(groupId);
  if (fault !== undefined) return fault;
  try {
    return readGroup(app, groupId);
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

function getMembers(app: App, fields: ValuesOf<typeof memberFields>, call: Call): Payload {
  const group = readGroup(app, fields.GroupId);
  if (group.type === 'AVChatRoom') throw new Refusal(tencentImCodes.groupForbidden);
  const isCommunity = group.type === 'Community';
  const most = isCommunity ? FIXED.communityMembersPerPage : app.options.limits.membersPerPage;
  if (fields.Limit !== undefined && fields.Limit > most) throw new Refusal(tencentImCodes.pageTooLarge);
  if (isCommunity ? fields.Offset !== undefined : fields.Next !== undefined) {
    throw new Refusal(invalid, isCommunity ? 'Offset' : 'Next');
  }
  const wanted = [...group.members.values()].filter(
    ({ role }) => fields.MemberRoleFilter === undefined || fields.MemberRoleFilter.includes(role),
  );
  const start = isCommunity ? Number(fields.Next || 0) : (fields.Offset ?? 0);
  if (!Number.isSafeInteger(start)) throw new Refusal(invalid, 'Next');
  const end = fields.Limit === undefined ? wanted.length : start + fields.Limit;
  return notTooLarge({
    // The total, whatever the filter.
    MemberNum: group.members.size,
    MemberList: wanted
      .slice(start, end)
      .map((member) =>
        onlyNamed(memberInfo(app, group, member, call.now), fields.MemberInfoFilter, 'Member_Account'),
      ),
    ...(isCommunity ? { Next: end < wanted.length ? String(end) : '' } : {}),
  });
}

function getJoined(app: App, fields: ValuesOf<typeof joinedFields>, call: Call): Payload {
  const { Member_Account: userId, GroupType, Offset = 0 } = fields;
  if (!app.users.has(userId)) throw new Refusal(invalid, 'Member_Account');
  if (fields.SupportTopic === 1 && GroupType !== 'Community') throw new Refusal(invalid, 'GroupType');
  const joined = [...app.groups.values()].filter(
    (group) =>
      group.members.has(userId) &&
      (GroupType === undefined || group.type === GroupType) &&
      (fields.WithHugeGroups === 1 || group.type !== 'AVChatRoom') &&
      // A Work group in which nobody has written yet does not show.
      (fields.WithNoActiveGroups === 1 || !isWork(group.type) || group.lastMessageAt > 0),
  );
  const { GroupBaseInfoFilter, SelfInfoFilter } = fields.ResponseFilter ?? {};
  const GroupIdList = joined.slice(Offset, Offset + (fields.Limit ?? joined.length)).map((group) => {
    const member = group.members.get(userId);
    return {
      GroupId: group.groupId,
      ...(GroupBaseInfoFilter === undefined ? {} : onlyNamed(groupInfo(app, group), GroupBaseInfoFilter)),
      ...(SelfInfoFilter === undefined || member === undefined
        ? {}
        : { SelfInfo: onlyNamed(memberInfo(app, group, member, call.now), SelfInfoFilter) }),
    };
  });
  return notTooLarge({ TotalCount: joined.length, GroupIdList });
}

/** A reply of more than 1 MB is refused. */
function notTooLarge(reply: JsonObject): JsonObject {
  if (Buffer.byteLength(JSON.stringify(reply)) > FIXED.groupReplyBytes) {
    throw new Refusal(tencentImCodes.replyTooLarge);
  }
  return reply;
}
