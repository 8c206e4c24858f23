import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import { field, type ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import type { App } from './app.ts';
import { type TencentImCode, tencentImCodes } from './codes.ts';
import { tencentImCommand } from './command.ts';
import { wholeNumber } from './fields.ts';
import { readGroup } from './group-command.ts';
import { messagesOfGroup } from './group-messages.ts';
import type { TencentImGroup } from './groups.ts';
import { isKept } from './history.ts';
import { FIXED } from './limits.ts';
import { recallInGroup, tellGroupRecalls } from './message-changes.ts';

const recallShape = {
  GroupId: field(z.string(), tencentImCodes.groupParameterInvalid),
  MsgSeqList: field(
    z
      .array(z.looseObject({ MsgSeq: wholeNumber }))
      .min(1)
      .max(FIXED.recallsPerCall),
    tencentImCodes.groupParameterInvalid,
  ),
  TopicId: field(z.string().optional(), tencentImCodes.groupParameterInvalid),
  Reason: field(z.string().optional(), tencentImCodes.groupParameterInvalid),
};

/** `group_msg_recall` (1047/34965): up to ten messages, each with a code of its own. */
export function recallGroupMessages(app: App): Command {
  const run = (fields: ValuesOf<typeof recallShape>, call: Call): JsonObject => {
    if (!app.options.switches.groupRecall) throw new Refusal(tencentImCodes.groupRecallOff);
    if (Buffer.byteLength(fields.Reason ?? '') > FIXED.recallReasonBytes)
      throw new Refusal(tencentImCodes.groupParameterInvalid, 'Reason');
    const group = readGroup(app, fields.GroupId);
    const RecallRetList = fields.MsgSeqList.map(({ MsgSeq }) => ({
      MsgSeq,
      RetCode: recallOne(app, group, MsgSeq, call),
    }));
    const recalled = RecallRetList.filter(({ RetCode }) => RetCode === 0).map(({ MsgSeq }) => MsgSeq);
    tellGroupRecalls(app, group, recalled, { operator: call.caller, topicId: fields.TopicId });
    return { RecallRetList };
  };
  return tencentImCommand(app, 'group_open_http_svc', 'group_msg_recall', { fields: recallShape, run });
}

/** @returns 0, or the code of what stands against it */
function recallOne(
  app: App,
  group: TencentImGroup,
  sequence: number,
  { caller, now }: Call,
): TencentImCode | 0 {
  for (const message of messagesOfGroup(app, group)) {
    if (message.sequence !== sequence || !isKept(app, message, now)) continue;
    if (message.state !== 'normal') return tencentImCodes.groupMessageNotRecallable;
    recallInGroup(app, message, caller, now);
    return 0;
  }
  return tencentImCodes.groupMessageNotFound;
}
