import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import type { ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import { recallMessage } from '../world/change-message.ts';
import { directConversation, type Message } from '../world/message.ts';
import { zimAction } from './action.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';
import { checkBytes, sequence, zimFields } from './fields.ts';
import { groupConversation } from './groups.ts';
import { checkConversationId, checkId } from './ids.ts';
import { offlinePushSchema } from './offline-push.ts';

const maxPayloadBytes = 200;

const common = {
  FromUserId: z.string(),
  MsgSeq: sequence,
  Payload: z.string().optional(),
  OfflinePush: offlinePushSchema.optional(),
};
const peerFields = zimFields({ ...common, ToUserId: z.string() });
const groupFields = zimFields({ ...common, GroupId: z.string().min(1) });
const { OfflinePush: _noPush, ...commonInRooms } = common;
const roomFields = zimFields({ ...commonInRooms, RoomId: z.string().min(1) });

/** RevokePeerMessage: within two minutes unless the vendor raised it, and by the sender alone. */
export const revokePeerMessage = (app: ZimApp): Command =>
  zimAction(app, 'RevokePeerMessage', {
    method: 'POST',
    perUser: false,
    fields: peerFields,
    run: (body, call) => revokePeer(app, body, call),
  });

/** RevokeGroupMessage: the same for a group. */
export const revokeGroupMessage = (app: ZimApp): Command =>
  zimAction(app, 'RevokeGroupMessage', {
    method: 'POST',
    perUser: false,
    fields: groupFields,
    run: (body, call) => revokeGroup(app, body, call),
  });

/** RevokeRoomMessage: where the app's plan has room messages stored. Its page names no window and no rule for the sender. */
export const revokeRoomMessage = (app: ZimApp): Command =>
  zimAction(app, 'RevokeRoomMessage', {
    method: 'POST',
    perUser: false,
    fields: roomFields,
    run: (body, call) => revokeRoom(app, body, call),
  });

function revokePeer(app: ZimApp, body: ValuesOf<typeof peerFields>, { request }: Call): JsonObject {
  checkPayload(body.Payload);
  checkId('FromUserId', body.FromUserId);
  checkId('ToUserId', body.ToUserId);
  const conversation = directConversation(body.FromUserId, body.ToUserId);
  return revoke(app, body, conversation, request.at);
}

function revokeGroup(app: ZimApp, body: ValuesOf<typeof groupFields>, { request }: Call): JsonObject {
  checkPayload(body.Payload);
  checkId('FromUserId', body.FromUserId);
  checkConversationId('GroupId', body.GroupId);
  if (app.groups.get(body.GroupId) === undefined) {
    throw new Refusal(zimCodes.groupNotFound, 'GroupId does not exist');
  }
  return revoke(app, body, groupConversation(body.GroupId), request.at);
}

function revokeRoom(app: ZimApp, body: ValuesOf<typeof roomFields>, { request }: Call): JsonObject {
  checkPayload(body.Payload);
  checkId('FromUserId', body.FromUserId);
  checkConversationId('RoomId', body.RoomId);
  if (app.rooms.get(body.RoomId) === undefined) {
    throw new Refusal(zimCodes.roomNotFound, 'RoomId does not exist');
  }
  if (app.options.plan !== 'enterprise') {
    throw new Refusal(zimCodes.roomStorageOff, 'room messages are not stored on this plan');
  }
  const message = messageOfRoom(app, body.RoomId, body.MsgSeq, request.at);
  if (message === undefined) throw new Refusal(zimCodes.messageNotFound, 'message does not exist');
  if (message.state === 'recalled')
    throw new Refusal(zimCodes.alreadyRecalled, 'message was recalled before');
  takeBack(app, message, body, request.at);
  return {};
}

/** Room messages are stored for a day. */
const roomStorageMs = 86_400_000;

function messageOfRoom(app: ZimApp, roomId: string, sequence: number, now: number): Message | undefined {
  for (const { message } of app.messages.newestFirst()) {
    const { vendor, channel, to } = message;
    if (vendor !== 'zim' || channel !== 'room' || to !== roomId || message.sequence !== sequence) continue;
    return now - message.time <= roomStorageMs ? message : undefined;
  }
  return undefined;
}

/** Takes a stored message back. */
export function revoke(
  app: ZimApp,
  body: { FromUserId: string; MsgSeq: number; Payload?: string | undefined },
  conversation: string,
  now: number,
): JsonObject {
  const message = app.history.find(conversation, body.FromUserId, body.MsgSeq);
  checkRevocable(app, message, body.FromUserId, now);
  takeBack(app, message, body, now);
  return {};
}

function takeBack(
  app: ZimApp,
  message: Message,
  { FromUserId, Payload = '' }: { FromUserId: string; Payload?: string | undefined },
  now: number,
): void {
  recallMessage(message, FromUserId, now);
  message.content = { ...message.content, RevokePayload: Payload };
  app.history.changed(message);
}

function checkRevocable(
  app: ZimApp,
  message: Message | undefined,
  from: string,
  now: number,
): asserts message is Message {
  if (message === undefined || message.state === 'deleted') {
    throw new Refusal(zimCodes.messageNotFound, 'message does not exist');
  }
  if (message.from !== from) {
    throw new Refusal(zimCodes.notTheSender, 'message was not sent by FromUserId');
  }
  if (message.state === 'recalled') {
    throw new Refusal(zimCodes.alreadyRecalled, 'message was recalled before');
  }
  if (now - message.time > app.options.recallWindowSeconds * 1000) {
    throw new Refusal(zimCodes.recallWindowPassed, 'message is too old to recall');
  }
}

function checkPayload(payload: string | undefined): void {
  checkBytes('Payload', payload, maxPayloadBytes, zimCodes.invalidParameter);
}
