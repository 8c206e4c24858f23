import type { ZimAction } from './action.ts';
import { addUsersToBlacklist, checkUsersIsInBlacklist, removeUsersFromBlacklist } from './blocklist.ts';
import { createGroup } from './create-group.ts';
import { editGroupMessage, editPeerMessage } from './edit-message.ts';
import { importPeerMessage } from './import-peer-message.ts';
import { queryMessagesBySequence, queryPeerMessages } from './query-messages.ts';
import { queryUserInfos, queryUserOnlineState } from './query-users.ts';
import { revokeGroupMessage, revokePeerMessage, revokeRoomMessage } from './revoke-message.ts';
import { sendGroupMessage } from './send-group-message.ts';
import { sendMessageToAllUsers } from './send-message-to-all-users.ts';
import { sendPeerMessage } from './send-peer-message.ts';
import { sendRoomMessage } from './send-room-message.ts';
import { userRegister } from './user-register.ts';

/** Every action that the emulator knows, by the exact name that `Action` must have. */
export const zimActions: ReadonlyMap<string, ZimAction> = new Map(
  Object.entries({
    SendPeerMessage: sendPeerMessage,
    SendGroupMessage: sendGroupMessage,
    SendRoomMessage: sendRoomMessage,
    SendMessageToAllUsers: sendMessageToAllUsers,
    RevokePeerMessage: revokePeerMessage,
    RevokeGroupMessage: revokeGroupMessage,
    RevokeRoomMessage: revokeRoomMessage,
    EditC2cMsgBody: editPeerMessage,
    EditGroupMsgBody: editGroupMessage,
    ImportPeerMsg: importPeerMessage,
    QueryPeerMsg: queryPeerMessages,
    QueryMessagesByMsgSeq: queryMessagesBySequence,
    UserRegister: userRegister,
    QueryUserInfos: queryUserInfos,
    QueryUserOnlineState: queryUserOnlineState,
    AddUsersToBlacklist: addUsersToBlacklist,
    RemoveUsersFromBlacklist: removeUsersFromBlacklist,
    CheckUsersIsInBlacklist: checkUsersIsInBlacklist,
    CreateGroup: createGroup,
  }),
);
