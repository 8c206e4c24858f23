import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import { asItIs, field, type ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import type { App } from './app.ts';
import { tencentImCodes } from './codes.ts';
import { tencentImCommand } from './command.ts';
import { GROUP_ELEMENT_CODES } from './elements.ts';
import { wholeNumber } from './fields.ts';
import { readGroup } from './group-command.ts';
import { groupConversation } from './group-messages.ts';
import { isKept } from './history.ts';
import { modifyInGroup } from './message-changes.ts';
import { bodyField } from './message-fields.ts';

const shape = {
  GroupId: field(z.string(), tencentImCodes.bodyInvalid),
  MsgSeq: field(wholeNumber.min(1), tencentImCodes.bodyInvalid),
  CloudCustomData: field(z.string().optional(), tencentImCodes.messageInvalid),
  TopicId: field(z.string().optional(), tencentImCodes.bodyInvalid),
  MsgBody: asItIs,
};

/**
 * `modify_group_msg` (1047/47948): of the service openim, though it is about groups. Its own table has no code for a
 * group or a message that is not there, nor for an AVChatRoom, where it does not work [?].
 */
export function modifyGroupMessage(app: App): Command {
  return tencentImCommand(app, 'openim', 'modify_group_msg', {
    fields: shape,
    run: (fields, call) => modify(app, fields, call),
  });
}

function modify(app: App, fields: ValuesOf<typeof shape>, call: Call): JsonObject {
  const { readings, limits } = app.options;
  const { MsgBody } = fields;
  if (MsgBody === undefined && fields.CloudCustomData === undefined)
    throw new Refusal(tencentImCodes.messageInvalid);
  if (MsgBody !== undefined && !Array.isArray(MsgBody)) throw new Refusal(tencentImCodes.messageBodyNotAList);
  const elements = MsgBody === undefined ? undefined : bodyField(GROUP_ELEMENT_CODES, readings)(MsgBody);
  if (call.request.body.length > limits.messageBodyBytes) throw new Refusal(tencentImCodes.requestTooLarge);
  const group = readGroup(app, fields.GroupId);
  if (group.type === 'AVChatRoom') throw new Refusal(tencentImCodes.packetInvalid);
  for (const message of app.messages.conversation('tencentIm', groupConversation(group.groupId))) {
    if (message.sequence !== fields.MsgSeq || !isKept(app, message, call.now)) continue;
    if (message.state !== 'normal') throw new Refusal(tencentImCodes.packetInvalid);
    const changes = {
      ...(elements === undefined ? {} : { MsgBody: elements }),
      ...(fields.CloudCustomData === undefined ? {} : { CloudCustomData: fields.CloudCustomData }),
    };
    modifyInGroup(app, message, changes, call.now);
    return { ErrorInfo: 'succeed' };
  }
  throw new Refusal(tencentImCodes.packetInvalid);
}
