import type { ActOf } from '../client-act.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { Message } from '../world/message.ts';
import type { App } from './app.ts';
import { tencentImCodes } from './codes.ts';
import { C2C_ELEMENT_CODES, GROUP_ELEMENT_CODES } from './elements.ts';
import {
  modifyDirect,
  modifyInGroup,
  readDirect,
  readInGroup,
  recallDirect,
  recallInGroup,
  tellGroupRecalls,
  tellReceipts,
} from './message-changes.ts';
import { bodyField } from './message-fields.ts';

/** Clients may recall for so long; the console can set another time (34348: 20016, 10031). */
const recallWindowMs = 120_000;

/** Reads what came from a user, or in a group: reports it, with receipts for those who asked for one. */
export function read(app: App, reader: string, act: ActOf<'read'>): void {
  const now = app.clock.now();
  const last = act.upTo === undefined ? undefined : app.messages.find(act.upTo)?.message;
  if (act.channel === 'group') {
    const group = app.groups.get(act.with);
    if (group === undefined) throw new Refusal(tencentImCodes.groupNotFound);
    if (!group.members.has(reader)) throw new Refusal(tencentImCodes.groupForbidden);
    readInGroup(app, group, reader, last?.sequence ?? group.lastSequence, now);
    return;
  }
  if (!app.users.has(act.with)) throw new Refusal(tencentImCodes.accountNotImported);
  const until = Math.floor((last?.time ?? now) / 1000);
  tellReceipts(app, reader, act.with, readDirect(app, reader, act.with, until, now));
}

/** Takes a message of one's own back, within two minutes. */
export function recall(app: App, userId: string, act: ActOf<'recall'>): void {
  const now = app.clock.now();
  const message = ownMessage(app, userId, act.message);
  const isDirect = message.channel === 'direct';
  if (message.state !== 'normal') {
    throw new Refusal(isDirect ? tencentImCodes.alreadyRecalled : tencentImCodes.groupMessageNotRecallable);
  }
  if (now - message.time > recallWindowMs) {
    throw new Refusal(isDirect ? tencentImCodes.recallWindowPassed : tencentImCodes.groupRecallWindowPassed);
  }
  if (isDirect) {
    recallDirect(app, message, userId, now);
    return;
  }
  const group = app.groups.get(message.to);
  if (group === undefined) throw new Refusal(tencentImCodes.groupNotFound);
  recallInGroup(app, message, userId, now);
  tellGroupRecalls(app, group, [message.sequence], { operator: userId });
}

/** Gives a message of one's own another content: `MsgBody`, `CloudCustomData` or both. */
export function edit(app: App, userId: string, { message: id, content }: ActOf<'edit'>): void {
  const message = ownMessage(app, userId, id);
  if (message.state !== 'normal') throw new Refusal(tencentImCodes.packetInvalid);
  const isDirect = message.channel === 'direct';
  const { MsgBody, CloudCustomData } = content;
  if (MsgBody === undefined && CloudCustomData === undefined)
    throw new Refusal(tencentImCodes.messageInvalid);
  const codes = isDirect ? C2C_ELEMENT_CODES : GROUP_ELEMENT_CODES;
  const changes = {
    ...(MsgBody === undefined ? {} : { MsgBody: bodyField(codes, app.options.readings)(MsgBody) }),
    ...(typeof CloudCustomData === 'string' ? { CloudCustomData } : {}),
  };
  const now = app.clock.now();
  if (isDirect) modifyDirect(app, message, userId, changes, now);
  else modifyInGroup(app, message, changes, now);
}

function ownMessage(app: App, userId: string, id: number): Message {
  const message = app.messages.find(id)?.message;
  const isMine = message?.vendor === 'tencentIm' && message.from === userId && message.stored;
  if (message === undefined || !isMine) throw new Refusal(tencentImCodes.messageNotFound);
  return message;
}
