import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import { field, type ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import type { App } from './app.ts';
import { tencentImCodes } from './codes.ts';
import { tencentImCommand } from './command.ts';
import { account, wholeNumber } from './fields.ts';
import { FIXED } from './limits.ts';
import { readDirect } from './message-changes.ts';
import { unreadOf } from './unread.ts';

/** The page types it as a string, a client library as a number; both are taken. */
const readTime = z
  .union([wholeNumber, z.string().regex(/^\d{1,15}$/)])
  .transform(Number)
  .optional();

/** `admin_set_msg_read` (1047/38996) and `get_c2c_unread_msg_num` (1047/41046). */
export function readStateCommands(app: App): Command[] {
  return [
    tencentImCommand(app, 'openim', 'admin_set_msg_read', {
      fields: readShape,
      run: (fields, call) => setRead(app, fields, call),
    }),
    tencentImCommand(app, 'openim', 'get_c2c_unread_msg_num', {
      fields: countShape,
      perUser: true,
      run: (fields, call) => countUnread(app, fields, call),
    }),
  ];
}

const readShape = {
  Peer_Account: field(account, tencentImCodes.toAccountInvalid),
  Report_Account: field(account, tencentImCodes.fromAccountInvalid),
  MsgReadTime: field(readTime, tencentImCodes.bodyInvalid),
};

const countShape = {
  To_Account: field(account, tencentImCodes.toAccountInvalid),
  Peer_Account: field(
    z.array(z.string()).min(1).max(FIXED.unreadPeers).optional(),
    tencentImCodes.bodyInvalid,
  ),
};

function setRead(app: App, fields: ValuesOf<typeof readShape>, call: Call): JsonObject {
  const { Report_Account, Peer_Account } = fields;
  if (!app.users.has(Peer_Account)) throw new Refusal(tencentImCodes.toAccountInvalid);
  if (!app.users.has(Report_Account)) throw new Refusal(tencentImCodes.fromAccountInvalid);
  const LastReadTime = fields.MsgReadTime ?? Math.floor(call.now / 1000);
  readDirect(app, Report_Account, Peer_Account, LastReadTime, call.now);
  return {};
}

function countUnread(
  app: App,
  { To_Account, Peer_Account }: ValuesOf<typeof countShape>,
  call: Call,
): JsonObject {
  if (!app.users.has(To_Account)) throw new Refusal(tencentImCodes.toAccountInvalid);
  // The reply can name a failed peer; not the user whose messages are counted.
  const fault = call.request.recipientCode(To_Account);
  if (fault !== undefined) throw new Refusal(fault);
  if (Peer_Account === undefined) return { AllC2CUnreadMsgNum: unreadOf(app, To_Account) };
  const C2CUnreadMsgNumList: JsonObject[] = [];
  const ErrorList: JsonObject[] = [];
  for (const peer of Peer_Account) {
    const code = app.users.has(peer) ? call.request.recipientCode(peer) : tencentImCodes.accountUnknown;
    if (code !== undefined) ErrorList.push({ Peer_Account: peer, ErrorCode: code });
    else {
      C2CUnreadMsgNumList.push({ Peer_Account: peer, C2CUnreadMsgNum: unreadOf(app, To_Account, peer) });
    }
  }
  return { C2CUnreadMsgNumList, ...(ErrorList.length === 0 ? {} : { ErrorList }) };
}
