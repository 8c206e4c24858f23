import * as z from 'zod';
import type { JsonObject } from '../vendor.ts';
import type { App } from './app.ts';
import type { Call, Command } from './command.ts';
import { GROUP_ELEMENT_CODES } from './elements.ts';
import { field, readFields, wholeNumber } from './fields.ts';
import { readGroup } from './group-command.ts';
import { groupConversation } from './group-messages.ts';
import { isKept } from './history.ts';
import { bodyField } from './message-fields.ts';
import { Refusal } from './refusal.ts';

const shape = {
  GroupId: field(z.string(), 90001),
  MsgSeq: field(wholeNumber.min(1), 90001),
  CloudCustomData: field(z.string().optional(), 90010),
  TopicId: field(z.string().optional(), 90001),
};

/**
 * `modify_group_msg` (1047/47948): of the service openim, though it is about groups. Its own table has no code for a
 * group or a message that is not there, nor for an AVChatRoom, where it does not work [?].
 */
export function modifyGroupMessage(app: App): Command {
  return {
    path: 'v4/openim/modify_group_msg',
    callsPerSecond: app.options.limits.callsPerSecond,
    notJsonCode: 90001,
    fields: [...Object.keys(shape), 'MsgBody'],
    unknownFieldCode: 90001,
    perUser: false,
    run: (call) => modify(app, call),
  };
}

function modify(app: App, call: Call): JsonObject {
  const { readings, limits } = app.options;
  const fields = readFields(call.body, shape);
  const { MsgBody } = call.body;
  if (MsgBody === undefined && fields.CloudCustomData === undefined) throw new Refusal(90010);
  if (MsgBody !== undefined && !Array.isArray(MsgBody)) throw new Refusal(90007);
  const elements = MsgBody === undefined ? undefined : bodyField(GROUP_ELEMENT_CODES, readings)(MsgBody);
  if (call.request.body.length > limits.messageBodyBytes) throw new Refusal(93000);
  const group = readGroup(app, fields.GroupId);
  if (group.type === 'AVChatRoom') throw new Refusal(20001);
  for (const message of app.messages.conversation('tencentIm', groupConversation(group.groupId))) {
    if (message.sequence !== fields.MsgSeq || !isKept(app, message, call.now)) continue;
    if (message.state !== 'normal') throw new Refusal(20001);
    message.content = {
      ...message.content,
      ...(elements === undefined ? {} : { MsgBody: elements }),
      ...(fields.CloudCustomData === undefined ? {} : { CloudCustomData: fields.CloudCustomData }),
    };
    message.editedAt = call.now;
    app.messages.changed(message);
    return { ErrorInfo: 'succeed' };
  }
  throw new Refusal(20001);
}
