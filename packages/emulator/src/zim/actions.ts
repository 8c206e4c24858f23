import type { Command } from '../dialect/command.ts';
import type { ZimApp } from './app.ts';
import { addUsersToBlacklist, checkUsersIsInBlacklist, removeUsersFromBlacklist } from './blocklist.ts';
import { createGroup } from './create-group.ts';
import { editGroupMessage, editPeerMessage } from './edit-message.ts';
import {
  dismissGroupAction,
  inviteUsersIntoGroup,
  kickoutGroupUser,
  transferGroupOwner,
} from './group-actions.ts';
import { queryGroupInfo, queryGroupMemberList } from './group-queries.ts';
import { importPeerMessage } from './import-peer-message.ts';
import { muteGroup, muteGroupMembers } from './mute-group.ts';
import { queryMessagesBySequence, queryPeerMessages } from './query-messages.ts';
import { queryUserInfos, queryUserOnlineState } from './query-users.ts';
import { revokeGroupMessage, revokePeerMessage, revokeRoomMessage } from './revoke-message.ts';
import { createRoomAction, destroyRoomAction, kickoutRoomUser, queryRoomUserList } from './room-actions.ts';
import { sendGroupMessage } from './send-group-message.ts';
import { sendMessageToAllUsers } from './send-message-to-all-users.ts';
import { sendPeerMessage } from './send-peer-message.ts';
import { sendRoomMessage } from './send-room-message.ts';
import { userRegister } from './user-register.ts';

/** Every action that the emulator serves. */
export function zimActions(app: ZimApp): Command[] {
  return [
    sendPeerMessage,
    sendGroupMessage,
    sendRoomMessage,
    sendMessageToAllUsers,
    revokePeerMessage,
    revokeGroupMessage,
    revokeRoomMessage,
    editPeerMessage,
    editGroupMessage,
    importPeerMessage,
    queryPeerMessages,
    queryMessagesBySequence,
    userRegister,
    queryUserInfos,
    queryUserOnlineState,
    addUsersToBlacklist,
    removeUsersFromBlacklist,
    checkUsersIsInBlacklist,
    createGroup,
    inviteUsersIntoGroup,
    kickoutGroupUser,
    transferGroupOwner,
    dismissGroupAction,
    queryGroupMemberList,
    queryGroupInfo,
    muteGroup,
    muteGroupMembers,
    createRoomAction,
    destroyRoomAction,
    queryRoomUserList,
    kickoutRoomUser,
  ].map((action) => action(app));
}
