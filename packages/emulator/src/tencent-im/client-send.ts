import * as z from 'zod';
import { field } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { ClientSend, ClientSendResult } from '../vendor-service.ts';
import { directConversation, type Veto } from '../world/message.ts';
import type { App } from './app.ts';
import { tellBot, tellBotsInGroup } from './bots.ts';
import { tencentImCodes, textOf } from './codes.ts';
import { fromDevice } from './device.ts';
import { C2C_ELEMENT_CODES, GROUP_ELEMENT_CODES } from './elements.ts';
import { deliverToGroup, groupConversation, mentionSchema } from './group-messages.ts';
import { tellSendException } from './group-webhooks.ts';
import { isMuted } from './groups.ts';
import { FIXED } from './limits.ts';
import { bodyField } from './message-fields.ts';
import { type Content, deliverDirect, identify } from './messages.ts';
import { pushOf } from './offline-push.ts';
import { unreadOf } from './unread.ts';
import { askBeforeDirect, askBeforeGroup, tell } from './webhook-events.ts';

/**
 * Acts as a user's own device. Other than on REST sends, blocklists are checked (20007) and so is membership
 * in a group (10007).
 */
export async function clientSend(server: App, send: ClientSend): Promise<ClientSendResult> {
  const app = fromDevice(server, send.from);
  try {
    return await (send.channel === undefined || send.channel === 'direct' ? toUser : toGroup)(app, send);
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code };
    throw error;
  }
}

async function toUser(app: App, send: ClientSend): Promise<ClientSendResult> {
  const { from } = send;
  const recipient = app.users.get(send.to);
  if (!app.users.has(from) || recipient === undefined) throw new Refusal(tencentImCodes.accountNotImported);
  const content = readContent(app, send, false);
  const now = app.clock.now();
  const identity = identify(from, undefined, Math.floor(Math.random() * 0x1_0000_0000), now);
  const { MsgSeq, MsgRandom, MsgTime, MsgKey, MsgId } = identity;
  const hookBody = {
    From_Account: from,
    To_Account: send.to,
    MsgSeq,
    MsgRandom,
    MsgTime,
    MsgKey,
    OnlineOnlyFlag: 0,
  };
  if (recipient.blocked.has(from)) {
    // A delivery that failed is told, too.
    tell(app, 'C2C.CallbackAfterSendMsg', () => ({
      ...hookBody,
      ...content,
      SendMsgResult: tencentImCodes.blockedByRecipient,
      ErrorInfo: textOf(tencentImCodes.blockedByRecipient),
      UnreadMsgNum: -1,
    }));
    throw new Refusal(tencentImCodes.blockedByRecipient);
  }
  const trace = { channel: 'direct', conversation: directConversation(from, send.to), content } as const;
  const allowed = await traced(app, send, trace, () =>
    askBeforeDirect(app, { ...hookBody, ...content }, content),
  );
  deliverDirect(
    app,
    {
      endpoint: 'client',
      from,
      content: allowed,
      identity,
      onlineOnly: false,
      lifeTimeSeconds: FIXED.lifeTimeSeconds,
      syncOtherMachine: 1,
      countsAsUnread: true,
      push: pushOf(allowed.MsgBody, undefined),
      requestId: undefined,
      extra: {
        MsgId,
        IsNeedReadReceipt: send.message.IsNeedReadReceipt ?? 0,
        SupportMessageExtension: send.message.SupportMessageExtension ?? 0,
      },
    },
    recipient,
  );
  tell(app, 'C2C.CallbackAfterSendMsg', () => ({
    ...hookBody,
    ...allowed,
    SendMsgResult: 0,
    ErrorInfo: 'send msg succeed',
    UnreadMsgNum: unreadOf(app, send.to),
  }));
  tellBot(app, send.to, () => ({ ...hookBody, ...allowed }));
  return { code: 0, messageId: MsgKey };
}

async function toGroup(app: App, send: ClientSend): Promise<ClientSendResult> {
  const { from } = send;
  const group = app.groups.get(send.to);
  // This vendor has no rooms besides its groups of the type AVChatRoom.
  const isMeant = send.channel === 'group' || group?.type === 'AVChatRoom';
  if (group === undefined || !isMeant) throw new Refusal(tencentImCodes.groupNotFound);
  if (!group.members.has(from)) throw new Refusal(tencentImCodes.groupForbidden);
  const content = readContent(app, send, true);
  const mentions = field(
    z.array(mentionSchema).max(FIXED.groupMentions).optional(),
    tencentImCodes.groupParameterInvalid,
  )(send.message.GroupAtInfo);
  const random = Math.floor(Math.random() * 0x1_0000_0000);
  const hookBody = {
    GroupId: group.groupId,
    Type: group.type,
    From_Account: from,
    Operator_Account: from,
    Random: random,
    OnlineOnlyFlag: 0,
  };
  if (isMuted(group, from, app.clock.now())) {
    tellSendException(app, { ...hookBody, ...content }, tencentImCodes.senderMuted);
    throw new Refusal(tencentImCodes.senderMuted);
  }
  const trace = { channel: 'group', conversation: groupConversation(group.groupId), content } as const;
  const allowed = await traced(app, send, trace, () =>
    askBeforeGroup(app, { ...hookBody, ...content }, content),
  );
  if (allowed === undefined) {
    leaveVetoed(app, send, trace, { code: 0, silent: true, delivery: app.webhooks.lastAsked });
    return { code: 0 };
  }
  const now = app.clock.now();
  const message = deliverToGroup(app, group, {
    endpoint: 'client',
    from,
    content: allowed,
    random,
    now,
    onlineOnly: false,
    countsAsUnread: true,
    push: pushOf(allowed.MsgBody, undefined),
    mentions,
    requestId: undefined,
    extra: {
      NeedReadReceipt: send.message.NeedReadReceipt ?? 0,
      SupportMessageExtension: send.message.SupportMessageExtension ?? 0,
    },
  });
  const sentBody = () => ({
    ...hookBody,
    ...allowed,
    MsgSeq: message.sequence,
    MsgTime: Math.floor(now / 1000),
    GroupAtInfo: mentions ?? [],
  });
  tell(app, 'Group.CallbackAfterSendMsg', sentBody);
  tellBotsInGroup(app, mentions ?? [], sentBody);
  return { code: 0, messageId: String(message.sequence) };
}

/** Where a message that is stopped is kept. */
interface Trace {
  readonly channel: 'direct' | 'group';
  readonly conversation: string;
  readonly content: Content;
}

/** Asks, and keeps what is refused. */
async function traced<Answer>(
  app: App,
  send: ClientSend,
  trace: Trace,
  ask: () => Answer | Promise<Answer>,
): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Refusal) {
      leaveVetoed(app, send, trace, {
        code: error.code,
        silent: false,
        reason: error.message,
        delivery: app.webhooks.lastAsked,
      });
    }
    throw error;
  }
}

/** What nobody else got stays with its sender, so that it can be looked at. */
function leaveVetoed(app: App, { from, to }: ClientSend, trace: Trace, veto: Veto): void {
  const { channel, conversation, content } = trace;
  app.messages.add(
    {
      vendor: 'tencentIm',
      endpoint: 'client',
      channel,
      from,
      to,
      // As all times of this vendor.
      time: Math.floor(app.clock.now() / 1000) * 1000,
      content: { ...content },
      messageId: undefined,
      sequence: undefined,
      stored: false,
      countsAsUnread: false,
      push: undefined,
      requestId: undefined,
      conversation,
      veto,
    },
    [{ userId: from, direction: 'sent', delivered: false, pushShown: false }],
  );
}

function readContent(app: App, send: ClientSend, isGroup: boolean): Content {
  const codes = isGroup ? GROUP_ELEMENT_CODES : C2C_ELEMENT_CODES;
  const MsgBody = bodyField(codes, app.options.readings)(send.message.MsgBody);
  const { CloudCustomData } = send.message;
  if (Buffer.byteLength(JSON.stringify(send.message)) > app.options.limits.messageBodyBytes) {
    throw new Refusal(tencentImCodes.messageTooLarge);
  }
  return typeof CloudCustomData === 'string' ? { MsgBody, CloudCustomData } : { MsgBody };
}
