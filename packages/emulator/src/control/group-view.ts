import type { Emulator } from '../emulator.ts';
import { type Vendor, vendors } from '../vendor.ts';
import type { CommonGroup, CommonMember } from '../vendor-groups.ts';
import type { Message } from '../world/message.ts';
import type { MessageStore } from '../world/messages.ts';
import type { Presence } from '../world/user.ts';
import { groupsOf } from './groups-of.ts';
import { previewLine } from './message-view.ts';

/** Names a group or a room. Tencent IM's live rooms are groups. */
export interface GroupName {
  readonly vendor: Vendor;
  readonly channel: 'group' | 'room';
  readonly id: string;
}

/** A group or a room, in one line. */
export interface GroupView extends GroupName {
  /** Empty where it has none. */
  readonly name: string;
  /** `Group` or `Room` at ZIM; at Tencent IM the type, such as `Public`. */
  readonly kind: string;
  /** Absent where it has none, as rooms have. */
  readonly owner?: string;
  readonly memberCount: number;
  /** When the newest message came, in milliseconds. */
  readonly lastAt?: number;
  readonly lastFrom?: string;
  readonly preview?: string;
}

/** A member of a group, or somebody in a room. */
export interface GroupMemberView extends CommonMember {
  readonly name: string;
  /** Absent where there is no such account. */
  readonly presence?: Presence;
}

/** A group or a room with its members, in the order of their coming. */
export interface GroupDetail extends GroupView {
  /** Milliseconds. */
  readonly createdAt: number;
  readonly members: readonly GroupMemberView[];
}

/** All groups and rooms, those with the newest messages first. */
export function groupViews(emulator: Emulator, messages: MessageStore, vendor?: Vendor): GroupView[] {
  const newest = newestMessages(messages);
  const rank = (view: GroupName) => newest.get(keyOf(view))?.id ?? 0;
  // Sorting is stable: those without messages keep the order of their coming.
  return vendors
    .filter((each) => vendor === undefined || each === vendor)
    .flatMap((each) => Array.from(groupsOf(emulator, each).values(), (group) => viewOf(each, group)))
    .sort((one, other) => rank(other) - rank(one))
    .map((view) => ({ ...view, ...lastOf(newest.get(keyOf(view))) }));
}

/** @returns nothing where there is no such group or room */
export function groupDetail(
  emulator: Emulator,
  messages: MessageStore,
  name: GroupName,
): GroupDetail | undefined {
  const found = groupsOf(emulator, name.vendor).get(name.channel, name.id);
  if (found === undefined) return undefined;
  const { users } = emulator[name.vendor];
  const { value: newest } = messagesOf(messages, name).next();
  return {
    ...viewOf(name.vendor, found),
    ...lastOf(newest ?? undefined),
    createdAt: found.createdAt,
    members: found.members().map((member) => {
      const user = users.get(member.userId);
      return { ...member, name: user?.name ?? '', ...(user && { presence: user.presence }) };
    }),
  };
}

/** The messages of a group or a room, newest first; what was only told in it among them. */
export function* messagesOf(
  messages: MessageStore,
  { vendor, channel, id }: GroupName,
): Generator<Message, undefined> {
  for (const { message } of messages.newestFirst()) {
    if (message.vendor === vendor && message.channel === channel && message.to === id) yield message;
  }
}

/** What is said of a group apart from its messages. */
function viewOf(vendor: Vendor, group: CommonGroup): Omit<GroupView, 'lastAt' | 'lastFrom' | 'preview'> {
  const { channel, id, name, kind, owner, memberCount } = group;
  return { vendor, channel, id, name, kind, ...(owner === undefined ? {} : { owner }), memberCount };
}

function newestMessages(messages: MessageStore): Map<string, Message> {
  const newest = new Map<string, Message>();
  for (const { message } of messages.newestFirst()) {
    if (message.channel !== 'group' && message.channel !== 'room') continue;
    const key = keyOf({ vendor: message.vendor, channel: message.channel, id: message.to });
    if (!newest.has(key)) newest.set(key, message);
  }
  return newest;
}

function lastOf(message: Message | undefined): Pick<GroupView, 'lastAt' | 'lastFrom' | 'preview'> {
  if (message === undefined) return {};
  return { lastAt: message.time, lastFrom: message.from, preview: previewLine(message) };
}

function keyOf({ vendor, channel, id }: GroupName): string {
  return `${vendor} ${channel} ${id}`;
}
