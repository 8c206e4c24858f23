import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import type { ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import { bareNumber } from '../http/bare-number.ts';
import type { JsonObject } from '../vendor.ts';
import { type Copy, receivedCopy } from '../world/copy.ts';
import type { Targets } from '../world/message.ts';
import { zimAction } from './action.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';
import { zimFields } from './fields.ts';
import { groupConversation } from './groups.ts';
import { checkConversationId, checkId } from './ids.ts';
import { groupAndRoomRates } from './limits.ts';
import { isTransient, readMessage, sendMembers } from './message-body.ts';
import { moderate } from './moderation.ts';
import { pushOf } from './offline-push.ts';
import { sequenceMember } from './reply.ts';
import { raiseServerSend } from './webhook-events.ts';

const bodyFields = zimFields({
  ...sendMembers,
  GroupId: z.string().min(1),
  SendMsgOptions: z
    .object({
      NoUnread: z.boolean().optional(),
      TargetOption: z
        .object({ ReceiverUserIds: z.array(z.string()), Inclusive: z.boolean().optional() })
        .optional(),
    })
    .optional(),
});

type Body = ValuesOf<typeof bodyFields>;

/** SendGroupMessage: to a group, or to some of its members. `MsgId` is a bare number here. */
export const sendGroupMessage = (app: ZimApp): Command =>
  zimAction(app, 'SendGroupMessage', {
    method: 'POST',
    perUser: false,
    rates: groupAndRoomRates(app, 'SendGroupMessage'),
    fields: bodyFields,
    run: (body, call) => run(app, body, call),
  });

function run(app: ZimApp, body: Body, { request }: Call): JsonObject {
  checkId('FromUserId', body.FromUserId);
  checkConversationId('GroupId', body.GroupId);
  const content = readMessage(body, 'group', app.options);
  content.Priority = body.Priority;
  if (!app.users.has(body.FromUserId)) {
    throw new Refusal(zimCodes.senderNotRegistered, 'FromUserId is not registered');
  }
  const group = app.groups.get(body.GroupId);
  if (group === undefined) throw new Refusal(zimCodes.groupNotFound, 'GroupId does not exist');
  if (app.options.readings.groupSender === 'member' && !group.members.has(body.FromUserId)) {
    throw new Refusal(zimCodes.notAMember, 'FromUserId is not a member of the group');
  }

  const messageId = app.history.nextMessageId();
  const sent = { request, body, content, conversation: { type: 2, id: group.groupId }, messageId } as const;
  const audits = moderate(content, app.options, 'server');
  if (audits.length > 0) {
    raiseServerSend(app, sent, zimCodes.textModerated);
    return { Code: zimCodes.textModerated, AuditInfos: audits };
  }
  const stored = !isTransient(body.MessageType);
  const push = stored ? pushOf(body.MessageBody.OfflinePush) : undefined;
  const conversation = groupConversation(group.groupId);
  const sequence = stored ? app.history.nextSequence(conversation) : undefined;
  const copies: Copy[] = [];
  for (const userId of receivers(body, [...group.members.keys()])) {
    const user = app.users.get(userId);
    const copy = user === undefined ? undefined : receivedCopy(user, { stored, push });
    if (copy !== undefined) copies.push(copy);
  }
  if (stored) {
    copies.push({ userId: body.FromUserId, direction: 'sent', delivered: true, pushShown: false });
  }
  app.history.add(
    {
      endpoint: 'SendGroupMessage',
      channel: 'group',
      from: body.FromUserId,
      to: group.groupId,
      time: request.at,
      content,
      messageId,
      sequences: sequence === undefined ? undefined : { sender: sequence, recipient: sequence },
      stored,
      // A targeted message never counts as unread.
      countsAsUnread:
        stored && body.SendMsgOptions?.NoUnread !== true && body.SendMsgOptions?.TargetOption === undefined,
      push,
      requestId: request.id,
      conversation,
      targets: targetsOf(body),
    },
    copies,
  );
  raiseServerSend(app, sent, 0, sequence);
  return { ...sequenceMember(app, sequence), MsgId: bareNumber(messageId) };
}

function targetsOf({ SendMsgOptions }: Body): Targets | undefined {
  const target = SendMsgOptions?.TargetOption;
  if (target === undefined) return undefined;
  return target.Inclusive === true ? { only: target.ReceiverUserIds } : { except: target.ReceiverUserIds };
}

/** The members that get it, the sender left out. */
function receivers(body: Body, members: readonly string[]): string[] {
  const target = body.SendMsgOptions?.TargetOption;
  const listed = new Set(target?.ReceiverUserIds);
  return members.filter((userId) => {
    if (userId === body.FromUserId) return false;
    return target === undefined || listed.has(userId) === (target.Inclusive === true);
  });
}
