import type { Emulator } from '../emulator.ts';
import { type CommonGroup, muteOf, type NewGroup, type VendorGroups } from '../vendor-groups.ts';
import { isMuted, type TencentImGroup } from './groups.ts';
import { groupTypeSchema } from './options-schema.ts';

/** Tencent IM's groups in the common form; its live rooms are groups. */
export function commonGroups(app: Emulator['tencentIm'], now: () => number): VendorGroups {
  const { groups } = app;
  return {
    *values() {
      for (const group of groups.values()) yield commonGroup(group, now());
    },
    get(channel, id) {
      const group = channel === 'group' ? groups.get(id) : undefined;
      return group && commonGroup(group, now());
    },
    put(group) {
      put(app, group);
      return 'group';
    },
    delete: (channel, id) => channel === 'group' && groups.delete(id),
  };
}

function put({ users, groups }: Emulator['tencentIm'], group: NewGroup): void {
  const { channel, id: groupId, name, owner, members } = group;
  const type = groupTypeSchema.parse(group.type ?? (channel === 'room' ? 'AVChatRoom' : 'Public'));
  const added = groups.put({
    ...{ groupId, type, members },
    ...(name === undefined ? {} : { name }),
    ...(owner === undefined ? {} : { owner }),
  });
  for (const userId of added.members.keys()) if (!users.has(userId)) users.put(userId);
}

function commonGroup(group: TencentImGroup, now: number): CommonGroup {
  const { groupId: id, name, type: kind, owner, members, createdAt, mutedUntil } = group;
  const ownerOf = owner === '' ? undefined : { owner };
  return {
    ...{ channel: 'group', id, name, kind, ...ownerOf, memberCount: members.size, createdAt },
    members: () =>
      Array.from(members.values(), ({ userId, role }) => ({
        userId,
        role: role === 'Owner' ? 'owner' : role === 'Admin' ? 'admin' : 'member',
        ...muteOf(isMuted(group, userId, now), mutedUntil.get(userId)),
      })),
    mutedUntil,
  };
}
