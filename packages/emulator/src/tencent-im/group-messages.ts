import { crc32 } from 'node:zlib';
import * as z from 'zod';
import { type Copy, receivedCopy } from '../world/copy.ts';
import type { Mentions, Message, Push } from '../world/message.ts';
import type { App } from './app.ts';
import { isMeeting, type TencentImGroup } from './groups.ts';
import type { Content } from './messages.ts';
import { tellPushes } from './push-webhooks.ts';

/** A group message that passed all checks. */
export interface GroupMessage {
  readonly endpoint: string;
  readonly from: string;
  readonly content: Content;
  readonly random: number;
  /** Milliseconds. */
  readonly now: number;
  readonly onlineOnly: boolean;
  readonly countsAsUnread: boolean;
  readonly push: Push | undefined;
  /** Members it is for; all when absent. */
  readonly targets?: readonly string[] | undefined;
  readonly mentions?: readonly Mention[] | undefined;
  readonly requestId: number | undefined;
  readonly extra: Message['extra'];
}

/** Names a group's conversation among those of the vendor; user ids cannot make the same. */
export function groupConversation(groupId: string): string {
  return `group\n\n${groupId}`;
}

/** Puts a message into the group and its members' inboxes, under the group's next MsgSeq. */
export function deliverToGroup(app: App, group: TencentImGroup, message: GroupMessage): Message {
  const isLive = group.type === 'AVChatRoom';
  // Live groups have no history: who is not there does not get it.
  const stored = !message.onlineOnly && !isLive;
  const push = stored ? message.push : undefined;
  group.lastSequence += 1;
  group.lastMessageAt = message.now;
  const sender = group.members.get(message.from);
  if (sender !== undefined) {
    sender.lastSentAt = message.now;
    sender.readSequence = group.lastSequence;
  }
  const copies: Copy[] = [];
  for (const userId of message.targets ?? group.members.keys()) {
    const user = app.users.get(userId);
    if (user === undefined || userId === message.from) continue;
    const copy = receivedCopy(user, { stored, push });
    if (copy !== undefined) copies.push(copy);
  }
  if (!message.onlineOnly && app.users.has(message.from)) {
    copies.push({ userId: message.from, direction: 'sent', delivered: true, pushShown: false });
  }
  const delivered = app.messages.add(
    {
      vendor: 'tencentIm',
      endpoint: message.endpoint,
      channel: 'group',
      from: message.from,
      to: group.groupId,
      time: Math.floor(message.now / 1000) * 1000,
      content: { ...message.content },
      // MsgSeq is the identity of a group message; it has no MsgKey.
      messageId: undefined,
      sequence: group.lastSequence,
      random: message.random,
      stored,
      countsAsUnread: stored && message.countsAsUnread && countsUnread(app, group),
      push,
      requestId: message.requestId,
      conversation: groupConversation(group.groupId),
      mentions: mentionsOf(message.mentions),
      targets: message.targets && { only: message.targets },
      extra: message.extra,
    },
    copies,
  );
  tellPushes(app, delivered, copies);
  return delivered;
}

/** In meetings, the console switches it on. */
function countsUnread(app: App, { type }: TencentImGroup): boolean {
  return !isMeeting(type) || app.options.switches.meetingUnread;
}

/** The messages of a group that can be recalled: of a live group, which has no history, those that were sent. */
export function* messagesOfGroup(app: App, group: TencentImGroup): Iterable<Message> {
  if (group.type !== 'AVChatRoom') {
    yield* app.messages.conversation('tencentIm', groupConversation(group.groupId));
    return;
  }
  for (const { message } of app.messages.newestFirst()) {
    const { vendor, channel, to, endpoint } = message;
    const isSent = vendor === 'tencentIm' && channel === 'group' && endpoint !== 'tip';
    if (isSent && to === group.groupId) yield message;
  }
}

/** "Content and Random" within five minutes (newer text of 1047/34959; the older one names Random alone). */
export function groupDuplicateKey(target: string, random: number, content: Content | undefined): string {
  const checksum = content === undefined ? '' : crc32(JSON.stringify(content.MsgBody));
  return `${random} ${checksum} ${target}`;
}

/** Members of the mentions in a text: one, or everyone. */
export const mentionSchema = z.union([
  z.looseObject({ GroupAtAllFlag: z.literal(1) }),
  z.looseObject({ GroupAtAllFlag: z.literal(0), GroupAt_Account: z.string().min(1) }),
]);

type Mention = z.output<typeof mentionSchema>;

function mentionsOf(mentions: readonly Mention[] = []): Mentions | undefined {
  if (mentions.length === 0) return undefined;
  return {
    everyone: mentions.some(({ GroupAtAllFlag }) => GroupAtAllFlag === 1),
    users: mentions.flatMap((mention) => (mention.GroupAtAllFlag === 0 ? [mention.GroupAt_Account] : [])),
  };
}
