import * as z from 'zod';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import type { ClientSend, ClientSendResult } from '../vendor-service.ts';
import { type Copy, receivedCopy } from '../world/copy.ts';
import { directConversation, type Message, type Push, type Veto } from '../world/message.ts';
import type { ZimApp } from './app.ts';
import { zimClientCodes } from './client-codes.ts';
import { zimCodes } from './codes.ts';
import { fromDevice } from './device.ts';
import { priority, subMsgType } from './fields.ts';
import { groupConversation } from './groups.ts';
import { historyBody } from './history-body.ts';
import { isTransient, messageBodySchema, readMessage } from './message-body.ts';
import type { Sequences } from './messages.ts';
import { moderate } from './moderation.ts';
import { pushOf } from './offline-push.ts';
import { messageMembers, raiseSendMsg } from './webhook-events.ts';

/** Bots have ids of this form, and get their messages as events. */
const botPrefix = '@RBT#';

const messageSchema = z.object({
  MessageType: z.int(),
  MessageBody: messageBodySchema,
  SubMsgType: subMsgType.optional(),
  SearchedContent: z.string().optional(),
  Priority: priority.optional(),
});

/** Where a message goes, as the channel has it. */
interface Target {
  readonly channel: 'direct' | 'group' | 'room';
  readonly type: 0 | 1 | 2;
  readonly conversation: string;
  readonly receivers: readonly string[];
}

/** Sends as a user's device does: asks the pre-send callback, delivers, and raises the callback after sending. */
export async function clientSend(app: ZimApp, send: ClientSend): Promise<ClientSendResult> {
  try {
    return await sendFromDevice(app, send);
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code };
    throw error;
  }
}

async function sendFromDevice(app: ZimApp, send: ClientSend): Promise<ClientSendResult> {
  const parsed = messageSchema.safeParse(send.message);
  if (!parsed.success) throw new Refusal(zimCodes.invalidParameter, 'message is not valid');
  const target = targetOf(app, send);
  const original = readMessage(
    parsed.data,
    target.channel === 'direct' ? 'peer' : target.channel,
    app.options,
  );
  original.Priority = parsed.data.Priority ?? 1;
  const device = fromDevice(app, send.from);
  const messageId = app.history.nextMessageId();
  const flagged = moderate(original, app.options, 'client').length > 0;
  const answer = await askBefore(device, send, target, original, messageId);
  const content = { ...original, ...answer.changes };
  const code = codeFor(answer.result, flagged);
  if (code !== 0) {
    const silent = code === zimCodes.silentlyDropped;
    // What moderation stopped is not the webhook's doing.
    const delivery = code === zimCodes.textModerated ? undefined : device.webhooks.lastAsked;
    leaveVetoed(app, send, target, content, messageId, { code, silent, ...answer.reason, delivery });
  }
  const sent =
    code === 0 ? deliver(app, send, target, content, messageId, parsed.data.MessageBody) : undefined;

  const members = () => ({
    from_user_id: send.from,
    conv_type: target.type,
    conv_id: send.to,
    msg_body: historyBody(content),
    msg_id: messageId,
    msg_seq: sent?.sequence ?? 0,
    msg_time: app.clock.now(),
    send_result: code,
  });
  raiseSendMsg(device, content, members);
  if (code === 0 && target.channel === 'direct' && send.to.startsWith(botPrefix)) {
    if (device.webhooks.wants('zim', 'bot_msg')) {
      device.webhooks.notify('zim', 'bot_msg', { ...messageMembers(content), ...members() });
    }
  }
  // A message that the callback drops in silence looks sent to its sender.
  if (code === 0 || code === zimCodes.silentlyDropped) return { code: 0, messageId };
  return { code: code === zimCodes.refusedByWebhook ? zimClientCodes.refusedByWebhook : code };
}

/** @throws Refusal where the sender may not send there */
function targetOf(app: ZimApp, send: ClientSend): Target {
  const { from, to, channel = 'direct' } = send;
  if (!app.users.has(from)) throw new Refusal(zimCodes.senderNotRegistered, 'from is not registered');
  if (channel === 'group') {
    const group = app.groups.get(to);
    if (group === undefined) throw new Refusal(zimCodes.groupNotFound, 'to is not a group');
    if (!group.members.has(from)) throw new Refusal(zimCodes.notAMember, 'from is not a member');
    const receivers = [...group.members.keys()].filter((userId) => userId !== from);
    return { channel, type: 2, conversation: groupConversation(to), receivers };
  }
  if (channel === 'room') {
    const room = app.rooms.get(to);
    if (room === undefined) throw new Refusal(zimCodes.roomNotFound, 'to is not a room');
    if (!room.members.has(from)) throw new Refusal(zimCodes.notInRoom, 'from is not in the room');
    const receivers = [...room.members].filter((userId) => userId !== from);
    return { channel, type: 1, conversation: `room\n${to}`, receivers };
  }
  const recipient = app.users.get(to);
  if (recipient === undefined) throw new Refusal(zimCodes.userNotRegistered, 'to is not registered');
  if (recipient.blocked.has(from)) throw new Refusal(zimCodes.blockedByRecipient, 'to blocked from');
  return { channel: 'direct', type: 0, conversation: directConversation(from, to), receivers: [to] };
}

/** What the pre-send callback decided: 0 neutral, 1 send, 2 drop in silence, 3 refuse. */
interface WebhookAnswer {
  readonly result: 0 | 1 | 2 | 3;
  readonly changes: JsonObject;
  /** Nothing in it unless one was given. */
  readonly reason: { readonly reason?: string };
}

async function askBefore(
  app: ZimApp,
  send: ClientSend,
  target: Target,
  content: JsonObject,
  messageId: string,
): Promise<WebhookAnswer> {
  const neutral: WebhookAnswer = { result: 0, changes: {}, reason: {} };
  // Not for types 2 and 20.
  if (isTransient(Number(content.MessageType)) || !app.webhooks.wants('zim', 'before_send_msg'))
    return neutral;
  const answer = await app.webhooks.ask('zim', 'before_send_msg', {
    request_id: messageId,
    from_user_id: send.from,
    conv_id: send.to,
    conv_type: target.type,
    msg_id: messageId,
    msg_body: historyBody(content),
    ...messageMembers(content),
  });
  // Without an answer the message is not sent, unless the vendor changes that.
  if (answer === undefined)
    return app.options.webhookFailure === 'deliver' ? neutral : { ...neutral, result: 3 };
  const { result, reason, new_payload, new_msg_body } = answer;
  const isText = content.MessageType === 1 || content.MessageType === 200;
  return {
    result: result === 1 || result === 2 || result === 3 ? result : 0,
    changes: {
      ...(typeof new_payload === 'string' ? { ExtendedData: new_payload } : undefined),
      // Bodies of other types would come in the snake_case shape, which is not one to send in [?].
      ...(isText && typeof new_msg_body === 'string' ? { Message: new_msg_body } : undefined),
    },
    reason: typeof reason === 'string' ? { reason } : {},
  };
}

/** Moderation's finding counts for 0 and 2, not for 1; 3 never sends [zh]. */
function codeFor(result: WebhookAnswer['result'], flagged: boolean): number {
  if (result === 3) return zimCodes.refusedByWebhook;
  if (flagged && result !== 1) return zimCodes.textModerated;
  return result === 2 ? zimCodes.silentlyDropped : 0;
}

/** What nobody else got stays with its sender, so that it can be looked at. */
function leaveVetoed(
  app: ZimApp,
  send: ClientSend,
  target: Target,
  content: JsonObject,
  messageId: string,
  veto: Veto,
): void {
  app.history.add(
    {
      endpoint: 'client',
      channel: target.channel,
      from: send.from,
      to: send.to,
      time: app.clock.now(),
      content,
      messageId,
      sequences: undefined,
      stored: false,
      countsAsUnread: false,
      push: undefined,
      requestId: undefined,
      conversation: target.conversation,
      veto,
    },
    [{ userId: send.from, direction: 'sent', delivered: false, pushShown: false }],
  );
}

function deliver(
  app: ZimApp,
  send: ClientSend,
  target: Target,
  content: JsonObject,
  messageId: string,
  body: { OfflinePush?: Parameters<typeof pushOf>[0] },
): Message {
  const inRoom = target.channel === 'room';
  const stored = !isTransient(Number(content.MessageType)) && !inRoom;
  const push: Push | undefined = stored ? pushOf(body.OfflinePush) : undefined;
  const copies: Copy[] = [];
  for (const userId of target.receivers) {
    const user = app.users.get(userId);
    const copy = inRoom
      ? ({ userId, direction: 'received', delivered: true, pushShown: false } as const)
      : user && receivedCopy(user, { stored, push });
    if (copy !== undefined) copies.push(copy);
  }
  copies.push({ userId: send.from, direction: 'sent', delivered: true, pushShown: false });
  return app.history.add(
    {
      endpoint: 'client',
      channel: target.channel,
      from: send.from,
      to: send.to,
      time: app.clock.now(),
      content,
      messageId,
      sequences: stored || inRoom ? sequencesFor(app, send, target) : undefined,
      stored,
      countsAsUnread: stored,
      push,
      requestId: undefined,
      conversation: target.conversation,
    },
    copies,
  );
}

function sequencesFor(app: ZimApp, send: ClientSend, target: Target): Sequences {
  if (target.channel === 'direct')
    return app.history.nextPeerSequences(target.conversation, send.from, send.to);
  const sequence = app.history.nextSequence(target.conversation);
  return { sender: sequence, recipient: sequence };
}
