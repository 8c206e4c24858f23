import type { JsonObject } from '../vendor.ts';
import type { App } from './app.ts';
import { mutedUntilSeconds } from './group-members.ts';
import { isMeeting, type TencentImGroup, type TencentImMember } from './groups.ts';

const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);

/** All that can be asked of a group, but for its members. */
export function groupInfo(app: App, group: TencentImGroup): JsonObject {
  return {
    Type: group.type,
    Name: group.name,
    Introduction: group.introduction,
    Notification: group.notification,
    FaceUrl: group.faceUrl,
    Owner_Account: group.owner,
    CreateTime: seconds(group.createdAt),
    InfoSeq: 1,
    LastInfoTime: seconds(group.createdAt),
    LastMsgTime: seconds(group.lastMessageAt),
    NextMsgSeq: group.lastSequence + 1,
    MemberNum: group.members.size,
    MaxMemberNum: group.type === 'AVChatRoom' ? 0 : group.maxMembers,
    ApplyJoinOption: group.applyJoinOption,
    InviteJoinOption: group.inviteJoinOption,
    MuteAllMember: group.muteAll ? 'On' : 'Off',
    Appid: app.options.sdkAppId,
  };
}

/** All that can be asked of a member, under both names of their id. */
export function memberInfo(
  app: App,
  group: TencentImGroup,
  member: TencentImMember,
  now: number,
): JsonObject {
  const { userId } = member;
  return {
    Member_Account: userId,
    Account: userId,
    Role: member.role,
    JoinTime: seconds(member.joinedAt),
    MsgSeq: member.readSequence,
    MsgFlag: group.type === 'AVChatRoom' || isMeeting(group.type) ? 'AcceptNotNotify' : 'AcceptAndNotify',
    LastSendMsgTime: seconds(member.lastSentAt),
    MuteUntil: mutedUntilSeconds(group, userId, now),
    NameCard: member.nameCard,
    OnlineStatus: app.users.get(userId)?.presence === 'online' ? 'Online' : 'Offline',
  };
}

/** Of a member, the names of the id: one of them is the list's. */
const ids = ['Member_Account', 'Account'];

/**
 * What a filter asks for; everything when there is none, but for the online status, which wants to be asked for.
 * @param id what a list's items call their id; they have it whatever the filter
 */
export function onlyNamed(info: JsonObject, filter: readonly string[] | undefined, id?: string): JsonObject {
  return Object.fromEntries(
    Object.entries(info).filter(([name]) => {
      if (ids.includes(name)) return name === id;
      return filter === undefined ? name !== 'OnlineStatus' : filter.includes(name);
    }),
  );
}
