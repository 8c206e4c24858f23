import type { GroupView } from '../../control/group-view.ts';

/** What it is, in words: the vendor's own word where it has one. */
export function kindOf({ vendor, channel, kind }: Pick<GroupView, 'vendor' | 'channel' | 'kind'>): string {
  if (vendor === 'zim') return channel === 'room' ? 'Room' : 'Group';
  return kind === 'AVChatRoom' ? 'Live room (AVChatRoom)' : `${kind} group`;
}

/** `3 members`; of a room those who are inside. */
export function membersOf({ channel, memberCount }: Pick<GroupView, 'channel' | 'memberCount'>): string {
  if (channel === 'room') return `${memberCount} inside`;
  return memberCount === 1 ? '1 member' : `${memberCount} members`;
}
