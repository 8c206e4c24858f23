import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import type { ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import type { Copy } from '../world/copy.ts';
import { zimAction } from './action.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';
import { flag, zimFields } from './fields.ts';
import { checkConversationId, checkId } from './ids.ts';
import { groupAndRoomRates } from './limits.ts';
import { readMessage, sendMembers } from './message-body.ts';
import { moderate } from './moderation.ts';
import { raiseServerSend } from './webhook-events.ts';

const bodyFields = zimFields({
  ...sendMembers,
  RoomId: z.string().min(1),
  SenderUnaware: flag.optional(),
});

/** SendRoomMessage: to those who are in a room now. Unlike elsewhere, the sender does not see it by default. */
export const sendRoomMessage = (app: ZimApp): Command =>
  zimAction(app, 'SendRoomMessage', {
    method: 'POST',
    perUser: false,
    rates: groupAndRoomRates(app, 'SendRoomMessage'),
    fields: bodyFields,
    run: (body, call) => run(app, body, call),
  });

function run(app: ZimApp, body: ValuesOf<typeof bodyFields>, { request }: Call): JsonObject {
  checkId('FromUserId', body.FromUserId);
  checkConversationId('RoomId', body.RoomId);
  if (body.MessageBody.HasReceipt === 1) {
    throw new Refusal(zimCodes.receiptInRoom, 'HasReceipt is not for rooms');
  }
  const content = readMessage(body, 'room', app.options);
  content.Priority = body.Priority;
  if (!app.users.has(body.FromUserId)) {
    throw new Refusal(zimCodes.senderNotRegistered, 'FromUserId is not registered');
  }
  const room = app.rooms.get(body.RoomId);
  if (room === undefined) throw new Refusal(zimCodes.roomNotFound, 'RoomId does not exist');
  const messageId = app.history.nextMessageId();
  const sent = { request, body, content, conversation: { type: 1, id: room.roomId }, messageId } as const;
  const audits = moderate(content, app.options, 'server');
  if (audits.length > 0) {
    raiseServerSend(app, sent, zimCodes.textModerated);
    return { Code: zimCodes.textModerated, AuditInfos: audits };
  }

  const copies: Copy[] = [];
  for (const userId of room.members) {
    if (userId === body.FromUserId) continue;
    copies.push({ userId, direction: 'received', delivered: true, pushShown: false });
  }
  if (body.SenderUnaware === 0) {
    copies.push({ userId: body.FromUserId, direction: 'sent', delivered: true, pushShown: false });
  }
  const conversation = `room\n${room.roomId}`;
  const sequence = app.history.nextSequence(conversation);
  app.history.add(
    {
      endpoint: 'SendRoomMessage',
      channel: 'room',
      from: body.FromUserId,
      to: room.roomId,
      time: request.at,
      content,
      messageId,
      sequences: { sender: sequence, recipient: sequence },
      stored: false,
      countsAsUnread: false,
      push: undefined,
      requestId: request.id,
      conversation,
    },
    copies,
  );
  raiseServerSend(app, sent, 0, sequence);
  return app.options.readings.roomSequence === 'present' ? { MsgSeq: sequence } : {};
}
