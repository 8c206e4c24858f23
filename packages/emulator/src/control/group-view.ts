import type { Emulator } from '../emulator.ts';
import { isMuted as isMutedAtTencentIm, type TencentImGroup } from '../tencent-im/groups.ts';
import type { Vendor } from '../vendor.ts';
import type { Message } from '../world/message.ts';
import type { MessageStore } from '../world/messages.ts';
import type { Presence } from '../world/user.ts';
import { isMuted as isMutedAtZim, type ZimGroup } from '../zim/groups.ts';
import type { ZimRoom } from '../zim/rooms.ts';
import { previewLine } from './message-view.ts';
import { directoryOf } from './user-view.ts';

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
export interface GroupMemberView {
  readonly userId: string;
  readonly name: string;
  /** Everybody in a room is a member. */
  readonly role: 'owner' | 'admin' | 'member';
  readonly muted: boolean;
  /** Milliseconds; absent for one who is not muted, and for one who is for ever. */
  readonly mutedUntil?: number;
  /** Absent where there is no such account. */
  readonly presence?: Presence;
}

/** A group or a room with its members, in the order of their coming. */
export interface GroupDetail extends GroupView {
  /** Milliseconds. */
  readonly createdAt: number;
  readonly members: readonly GroupMemberView[];
}

/** A vendor's own group or room in the common form. */
interface Found {
  readonly view: Omit<GroupView, 'lastAt' | 'lastFrom' | 'preview'>;
  readonly createdAt: number;
  readonly members: () => readonly Omit<GroupMemberView, 'name' | 'presence'>[];
}

/** All groups and rooms, those with the newest messages first. */
export function groupViews(emulator: Emulator, messages: MessageStore, vendor?: Vendor): GroupView[] {
  const newest = newestMessages(messages);
  const rank = (view: GroupName) => newest.get(keyOf(view))?.id ?? 0;
  // Sorting is stable: those without messages keep the order of their coming.
  return Array.from(all(emulator), ({ view }) => view)
    .filter((view) => vendor === undefined || view.vendor === vendor)
    .sort((one, other) => rank(other) - rank(one))
    .map((view) => ({ ...view, ...lastOf(newest.get(keyOf(view))) }));
}

/** @returns nothing where there is no such group or room */
export function groupDetail(
  emulator: Emulator,
  messages: MessageStore,
  name: GroupName,
): GroupDetail | undefined {
  const found = find(emulator, name);
  if (found === undefined) return undefined;
  const users = directoryOf(emulator, name.vendor);
  const { value: newest } = messagesOf(messages, name).next();
  return {
    ...found.view,
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

function* all({ zim, tencentIm, now }: Emulator): Generator<Found> {
  for (const group of zim.groups.values()) yield zimGroup(group, now());
  for (const room of zim.rooms.values()) yield zimRoom(room);
  for (const group of tencentIm.groups.values()) yield tencentImGroup(group, now());
}

function find(emulator: Emulator, { vendor, channel, id }: GroupName): Found | undefined {
  const { zim, tencentIm } = emulator;
  if (channel === 'room') {
    const room = vendor === 'zim' ? zim.rooms.get(id) : undefined;
    return room && zimRoom(room);
  }
  if (vendor === 'zim') {
    const group = zim.groups.get(id);
    return group && zimGroup(group, emulator.now());
  }
  const group = tencentIm.groups.get(id);
  return group && tencentImGroup(group, emulator.now());
}

function zimGroup(group: ZimGroup, now: number): Found {
  const { groupId: id, name, owner, members, createdAt, mutedUntil, mute } = group;
  return {
    view: { vendor: 'zim', channel: 'group', id, name, kind: 'Group', owner, memberCount: members.size },
    createdAt,
    members: () =>
      Array.from(members.values(), ({ userId, role }) => ({
        userId,
        role: role === 1 ? 'owner' : role === 2 ? 'admin' : 'member',
        ...muteOf(isMutedAtZim(group, userId, now), mutedUntil.get(userId), mute?.until),
      })),
  };
}

function zimRoom({ roomId: id, name, members, createdAt }: ZimRoom): Found {
  return {
    view: { vendor: 'zim', channel: 'room', id, name, kind: 'Room', memberCount: members.size },
    createdAt,
    members: () => Array.from(members, (userId) => ({ userId, role: 'member', muted: false })),
  };
}

function tencentImGroup(group: TencentImGroup, now: number): Found {
  const { groupId: id, name, type: kind, owner, members, createdAt, mutedUntil } = group;
  const ownerOf = owner === '' ? undefined : { owner };
  return {
    view: { vendor: 'tencentIm', channel: 'group', id, name, kind, ...ownerOf, memberCount: members.size },
    createdAt,
    members: () =>
      Array.from(members.values(), ({ userId, role }) => ({
        userId,
        role: role === 'Owner' ? 'owner' : role === 'Admin' ? 'admin' : 'member',
        ...muteOf(isMutedAtTencentIm(group, userId, now), mutedUntil.get(userId)),
      })),
  };
}

/** The later of the ends that there are; JSON has no way to write for ever. */
function muteOf(
  muted: boolean,
  ...ends: readonly (number | undefined)[]
): Pick<GroupMemberView, 'muted' | 'mutedUntil'> {
  const until = Math.max(...ends.map((end) => end ?? 0));
  return muted && until > 0 && Number.isFinite(until) ? { muted, mutedUntil: until } : { muted };
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
