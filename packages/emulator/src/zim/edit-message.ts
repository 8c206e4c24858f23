import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import type { ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import { editMessage as replaceContent } from '../world/change-message.ts';
import { directConversation } from '../world/message.ts';
import { zimAction } from './action.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';
import { sequence, subMsgType, zimFields } from './fields.ts';
import { groupConversation } from './groups.ts';
import { historyBody } from './history-body.ts';
import { checkConversationId, checkId } from './ids.ts';
import { readMessage } from './message-body.ts';
import { raiseSendMsg, sourceOf } from './webhook-events.ts';

/** What `EditType` is made of. */
export const editBits = { message: 1, extendedData: 2, mentions: 4, mentionAll: 8, subMsgType: 16 } as const;

const common = {
  FromUserId: z.string(),
  ConvId: z.string(),
  MsgType: z.union([z.literal(1), z.literal(10), z.literal(200)]),
  ConvMsgSeq: sequence,
  EditType: z.int().min(1).max(31),
  MessageBody: z.object({ Message: z.string().optional(), ExtendedData: z.string().optional() }).optional(),
  AtListInfo: z.object({ AtList: z.array(z.string()) }).optional(),
  IsAtAll: z.boolean().optional(),
  SubMsgType: subMsgType.optional(),
};
const peerFields = zimFields({ ...common, SenderId: z.string() });
const groupFields = zimFields({ ...common, SenderId: z.string().optional() });

type Body = ValuesOf<typeof groupFields>;

/** EditC2cMsgBody: changes a stored message of type 1, 10 or 200 within 24 hours, for both sides. */
export const editPeerMessage = (app: ZimApp): Command =>
  zimAction(app, 'EditC2cMsgBody', {
    method: 'POST',
    perUser: false,
    fields: peerFields,
    run: (body, call) => editPeer(app, body, call),
  });

/** EditGroupMsgBody: the same in a group, by one of its members. */
export const editGroupMessage = (app: ZimApp): Command =>
  zimAction(app, 'EditGroupMsgBody', {
    method: 'POST',
    perUser: false,
    fields: groupFields,
    run: (body, call) => editGroup(app, body, call),
  });

function editPeer(app: ZimApp, body: ValuesOf<typeof peerFields>, { request }: Call): JsonObject {
  for (const field of ['FromUserId', 'SenderId', 'ConvId'] as const) checkId(field, body[field]);
  checkParts(body);
  if (body.SenderId !== body.FromUserId && body.SenderId !== body.ConvId) {
    throw new Refusal(zimCodes.invalidParameter, 'SenderId takes no part in the conversation');
  }
  return editMessage(
    app,
    body,
    { key: directConversation(body.FromUserId, body.ConvId), type: 0 },
    request.at,
  );
}

function editGroup(app: ZimApp, body: ValuesOf<typeof groupFields>, { request }: Call): JsonObject {
  checkId('FromUserId', body.FromUserId);
  if (body.SenderId !== undefined) checkId('SenderId', body.SenderId);
  checkConversationId('ConvId', body.ConvId);
  checkParts(body);
  const group = app.groups.get(body.ConvId);
  if (group === undefined) throw new Refusal(zimCodes.groupNotFound, 'ConvId does not exist');
  if (!group.members.has(body.FromUserId)) {
    throw new Refusal(zimCodes.notAMember, 'FromUserId is not in the group');
  }
  return editMessage(app, body, { key: groupConversation(body.ConvId), type: 2 }, request.at);
}

/** Changes a message as EditType says, and raises `send_msg` once more. */
export function editMessage(
  app: ZimApp,
  body: Body,
  conversation: { readonly key: string; readonly type: 0 | 2 },
  now: number,
): JsonObject {
  const message = app.history.find(conversation.key, body.FromUserId, body.ConvMsgSeq);
  // The page has one code for an edit that fails; that it stands for a missing message too is inferred.
  if (
    message === undefined ||
    message.state !== 'normal' ||
    (body.SenderId !== undefined && message.from !== body.SenderId) ||
    message.content.MessageType !== body.MsgType
  ) {
    throw new Refusal(zimCodes.editFailed, 'there is no such message to edit');
  }
  if (now - message.time > app.options.editWindowSeconds * 1000) {
    throw new Refusal(zimCodes.editWindowPassed, 'message is too old to edit');
  }
  const content = {
    ...message.content,
    ...changes(app, body, message.content, conversation.type === 0 ? 'peer' : 'group'),
  };
  replaceContent(message, content, now);
  if ((body.EditType & (editBits.mentions | editBits.mentionAll)) !== 0) {
    message.mentions = {
      everyone: content.IsAtAll === true,
      users: body.AtListInfo?.AtList ?? message.mentions?.users ?? [],
    };
  }
  app.history.changed(message);
  raiseSendMsg(app, content, () => ({
    from_user_id: message.from,
    conv_type: conversation.type,
    conv_id: message.to,
    ...sourceOf(app),
    msg_body: app.webhooks.origin === 'server' ? content.Message : historyBody(content),
    msg_id: message.messageId ?? '',
    msg_seq: message.sequence ?? 0,
    msg_time: message.time,
    send_result: 0,
  }));
  return {
    StateMsgSeq: app.history.nextSequence(`state\n${conversation.key}`),
    EditMsgSeq: app.history.nextSequence(`edit\n${conversation.key}`),
    LatestEditTime: Math.floor(now / 1000),
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
      throw new Refusal(zimCodes.invalidParameter, `${name} is missing`);
    }
  }
}

/** The members that the edit replaces, checked as a send checks them. */
function changes(app: ZimApp, body: Body, old: JsonObject, type: 'peer' | 'group'): JsonObject {
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
    type,
    app.options,
  );
  return {
    ...checked,
    ...(has(editBits.mentions) ? { AtList: body.AtListInfo?.AtList } : undefined),
    ...(has(editBits.mentionAll) ? { IsAtAll: body.IsAtAll } : undefined),
  };
}
