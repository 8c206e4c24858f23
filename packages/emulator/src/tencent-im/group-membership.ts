import { systemSender } from '../world/message.ts';
import type { App } from './app.ts';
import { groupConversation } from './group-messages.ts';
import { tellFull, tellGroupDestroyed, tellJoined, tellLeft, tellOwnerChanged } from './group-webhooks.ts';
import { isMeeting, type TencentImGroup } from './groups.ts';

/** Who does it, and whether the group is told. */
interface Doing {
  readonly operator: string;
  /** Nobody is told of it in the group; webhooks are not said to be silent. */
  readonly silent?: boolean;
}

/**
 * Users become members: it is told in the group, and by webhook. Limits are the caller's.
 * @returns those who were no members
 */
export function joinGroup(
  app: App,
  group: TencentImGroup,
  userIds: readonly string[],
  { operator, silent, how }: Doing & { readonly how: 'Apply' | 'Invited' },
): readonly string[] {
  const joined = userIds.filter((userId) => !group.members.has(userId));
  for (const userId of joined) app.groups.enter(group, userId);
  if (joined.length === 0) return joined;
  if (silent !== true) tip(app, group, `${joined.join(', ')} joined`);
  tellJoined(app, group, joined, { operator, how });
  if (group.members.size >= group.maxMembers) tellFull(app, group);
  return joined;
}

/**
 * Users are members no more: it is told in the group, and by webhook.
 * @returns those who were members
 */
export function leaveGroup(
  app: App,
  group: TencentImGroup,
  userIds: readonly string[],
  { operator, silent, how }: Doing & { readonly how: 'Kicked' | 'Quit' },
): readonly string[] {
  const left = userIds.filter((userId) => app.groups.leave(group, userId));
  if (left.length === 0) return left;
  if (silent !== true) tip(app, group, `${left.join(', ')} left`);
  tellLeft(app, group, left, { operator, how });
  return left;
}

/** A group is no more. */
export function destroyGroup(app: App, group: TencentImGroup): void {
  app.groups.delete(group.groupId);
  tellGroupDestroyed(app, group, group.owner);
}

/** A member becomes the owner. */
export function changeGroupOwner(app: App, group: TencentImGroup, to: string, operator: string): void {
  const from = group.owner;
  app.groups.changeOwner(group, to);
  tellOwnerChanged(app, group, { operator, from, to });
}

/** A tip takes a MsgSeq like a message, where the type of the group has tips stored. */
function tip(app: App, group: TencentImGroup, text: string): void {
  if (group.type === 'AVChatRoom' || isMeeting(group.type)) return;
  group.lastSequence += 1;
  app.messages.add(
    {
      vendor: 'tencentIm',
      endpoint: 'tip',
      channel: 'group',
      from: systemSender,
      to: group.groupId,
      time: Math.floor(app.clock.now() / 1000) * 1000,
      content: { Tip: text },
      messageId: undefined,
      sequence: group.lastSequence,
      stored: true,
      countsAsUnread: false,
      push: undefined,
      requestId: undefined,
      conversation: groupConversation(group.groupId),
    },
    [],
  );
}
