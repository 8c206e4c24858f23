import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import type { ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import { bareNumber } from '../http/bare-number.ts';
import type { JsonObject } from '../vendor.ts';
import { directConversation, type Message } from '../world/message.ts';
import { zimAction } from './action.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';
import { flag, sequence, zimFields } from './fields.ts';
import { groupConversation } from './groups.ts';
import { historyBody, recalledBody } from './history-body.ts';
import { checkConversationId, checkId } from './ids.ts';
import { countMessagesBySequence, zimBatchSizes } from './limits.ts';
import { sequenceFor } from './messages.ts';
import { listMember } from './reply.ts';
import { retentionMs } from './retention.ts';

const defaultPage = 10;

const peerFields = zimFields({
  FromUserId: z.string(),
  ToUserId: z.string(),
  Limit: z.int().optional(),
  Next: z.int().optional(),
  WithEmptyMsg: flag.optional(),
});

const bySequenceFields = zimFields({
  FromUserId: z.string(),
  ConvId: z.string().min(1),
  ConvType: z.union([z.literal(0), z.literal(2)]),
  MsgSeqList: z.array(sequence).min(1).max(zimBatchSizes.sequences),
});

/** QueryPeerMsg: one side's view of a one-to-one conversation, newest first, page by page. */
export const queryPeerMessages = (app: ZimApp): Command =>
  zimAction(app, 'QueryPeerMsg', {
    method: 'POST',
    perUser: false,
    fields: peerFields,
    run: (body, call) => queryPeer(app, body, call),
  });

/** QueryMessagesByMsgSeq: messages by their numbers; limited by messages per second, not by calls. */
export const queryMessagesBySequence = (app: ZimApp): Command =>
  zimAction(app, 'QueryMessagesByMsgSeq', {
    method: 'POST',
    perUser: false,
    rates: [],
    fields: bySequenceFields,
    run: (body, call) => queryBySequence(app, body, call),
  });

function queryPeer(app: ZimApp, body: ValuesOf<typeof peerFields>, { request }: Call): JsonObject {
  checkId('FromUserId', body.FromUserId);
  checkId('ToUserId', body.ToUserId);
  if (!app.users.has(body.FromUserId)) {
    throw new Refusal(zimCodes.senderNotRegistered, 'FromUserId is not registered');
  }
  const viewer = body.FromUserId;
  const conversation = directConversation(viewer, body.ToUserId);
  const oldest = request.at - retentionMs(app.options.plan);
  const visible = [...app.history.conversation(conversation)]
    .filter((message) => message.historyOf?.has(viewer) !== false)
    .filter((message) => body.WithEmptyMsg === 1 || isEmpty(message, oldest) === 0)
    .sort((left, right) => right.time - left.time || right.id - left.id);
  // Next is said to mean nothing to clients; here it is the message that the last page ended with.
  const start = body.Next ? visible.findIndex((message) => message.id === body.Next) + 1 : 0;
  const page = visible.slice(start, start + pageSize(body.Limit));
  const more = start + page.length < visible.length;
  return {
    Next: more ? (page.at(-1)?.id ?? 0) : 0,
    ...listMember(
      app,
      'List',
      page.map((message) => item(message, viewer, oldest)),
    ),
  };
}

function queryBySequence(
  app: ZimApp,
  body: ValuesOf<typeof bySequenceFields>,
  { request }: Call,
): JsonObject {
  checkId('FromUserId', body.FromUserId);
  checkConversationId('ConvId', body.ConvId);
  countMessagesBySequence(app, body.MsgSeqList.length, request.at);
  if (!app.users.has(body.FromUserId)) {
    throw new Refusal(zimCodes.userNotRegistered, 'FromUserId is not registered');
  }
  if (body.ConvType === 0 && !app.users.has(body.ConvId)) {
    throw new Refusal(zimCodes.userUnreadable, 'ConvId is not a user');
  }
  // Any registered user may ask about a group.
  if (body.ConvType === 2 && app.groups.get(body.ConvId) === undefined) {
    throw new Refusal(zimCodes.groupNotFound, 'ConvId is not a group');
  }
  const conversation =
    body.ConvType === 0 ? directConversation(body.FromUserId, body.ConvId) : groupConversation(body.ConvId);
  const oldest = request.at - retentionMs(app.options.plan);
  const found: JsonObject[] = [];
  for (const wanted of new Set(body.MsgSeqList)) {
    const message = app.history.find(conversation, body.FromUserId, wanted);
    if (message !== undefined && message.historyOf?.has(body.FromUserId) !== false) {
      found.push(item(message, body.FromUserId, oldest));
    }
  }
  return listMember(app, 'MessageList', found);
}

/** 0 or less counts as 10, more than 100 as 100. */
function pageSize(limit = 0): number {
  return limit <= 0 ? defaultPage : Math.min(limit, zimBatchSizes.historyPage);
}

/** 0 there, 1 deleted or expired, 2 recalled. */
function isEmpty(message: Message, oldest: number): 0 | 1 | 2 {
  if (message.state === 'recalled') return 2;
  return message.state === 'deleted' || message.time < oldest ? 1 : 0;
}

function item(message: Message, viewer: string, oldest: number): JsonObject {
  const empty = isEmpty(message, oldest);
  const MsgSeq = sequenceFor(message, viewer);
  // Members of an empty message are said to be empty; its sequence still tells which one it is.
  if (empty === 1) {
    return { Sender: '', MsgType: 0, MsgBody: '', MsgId: 0, MsgSeq, Payload: '', MsgTime: 0, IsEmpty: 1 };
  }
  const { content } = message;
  return {
    Sender: message.from,
    MsgType: empty === 2 ? 31 : content.MessageType,
    ...(empty === 0 && content.MessageType === 200 ? { SubMsgType: content.SubMsgType } : undefined),
    MsgBody: empty === 2 ? recalledBody(message) : historyBody(content),
    MsgId: bareNumber(message.messageId ?? '0'),
    MsgSeq,
    Payload: empty === 2 ? '' : (content.ExtendedData ?? ''),
    MsgTime: message.time,
    IsEmpty: empty,
  };
}
