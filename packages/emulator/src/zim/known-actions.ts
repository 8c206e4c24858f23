/** The actions of the vendor's overview, by what they are about; the emulator serves some of them. */
const named = {
  messages:
    'SendPeerMessage SendGroupMessage SendRoomMessage SendMessageToAllUsers RevokePeerMessage RevokeGroupMessage RevokeRoomMessage ImportPeerMsg ImportGroupMsg QueryMessagesByMsgSeq QueryPeerMsg QueryGroupMsg EditC2cMsgBody EditGroupMsgBody ClearPeerMessage ClearMemberGroupMessage C2cReadReceipt GroupReadReceipt C2cDeliveryReceipt GroupDeliveryReceipt',
  users:
    'UserRegister QueryUserInfos ModifyUserInfo QueryUserOnlineState QueryGroupsInfoOfUser RobotRegister AddUsersToBlacklist RemoveUsersFromBlacklist CheckUsersIsInBlacklist QueryBlacklist AddFriends SendFriendApplication DeleteFriends DeleteAllFriends CheckFriendsRelation UpdateFriendsAlias UpdateFriendAttributes QueryFriendList',
  conversations:
    'QueryConversationList ConvPinned SilenceConvNotification SetConvMark DeleteConv ClearConversationUnread',
  groups:
    'CreateGroup UpdateGroupData ModifyGroupAttribute QueryGroupInfo QueryGroupMemberList KickoutGroupUser FetchForbidGroupList InviteUsersIntoGroup SetGroupMembersNickname ModifyGroupLimit SetGroupMemberRole MuteGroup MuteGroupMembers TransferGroupOwner DismissGroup QueryAppGroupList',
  rooms:
    'CreateRoom QueryRoomAttribute ModifyRoomAttribute DestroyRoom QueryRoomUserList KickoutRoomUser QueryRoomMembers',
  others: 'CallInvite CallAccept CallReject QueryAppCommunityList CgiDescribeZIMAudioLicense',
} as const;

/** Each action by its name. */
export const knownActions: ReadonlySet<string> = new Set(
  Object.values(named).flatMap((actions) => actions.split(' ')),
);
