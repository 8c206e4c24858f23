/** The vendor's names of the actions, as the parameter `Action` has them. */
export const commands = {
  direct: 'SendPeerMessage',
  group: 'SendGroupMessage',
  room: 'SendRoomMessage',
  audience: 'SendMessageToAllUsers',
  users: 'UserRegister',
  recallDirect: 'RevokePeerMessage',
  recallGroup: 'RevokeGroupMessage',
  recallRoom: 'RevokeRoomMessage',
  editDirect: 'EditC2cMsgBody',
  editGroup: 'EditGroupMsgBody',
  find: 'QueryMessagesByMsgSeq',
  verify: 'QueryUserInfos',
} as const;

/** One of the vendor's actions. */
export type Command = (typeof commands)[keyof typeof commands];
