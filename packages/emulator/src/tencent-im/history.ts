import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import { type Body, field, readFields, unread } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import { directConversation, type Message } from '../world/message.ts';
import type { App } from './app.ts';
import { tencentImCodes } from './codes.ts';
import { tencentImCommand } from './command.ts';
import { C2C_ELEMENT_CODES } from './elements.ts';
import { account, wholeNumber } from './fields.ts';
import { FIXED } from './limits.ts';
import { modifyDirect, recallDirect } from './message-changes.ts';
import { bodyField } from './message-fields.ts';

/** `admin_getroammsg` (1047/35478), `admin_msgwithdraw` (1047/35015) and `modify_c2c_msg` (1047/47722). */
export function historyCommands(app: App): Command[] {
  const { readings } = app.options;
  const command = (name: string, fields: readonly string[], run: Command['run']): Command =>
    tencentImCommand(app, 'openim', name, { fields: unread(fields), run: (_values, call) => run(call) });
  const pageFields = [...Object.keys(pageShape), ...(readings.retiredNames ? retiredPageFields : [])];
  const naming = ['From_Account', 'To_Account', 'MsgKey'];
  return [
    command('admin_getroammsg', pageFields, (call) => readPage(app, call)),
    command('admin_msgwithdraw', naming, (call) => recall(app, call)),
    command('modify_c2c_msg', [...naming, 'MsgBody', 'CloudCustomData'], (call) => modify(app, call)),
  ];
}

const pageShape = {
  Peer_Account: field(account, tencentImCodes.toAccountInvalid),
  Operator_Account: field(account, tencentImCodes.fromAccountInvalid),
  // The command's own table has no code for these but that of a bad body.
  MaxCnt: field(wholeNumber.min(1), tencentImCodes.bodyInvalid),
  MinTime: field(wholeNumber, tencentImCodes.bodyInvalid),
  MaxTime: field(wholeNumber, tencentImCodes.bodyInvalid),
  LastMsgKey: field(z.string().optional(), tencentImCodes.bodyInvalid),
};

const retiredPageFields = ['From_Account', 'To_Account'];

function readPage(app: App, call: Call): JsonObject {
  const { readings } = app.options;
  const fields = readFields(readings.retiredNames ? withNewNames(call.body) : call.body, pageShape);
  if (!app.users.has(fields.Peer_Account)) throw new Refusal(tencentImCodes.toAccountInvalid);
  if (!app.users.has(fields.Operator_Account)) throw new Refusal(tencentImCodes.fromAccountInvalid);
  const found = historyOf(app, fields.Operator_Account, fields.Peer_Account, call.now).filter(
    ({ time }) => time >= fields.MinTime * 1000 && time <= fields.MaxTime * 1000,
  );
  const last = found.findIndex((message) => message.messageId === fields.LastMsgKey);
  const end = fields.LastMsgKey !== undefined && last >= 0 ? last : found.length;

  // Backwards in time, and oldest first within the page.
  const MsgList: JsonObject[] = [];
  let bytes = 0;
  let start = end;
  while (start > 0 && MsgList.length < fields.MaxCnt) {
    const message = found[start - 1];
    if (message === undefined) break;
    const entry = historyEntry(message);
    bytes += Buffer.byteLength(JSON.stringify(entry));
    if (MsgList.length > 0 && bytes > app.options.limits.historyPageBytes) break;
    MsgList.unshift(entry);
    start -= 1;
  }
  const oldest = found[start];
  return {
    Complete: start === 0 ? 1 : 0,
    MsgCnt: MsgList.length,
    LastMsgTime: MsgList.length === 0 || oldest === undefined ? 0 : oldest.time / 1000,
    LastMsgKey: MsgList.length === 0 ? '' : (oldest?.messageId ?? ''),
    MsgList,
  };
}

/** Copies of 2020 to 2022 call the two sides From_Account and To_Account. */
function withNewNames(body: Body): Body {
  const { From_Account, To_Account, ...rest } = body;
  return {
    ...rest,
    Operator_Account: body.Operator_Account ?? From_Account,
    Peer_Account: body.Peer_Account ?? To_Account,
  };
}

function historyEntry(message: Message): JsonObject {
  return {
    From_Account: message.from,
    To_Account: message.to,
    MsgSeq: message.sequence,
    MsgRandom: message.random,
    MsgTimeStamp: message.time / 1000,
    MsgFlagBits: message.state === 'recalled' ? 8 : 0,
    IsPeerRead: message.readAt === undefined ? 0 : 1,
    MsgKey: message.messageId,
    ...message.content,
  };
}

/** What one side can read of a conversation, oldest first. */
function historyOf(app: App, viewer: string, peer: string, now: number): Message[] {
  const kept: Message[] = [];
  for (const message of app.messages.conversation('tencentIm', directConversation(viewer, peer))) {
    if (message.historyOf !== undefined && !message.historyOf.has(viewer)) continue;
    if (isKept(app, message, now)) kept.push(message);
  }
  return kept.sort((one, other) => one.time - other.time || (one.sequence ?? 0) - (other.sequence ?? 0));
}

/** Whether a message is still within the history that the app's edition keeps. */
export function isKept(app: App, message: Message, now: number): boolean {
  // An imported message is as old as its import: the history would otherwise lose it on arrival.
  const importedAt = message.extra?.importedAt;
  const since = typeof importedAt === 'number' ? importedAt : message.time;
  return now - since < app.options.limits.historyDays * FIXED.dayMs;
}

const MSG_KEY = /^\d+_\d+_\d+$/;

/** From, to and MsgKey, which together name a message; the key alone does not. */
function named(app: App, call: Call): { from: string; to: string; key: string } {
  const { body } = call;
  const to = field(account, tencentImCodes.toAccountInvalid)(body.To_Account);
  const from = field(account, tencentImCodes.fromAccountInvalid)(body.From_Account);
  const key = field(
    z.string().max(FIXED.msgKeyCharacters).regex(MSG_KEY),
    tencentImCodes.messageKeyInvalid,
  )(body.MsgKey);
  if (!app.users.has(to)) throw new Refusal(tencentImCodes.toAccountInvalid);
  if (!app.users.has(from)) throw new Refusal(tencentImCodes.fromAccountInvalid);
  return { from, to, key };
}

function find(app: App, name: { from: string; to: string; key: string }, now: number): Message | undefined {
  for (const message of app.messages.conversation('tencentIm', directConversation(name.from, name.to))) {
    const { messageId, from, to } = message;
    if (messageId === name.key && from === name.from && to === name.to && isKept(app, message, now)) {
      return message;
    }
  }
  return undefined;
}

function recall(app: App, call: Call): JsonObject {
  const name = named(app, call);
  const message = find(app, name, call.now);
  if (message === undefined) throw new Refusal(tencentImCodes.messageNotFound);
  if (message.state === 'recalled') throw new Refusal(tencentImCodes.alreadyRecalled);
  recallDirect(app, message, call.caller, call.now);
  return {};
}

function modify(app: App, call: Call): JsonObject {
  const { readings, limits } = app.options;
  const name = named(app, call);
  const { MsgBody, CloudCustomData } = call.body;
  if (MsgBody === undefined && CloudCustomData === undefined)
    throw new Refusal(tencentImCodes.messageInvalid);
  const elements = MsgBody === undefined ? undefined : bodyField(C2C_ELEMENT_CODES, readings)(MsgBody);
  const data = field(z.string().optional(), tencentImCodes.messageInvalid)(CloudCustomData);
  if (call.request.body.length > limits.messageBodyBytes) throw new Refusal(tencentImCodes.requestTooLarge);
  const message = find(app, name, call.now);
  // Its own table has no code for a message that is not there; 20001 is the nearest of it.
  if (message === undefined || message.state !== 'normal') throw new Refusal(tencentImCodes.packetInvalid);
  const changes = {
    ...(elements === undefined ? {} : { MsgBody: elements }),
    ...(data === undefined ? {} : { CloudCustomData: data }),
  };
  modifyDirect(app, message, call.caller, changes, call.now);
  return { ErrorInfo: 'succeed' };
}
