import * as z from 'zod';
import { directConversation } from '../store/message.ts';
import type { JsonObject } from '../vendor.ts';
import type { VendorRequest } from '../vendor-request.ts';
import type { ZimAction } from './action.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';
import { readBody, sequence, subMsgType } from './fields.ts';
import { checkId } from './ids.ts';
import { readMessage } from './message-body.ts';
import { ZimRefusal } from './refusal.ts';
import { raiseSendMsg } from './webhook-events.ts';

/** What `EditType` is made of. */
const editBits = { message: 1, extendedData: 2, mentions: 4, mentionAll: 8, subMsgType: 16 } as const;

const bodySchema = z.object({
  FromUserId: z.string(),
  SenderId: z.string(),
  ConvId: z.string(),
  MsgType: z.union([z.literal(1), z.literal(10), z.literal(200)]),
  ConvMsgSeq: sequence,
  EditType: z.int().min(1).max(31),
  MessageBody: z.object({ Message: z.string().optional(), ExtendedData: z.string().optional() }).optional(),
  AtListInfo: z.object({ AtList: z.array(z.string()) }).optional(),
  IsAtAll: z.boolean().optional(),
  SubMsgType: subMsgType.optional(),
});

type Body = z.output<typeof bodySchema>;

/** EditC2cMsgBody: changes a stored message of type 1, 10 or 200 within 24 hours, for both sides. */
export const editPeerMessage: ZimAction = { method: 'POST', perUser: false, run };

function run(app: ZimApp, request: VendorRequest): JsonObject {
  const body = readBody(app, bodySchema, request);
  for (const field of ['FromUserId', 'SenderId', 'ConvId'] as const) checkId(field, body[field]);
  checkParts(body);
  if (body.SenderId !== body.FromUserId && body.SenderId !== body.ConvId) {
    throw new ZimRefusal(zimCodes.invalidParameter, 'SenderId takes no part in the conversation');
  }
  const conversation = directConversation(body.FromUserId, body.ConvId);
  const message = app.history.find(conversation, body.FromUserId, body.ConvMsgSeq);
  // The page has one code for an edit that fails; that it stands for a missing message too is inferred.
  if (
    message === undefined ||
    message.state !== 'normal' ||
    message.from !== body.SenderId ||
    message.content.MessageType !== body.MsgType
  ) {
    throw new ZimRefusal(zimCodes.editFailed, 'there is no such message to edit');
  }
  if (request.at - message.time > app.options.editWindowSeconds * 1000) {
    throw new ZimRefusal(zimCodes.editWindowPassed, 'message is too old to edit');
  }
  const content = { ...message.content, ...changes(app, body, message.content) };
  message.content = content;
  message.editedAt = request.at;
  app.history.changed(message);
  raiseSendMsg(app, content, () => ({
    from_user_id: message.from,
    conv_type: 0,
    conv_id: message.to,
    source: 1,
    msg_body: content.Message,
    msg_id: message.messageId ?? '',
    msg_seq: message.sequence ?? 0,
    msg_time: message.time,
    send_result: 0,
  }));
  return {
    StateMsgSeq: app.history.nextSequence(`state\n${conversation}`),
    EditMsgSeq: app.history.nextSequence(`edit\n${conversation}`),
    LatestEditTime: Math.floor(request.at / 1000),
  };
}

/** Each bit of EditType wants its member. */
function checkParts(body: Body): void {
  const wanted: readonly (readonly [number, unknown, string])[] = [
    [editBits.message, body.MessageBody?.Message || undefined, 'MessageBody.Message'],
    [editBits.extendedData, body.MessageBody?.ExtendedData, 'MessageBody.ExtendedData'],
    [editBits.mentions, body.AtListInfo, 'AtListInfo.AtList'],
    [editBits.mentionAll, body.IsAtAll, 'IsAtAll'],
    [editBits.subMsgType, body.SubMsgType, 'SubMsgType'],
  ];
  for (const [bit, value, name] of wanted) {
    if ((body.EditType & bit) !== 0 && value === undefined) {
      throw new ZimRefusal(zimCodes.invalidParameter, `${name} is missing`);
    }
  }
}

/** The members that the edit replaces, checked as a send checks them. */
function changes(app: ZimApp, body: Body, old: JsonObject): JsonObject {
  const has = (bit: number) => (body.EditType & bit) !== 0;
  const checked = readMessage(
    {
      MessageType: body.MsgType,
      SubMsgType: has(editBits.subMsgType) ? body.SubMsgType : Number(old.SubMsgType ?? 0),
      MessageBody: {
        Message: has(editBits.message) ? (body.MessageBody?.Message ?? '') : String(old.Message),
        ExtendedData: has(editBits.extendedData) ? body.MessageBody?.ExtendedData : undefined,
      },
    },
    'peer',
    app.options,
  );
  return {
    ...checked,
    ...(has(editBits.mentions) ? { AtList: body.AtListInfo?.AtList } : undefined),
    ...(has(editBits.mentionAll) ? { IsAtAll: body.IsAtAll } : undefined),
  };
}
