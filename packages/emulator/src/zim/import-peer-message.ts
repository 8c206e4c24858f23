import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import type { ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import { directConversation } from '../world/message.ts';
import { zimAction } from './action.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';
import { zimFields } from './fields.ts';
import { checkId } from './ids.ts';
import { readMessage, sendMembers } from './message-body.ts';
import { retentionMs } from './retention.ts';

const bodyFields = zimFields({
  ...sendMembers,
  ToUserId: z.string(),
  /** Milliseconds; 0 or absent is now. */
  SendMessageTime: z.int().min(0).optional(),
  ImportedUserId: z.string(),
});

/** ImportPeerMsg: writes a past message into one side's history; the other side needs a call of its own. */
export const importPeerMessage = (app: ZimApp): Command =>
  zimAction(app, 'ImportPeerMsg', {
    method: 'POST',
    perUser: false,
    fields: bodyFields,
    run: (body, call) => run(app, body, call),
  });

function run(app: ZimApp, body: ValuesOf<typeof bodyFields>, { request }: Call): JsonObject {
  for (const field of ['FromUserId', 'ToUserId', 'ImportedUserId'] as const) checkId(field, body[field]);
  if (body.FromUserId === body.ToUserId) {
    throw new Refusal(zimCodes.invalidParameter, 'FromUserId and ToUserId are the same user');
  }
  if (body.ImportedUserId !== body.FromUserId && body.ImportedUserId !== body.ToUserId) {
    throw new Refusal(zimCodes.invalidParameter, 'ImportedUserId takes no part in the conversation');
  }
  const time = body.SendMessageTime || request.at;
  if (time > request.at || time < request.at - retentionMs(app.options.plan)) {
    throw new Refusal(zimCodes.invalidParameter, 'SendMessageTime is in the future or too old');
  }
  const content = readMessage(body, 'import', app.options);
  content.Priority = body.Priority;
  if (!app.users.has(body.FromUserId)) {
    throw new Refusal(zimCodes.senderNotRegistered, 'FromUserId is not registered');
  }
  if (!app.users.has(body.ToUserId)) {
    throw new Refusal(zimCodes.userNotRegistered, 'ToUserId is not registered');
  }

  const conversation = directConversation(body.FromUserId, body.ToUserId);
  const sequences = app.history.nextPeerSequences(conversation, body.FromUserId, body.ToUserId);
  const messageId = app.history.nextMessageId();
  const direction = body.ImportedUserId === body.ToUserId ? 'received' : 'sent';
  app.history.add(
    {
      endpoint: 'ImportPeerMsg',
      channel: 'direct',
      from: body.FromUserId,
      to: body.ToUserId,
      time,
      content,
      messageId,
      sequences,
      stored: true,
      countsAsUnread: false,
      push: undefined,
      requestId: request.id,
      conversation,
      historyOf: new Set([body.ImportedUserId]),
    },
    [{ userId: body.ImportedUserId, direction, delivered: true, pushShown: false }],
  );
  return {
    MsgId: messageId,
    MsgSeq: direction === 'received' ? sequences.recipient : sequences.sender,
  };
}
