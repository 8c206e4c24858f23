import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import type { ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import { receivedCopy } from '../world/copy.ts';
import { directConversation } from '../world/message.ts';
import type { User } from '../world/user.ts';
import { zimAction } from './action.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';
import { flag, zimFields } from './fields.ts';
import { checkId } from './ids.ts';
import { zimBatchSizes } from './limits.ts';
import { isTransient, readMessage, sendMembers } from './message-body.ts';
import { moderate } from './moderation.ts';
import { pushOf } from './offline-push.ts';
import { batchCode, listMember, sequenceMember, type UserFailure } from './reply.ts';
import { raiseSendMsg } from './webhook-events.ts';

const bodyFields = zimFields({
  ...sendMembers,
  ToUserId: z.array(z.string()).min(1),
  SenderUnaware: flag.optional(),
  SendMsgOptions: z.object({ NoUnread: z.boolean().optional() }).optional(),
});

/** SendPeerMessage: one message to up to 100 users, each copy with its own id. */
export const sendPeerMessage = (app: ZimApp): Command =>
  zimAction(app, 'SendPeerMessage', {
    method: 'POST',
    perUser: true,
    fields: bodyFields,
    run: (body, call) => run(app, body, call),
  });

function run(app: ZimApp, body: ValuesOf<typeof bodyFields>, { request }: Call): JsonObject {
  const recipients = readRecipients(app, body.FromUserId, body.ToUserId);
  const content = readMessage(body, 'peer', app.options);
  const sender = app.users.get(body.FromUserId);
  if (sender === undefined) {
    throw new Refusal(zimCodes.senderNotRegistered, 'FromUserId is not registered');
  }
  content.Priority = body.Priority;

  const audits = moderate(content, app.options, 'server');
  const stored = !isTransient(body.MessageType);
  const push = stored ? pushOf(body.MessageBody.OfflinePush) : undefined;
  const failures: UserFailure[] = [];
  const successes: JsonObject[] = [];
  for (const userId of recipients) {
    const user = app.users.get(userId);
    const code =
      request.recipientCode(userId) ??
      (audits.length > 0 ? zimCodes.textModerated : refusalFor(app, user, sender.userId));
    if (code !== undefined || user === undefined) {
      failures.push({ UserId: userId, SubCode: code ?? app.options.readings.unknownRecipientCode });
      continue;
    }
    const conversation = directConversation(sender.userId, userId);
    const sequences = stored ? app.history.nextPeerSequences(conversation, sender.userId, userId) : undefined;
    const messageId = app.history.nextMessageId();
    const unaware = body.SenderUnaware === 1;
    const received = receivedCopy(user, { stored, push });
    const sent = { userId: sender.userId, direction: 'sent', delivered: true, pushShown: false } as const;
    app.history.add(
      {
        endpoint: 'SendPeerMessage',
        channel: 'direct',
        from: sender.userId,
        to: userId,
        time: request.at,
        content,
        messageId,
        sequences,
        stored,
        countsAsUnread: stored && body.SendMsgOptions?.NoUnread !== true,
        push,
        requestId: request.id,
        conversation,
        // What SenderUnaware hides from the sender's clients is taken to be missing in the sender's history too.
        ...(unaware ? { historyOf: new Set([userId]) } : undefined),
      },
      [...(received === undefined ? [] : [received]), ...(unaware || !stored ? [] : [sent])],
    );
    successes.push({ UserId: userId, MsgId: messageId, ...sequenceMember(app, sequences?.sender) });
  }
  const code = batchCode(app, failures, recipients.length);
  const userList = () =>
    recipients.map((userId) => {
      const success = successes.find((item) => item.UserId === userId);
      return { UserId: userId, MsgId: success?.MsgId ?? '', MsgSeq: success?.MsgSeq ?? 0 };
    });
  raiseSendMsg(app, content, () => ({
    from_user_id: sender.userId,
    conv_type: 0,
    conv_id: '',
    source: 1,
    msg_body: body.MessageBody.Message,
    msg_id: '',
    msg_seq: 0,
    msg_time: request.at,
    send_result: code,
    ...(app.options.readings.userList === 'absent' ? undefined : { user_list: userList() }),
  }));
  return {
    Code: code,
    ...listMember(app, 'ErrorList', failures),
    ...listMember(app, 'SuccList', successes),
    ...(audits.length > 0 ? { AuditInfos: audits } : undefined),
  };
}

/** @throws Refusal: which codes refuse a list as a whole is inferred, but for its length */
function readRecipients(app: ZimApp, from: string, to: readonly string[]): readonly string[] {
  if (to.length > zimBatchSizes.recipients) throw new Refusal(zimCodes.tooManyUsers, 'too many users');
  checkId('FromUserId', from);
  for (const userId of to) checkId('ToUserId', userId);
  if (to.includes(from)) {
    throw new Refusal(zimCodes.invalidParameter, 'ToUserId must not contain FromUserId');
  }
  const unique = new Set(to);
  if (unique.size === to.length || app.options.readings.duplicateRecipients === 'twice') return to;
  if (app.options.readings.duplicateRecipients === 'once') return [...unique];
  throw new Refusal(zimCodes.invalidParameter, 'ToUserId names a user twice');
}

/** Blocklists are checked on sends. */
function refusalFor(app: ZimApp, user: User | undefined, from: string): number | undefined {
  if (user === undefined) return app.options.readings.unknownRecipientCode;
  return user.blocked.has(from) ? zimCodes.blockedByRecipient : undefined;
}
