import { ControlError } from '../control/control-error.ts';
import type { Emulator } from '../emulator.ts';
import { type CommonGroup, muteOf, type NewGroup, type VendorGroups } from '../vendor-groups.ts';
import { isMuted, type ZimGroup } from './groups.ts';
import type { ZimRoom } from './rooms.ts';

/** ZIM's groups and rooms in the common form. */
export function commonGroups(app: Emulator['zim'], now: () => number): VendorGroups {
  const { groups, rooms } = app;
  return {
    *values() {
      for (const group of groups.values()) yield commonGroup(group, now());
      for (const room of rooms.values()) yield commonRoom(room);
    },
    get(channel, id) {
      if (channel === 'room') {
        const room = rooms.get(id);
        return room && commonRoom(room);
      }
      const group = groups.get(id);
      return group && commonGroup(group, now());
    },
    put(group) {
      put(app, group);
      return group.channel;
    },
    delete: (channel, id) => (channel === 'room' ? rooms.destroy(id) : groups.delete(id)),
  };
}

function put(app: Emulator['zim'], { channel, id: groupId, name, owner, members, type }: NewGroup): void {
  const { users, groups, rooms } = app;
  if (type !== undefined) throw new ControlError(400, 'type: zim’s groups have none', 'type');
  if (channel === 'room') {
    if (owner !== undefined) throw new ControlError(400, 'owner: rooms have none', 'owner');
    rooms.open(groupId, name);
    for (const userId of members) rooms.enter(groupId, userId);
    return;
  }
  if (owner === undefined) throw new ControlError(400, 'owner: a group of zim needs one', 'owner');
  for (const userId of [owner, ...members]) if (!users.has(userId)) users.put(userId);
  groups.put({ groupId, owner, name, members });
}

function commonGroup(group: ZimGroup, now: number): CommonGroup {
  const { groupId: id, name, owner, members, createdAt, mutedUntil, mute } = group;
  return {
    ...{ channel: 'group', id, name, kind: 'Group', owner, memberCount: members.size, createdAt },
    members: () =>
      Array.from(members.values(), ({ userId, role }) => ({
        userId,
        role: role === 1 ? 'owner' : role === 2 ? 'admin' : 'member',
        ...muteOf(isMuted(group, userId, now), mutedUntil.get(userId), mute?.until),
      })),
    mutedUntil,
  };
}

function commonRoom({ roomId: id, name, members, createdAt }: ZimRoom): CommonGroup {
  return {
    ...{ channel: 'room', id, name, kind: 'Room', memberCount: members.size, createdAt },
    members: () => Array.from(members, (userId) => ({ userId, role: 'member', muted: false })),
  };
}
