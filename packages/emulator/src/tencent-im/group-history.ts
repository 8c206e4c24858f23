import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import { field, type ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import { type Message, systemSender } from '../world/message.ts';
import type { App } from './app.ts';
import { tencentImCodes } from './codes.ts';
import { tencentImCommand } from './command.ts';
import { wholeNumber } from './fields.ts';
import { groupField, readGroup } from './group-command.ts';
import { groupConversation } from './group-messages.ts';
import { isKept } from './history.ts';
import { FIXED } from './limits.ts';

const invalid = tencentImCodes.groupParameterInvalid;

const fieldsOfPage = {
  GroupId: groupField,
  ReqMsgNumber: field(wholeNumber.min(1), invalid),
  ReqMsgSeq: field(wholeNumber.optional(), invalid),
  WithRecalledMsg: field(z.literal([0, 1]).optional(), invalid),
  TopicId: field(z.string().optional(), invalid),
};

const priorities: Readonly<Record<string, number>> = { High: 1, Normal: 2, Low: 3, Lowest: 4 };

/** `group_msg_get_simple` (1047/34971): a group's history, newest first, at most 20 messages a page. */
export function groupHistoryCommand(app: App): Command {
  return tencentImCommand(app, 'group_open_http_svc', 'group_msg_get_simple', {
    fields: fieldsOfPage,
    run: (fields, call) => readPage(app, fields, call),
  });
}

function readPage(app: App, fields: ValuesOf<typeof fieldsOfPage>, call: Call): JsonObject {
  const group = readGroup(app, fields.GroupId);
  if (group.type === 'AVChatRoom') throw new Refusal(tencentImCodes.groupForbidden);
  const bySequence = new Map<number | undefined, Message>();
  for (const message of app.messages.conversation('tencentIm', groupConversation(group.groupId))) {
    bySequence.set(message.sequence, message);
  }
  const newest = Math.min(fields.ReqMsgSeq ?? group.lastSequence, group.lastSequence);
  const count = Math.min(fields.ReqMsgNumber, FIXED.groupHistoryPage);
  const RspMsgList: JsonObject[] = [];
  for (let sequence = newest; sequence > 0 && sequence > newest - count; sequence -= 1) {
    const message = bySequence.get(sequence);
    const isThere = message !== undefined && message.state !== 'deleted' && isKept(app, message, call.now);
    if (!isThere) RspMsgList.push({ MsgSeq: sequence, IsPlaceMsg: 1, MsgBody: [] });
    else if (message.state === 'normal') RspMsgList.push(entryOf(app, message));
    else if (fields.WithRecalledMsg === 1) {
      RspMsgList.push({ ...entryOf(app, message), IsPlaceMsg: 2, MsgBody: [] });
    }
  }
  return { GroupId: group.groupId, IsFinished: isFinished(fields.ReqMsgNumber, RspMsgList), RspMsgList };
}

/** 1: the whole of what was asked for; 0: cut short; 2: cut short, and nothing of it is there any more. */
function isFinished(asked: number, page: readonly JsonObject[]): 0 | 1 | 2 {
  if (asked <= FIXED.groupHistoryPage) return 1;
  return page.every(({ IsPlaceMsg }) => IsPlaceMsg === 1) ? 2 : 0;
}

function entryOf(app: App, message: Message): JsonObject {
  const isTip = message.from === systemSender;
  const { CloudCustomData, MsgBody } = message.content;
  return {
    From_Account: message.from,
    IsPlaceMsg: 0,
    ...(isTip ? { IsSystemMsg: 1 } : {}),
    // What the body of a tip holds is not documented; that it may be an object is [?].
    MsgBody: isTip ? {} : MsgBody,
    MsgPriority: priorities[String(message.extra?.MsgPriority ?? 'Normal')] ?? priorities.Normal,
    MsgRandom: message.random ?? 0,
    MsgSeq: message.sequence,
    MsgTimeStamp: message.time / 1000,
    ...(CloudCustomData !== undefined && app.options.readings.groupHistoryCustomData
      ? { CloudCustomData }
      : {}),
  };
}
