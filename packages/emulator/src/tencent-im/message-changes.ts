import { editMessage, readMessage, recallMessage } from '../world/change-message.ts';
import { directConversation, type Message } from '../world/message.ts';
import type { App } from './app.ts';
import { groupConversation } from './group-messages.ts';
import type { TencentImGroup } from './groups.ts';
import type { Content } from './messages.ts';
import { unreadOf } from './unread.ts';
import { tell } from './webhook-events.ts';

/** Takes a one-to-one message back, on both sides. */
export function recallDirect(app: App, message: Message, operator: string, now: number): void {
  recallMessage(message, operator, now);
  app.messages.changed(message);
  tell(app, 'C2C.CallbackAfterMsgWithDraw', () => ({
    From_Account: message.from,
    To_Account: message.to,
    MsgKey: message.messageId,
    UnreadMsgNum: unreadOf(app, message.to),
  }));
}

/** Gives a one-to-one message another content: what is left out stays. */
export function modifyDirect(
  app: App,
  message: Message,
  operator: string,
  changes: Partial<Content>,
  now: number,
): void {
  editMessage(message, { ...message.content, ...changes }, now);
  app.messages.changed(message);
  tell(app, 'C2C.CallbackAfterModifyMsg', () => ({
    Operator_Account: operator,
    From_Account: message.from,
    To_Account: message.to,
    MsgSeq: message.sequence,
    MsgRandom: message.random,
    MsgTime: message.time / 1000,
    MsgKey: message.messageId,
    ...message.content,
  }));
}

/** The same in a group, of which no webhook tells. */
export function modifyInGroup(app: App, message: Message, changes: Partial<Content>, now: number): void {
  editMessage(message, { ...message.content, ...changes }, now);
  app.messages.changed(message);
}

/** Takes a message of a group back; `tellGroupRecalls` tells of it. */
export function recallInGroup(app: App, message: Message, operator: string, now: number): void {
  recallMessage(message, operator, now);
  app.messages.changed(message);
}

/** Tells of messages of a group that were taken back, all with one webhook. */
export function tellGroupRecalls(
  app: App,
  group: TencentImGroup,
  sequences: readonly (number | undefined)[],
  by: { readonly operator: string; readonly topicId?: string | undefined },
): void {
  if (sequences.length === 0) return;
  tell(app, 'Group.CallbackAfterRecallMsg', () => ({
    GroupId: group.groupId,
    Type: group.type,
    Operator_Account: by.operator,
    MsgSeqList: sequences.map((sequence) => ({ MsgSeq: sequence })),
    ...(by.topicId === undefined ? {} : { TopicId: by.topicId }),
  }));
}

/**
 * A user reads what came from another one.
 * @param until Unix seconds; later messages stay unread
 * @returns what was not read before
 */
export function readDirect(app: App, reader: string, peer: string, until: number, now: number): Message[] {
  const read: Message[] = [];
  for (const message of app.messages.conversation('tencentIm', directConversation(reader, peer))) {
    if (message.from !== peer || message.time > until * 1000) continue;
    if (!readMessage(message, reader, now)) continue;
    app.messages.changed(message);
    read.push(message);
  }
  tell(app, 'C2C.CallbackAfterMsgReport', () => ({
    Report_Account: reader,
    Peer_Account: peer,
    LastReadTime: until,
    UnreadMsgNum: unreadOf(app, reader),
  }));
  return read;
}

/** Tells of those among them that were sent with IsNeedReadReceipt. */
export function tellReceipts(app: App, reader: string, peer: string, messages: readonly Message[]): void {
  const asked = messages.filter(({ extra }) => extra?.IsNeedReadReceipt === 1);
  if (asked.length === 0) return;
  tell(app, 'C2C.CallbackAfterMsgReadReceipt', () => ({
    Operator_Account: reader,
    Peer_Account: peer,
    C2CMsgInfo: asked.map(({ from, to, messageId, extra }) => ({
      From_Account: from,
      To_Account: to,
      MsgKey: messageId,
      MsgId: extra?.MsgId,
    })),
  }));
}

/** A member reads a group's messages; the webhook tells of those that were sent with NeedReadReceipt. */
export function readInGroup(
  app: App,
  group: TencentImGroup,
  reader: string,
  upTo: number,
  now: number,
): void {
  const asked: Message[] = [];
  const member = group.members.get(reader);
  if (member !== undefined) member.readSequence = Math.max(member.readSequence, upTo);
  for (const message of app.messages.conversation('tencentIm', groupConversation(group.groupId))) {
    if (message.from === reader || (message.sequence ?? 0) > upTo) continue;
    if (!readMessage(message, reader, now)) continue;
    app.messages.changed(message);
    if (message.extra?.NeedReadReceipt === 1) asked.push(message);
  }
  tellGroupReceipts(app, group, reader, asked);
}

/** Tells of a member who has read these messages. */
export function tellGroupReceipts(
  app: App,
  group: TencentImGroup,
  reader: string,
  messages: readonly Message[],
): void {
  if (messages.length === 0) return;
  tell(app, 'Group.CallbackAfterReadReceipt', () => ({
    GroupId: group.groupId,
    Type: group.type,
    GroupMsgReceiptList: messages.map((message) => {
      const others = [...group.members.keys()].filter((userId) => userId !== message.from);
      const ReadNum = others.filter((userId) => message.readers?.includes(userId)).length;
      return {
        MsgSeq: message.sequence,
        ReadNum,
        UnreadNum: others.length - ReadNum,
        ReadReceiptMembers: [{ Member_Account: reader }],
      };
    }),
  }));
}
