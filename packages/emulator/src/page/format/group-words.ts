import type { GroupView } from '../../control/group-view.ts';
import { vendorPages } from '../vendors.ts';

/** What it is, in words: the vendor's own word where it has one. */
export function kindOf(group: Pick<GroupView, 'vendor' | 'channel' | 'kind'>): string {
  return vendorPages[group.vendor].kindOf(group);
}

/** `3 members`; of a room those who are inside. */
export function membersOf({ channel, memberCount }: Pick<GroupView, 'channel' | 'memberCount'>): string {
  if (channel === 'room') return `${memberCount} inside`;
  return memberCount === 1 ? '1 member' : `${memberCount} members`;
}
