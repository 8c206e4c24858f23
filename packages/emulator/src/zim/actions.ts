import type { ZimAction } from './app.ts';
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
    UserRegister: userRegister,
  }),
);
