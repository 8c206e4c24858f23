import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import { field, type ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import { readMessage } from '../world/change-message.ts';
import { directConversation, type Message } from '../world/message.ts';
import type { App } from './app.ts';
import { tencentImCodes } from './codes.ts';
import { tencentImCommand } from './command.ts';
import { account, wholeNumber } from './fields.ts';
import { readGroup } from './group-command.ts';
import { groupConversation } from './group-messages.ts';
import { FIXED } from './limits.ts';
import { tellGroupReceipts, tellReceipts } from './message-changes.ts';

// Of its own codes only those from 20001 on were seen [?].
const invalid = tencentImCodes.packetInvalid;

const directShape = {
  Operator_Account: field(account, invalid),
  Peer_Account: field(account, invalid),
  C2CMsgInfo: field(
    z.array(z.looseObject({ From_Account: account, To_Account: account, MsgKey: z.string() })).min(1),
    invalid,
  ),
};

const groupShape = {
  GroupId: field(z.string(), tencentImCodes.groupParameterInvalid),
  From_Account: field(account, tencentImCodes.groupParameterInvalid),
  MsgSeqList: field(
    z
      .array(z.looseObject({ MsgSeq: wholeNumber }))
      .min(1)
      .max(FIXED.receiptsPerCall),
    tencentImCodes.groupParameterInvalid,
  ),
};

/** `c2c_msg_read_receipt` (1047/77776 = 269/104121) and `group_msg_receipt` (269/107478): a server says what a user has read. */
export function receiptCommands(app: App): Command[] {
  return [
    tencentImCommand(app, 'openim', 'c2c_msg_read_receipt', {
      fields: directShape,
      run: (fields, call) => readSome(app, fields, call),
    }),
    tencentImCommand(app, 'group_open_http_svc', 'group_msg_receipt', {
      fields: groupShape,
      run: (fields, call) => readSomeInGroup(app, fields, call),
    }),
  ];
}

function readSome(app: App, fields: ValuesOf<typeof directShape>, { now }: Call): JsonObject {
  const { Operator_Account: reader, Peer_Account: peer, C2CMsgInfo } = fields;
  if (!app.users.has(reader) || !app.users.has(peer)) throw new Refusal(invalid);
  const stored = [...app.messages.conversation('tencentIm', directConversation(reader, peer))];
  const messages = C2CMsgInfo.map(({ From_Account, To_Account, MsgKey }) => {
    const isBetweenThem = From_Account === peer && To_Account === reader;
    const found = stored.find(({ messageId, from }) => messageId === MsgKey && from === peer);
    // Only messages that were sent with IsNeedReadReceipt can be told to be read.
    if (!isBetweenThem || found?.extra?.IsNeedReadReceipt !== 1) throw new Refusal(invalid);
    return found;
  });
  tellReceipts(app, reader, peer, readNow(app, messages, reader, now));
  return {};
}

function readSomeInGroup(app: App, fields: ValuesOf<typeof groupShape>, { now }: Call): JsonObject {
  const group = readGroup(app, fields.GroupId);
  const reader = fields.From_Account;
  if (group.type === 'AVChatRoom' || group.type === 'Community' || !group.members.has(reader)) {
    throw new Refusal(tencentImCodes.groupForbidden);
  }
  const wanted = new Set(fields.MsgSeqList.map(({ MsgSeq }) => MsgSeq));
  const stored = [...app.messages.conversation('tencentIm', groupConversation(group.groupId))];
  const messages = stored.filter(
    ({ sequence, extra }) => wanted.has(sequence ?? -1) && extra?.NeedReadReceipt === 1,
  );
  tellGroupReceipts(app, group, reader, readNow(app, messages, reader, now));
  return {};
}

/** @returns those that the reader had not read before */
function readNow(app: App, messages: readonly Message[], reader: string, now: number): Message[] {
  return messages.filter((message) => {
    if (!readMessage(message, reader, now)) return false;
    app.messages.changed(message);
    return true;
  });
}
