import {
  filledName,
  namesOf,
  type WebhookGroup,
  type WebhookRoom,
  withoutAbsent,
} from '@polychat/core/webhooks';
import { type Callback, type FoundEvent, listOf, type ReadCallback } from './callback.ts';

/** Callbacks about groups and rooms, by their names. The time of what they tell is their own. */
export const groupEvents: Readonly<Record<string, ReadCallback>> = {
  group_create: readGroupCreate,
  group_destroy: readGroupDestroy,
  group_join: readGroupJoin,
  // Only the English page's sample calls it so [?].
  Apply_join_group: readGroupJoin,
  group_exit: readGroupExit,
  room_create: readRoomCreate,
  room_destroy: readRoomDestroy,
  room_enter: readRoomEnter,
  room_exit: readRoomExit,
};

function readGroupCreate(callback: Callback): readonly FoundEvent[] | undefined {
  return ofGroup(callback, (group, at) => ({
    // A group's id is never used again.
    ids: [group.groupId],
    event: withoutAbsent({
      type: 'group.created',
      at,
      ...group,
      name: filledName(callback.members.group_name),
      ownerId: filledName(callback.members.owner_account),
      userIds: usersIn(callback, 'user_ids'),
    }),
  }));
}

function readGroupDestroy(callback: Callback): readonly FoundEvent[] | undefined {
  return ofGroup(callback, (group, at) => ({
    ids: [group.groupId],
    event: withoutAbsent({
      type: 'group.dissolved',
      at,
      ...group,
      ownerId: filledName(callback.members.owner_account),
      userIds: usersIn(callback, 'user_ids'),
    }),
  }));
}

function readGroupJoin(callback: Callback): readonly FoundEvent[] | undefined {
  const { join_type } = callback.members;
  const how = join_type === 'Apply' ? 'asked' : join_type === 'Invited' ? 'invited' : undefined;
  const userIds = usersIn(callback, 'new_user_ids');
  return ofGroup(callback, (group, at) => ({
    event: withoutAbsent({ type: 'group.member_joined', at, ...group, userIds, how }),
  }));
}

function readGroupExit(callback: Callback): readonly FoundEvent[] | undefined {
  const userIds = usersIn(callback, 'exit_user_ids');
  return ofGroup(callback, (group, at) => ({
    event: withoutAbsent({ type: 'group.member_left', at, ...group, userIds, how: howLeft(callback) }),
  }));
}

function readRoomCreate(callback: Callback): readonly FoundEvent[] | undefined {
  const name = filledName(callback.members.room_name);
  return ofRoom(callback, (room, at) => ({
    event: withoutAbsent({ type: 'room.created', at, ...room, name }),
  }));
}

function readRoomDestroy(callback: Callback): readonly FoundEvent[] | undefined {
  const userIds = usersIn(callback, 'user_ids');
  return ofRoom(callback, (room, at) => ({
    event: withoutAbsent({ type: 'room.dissolved', at, ...room, userIds }),
  }));
}

/** Who enters is the operator: the callback has no list. */
function readRoomEnter(callback: Callback): readonly FoundEvent[] | undefined {
  return ofRoom(callback, (room, at) => ({
    event: withoutAbsent({
      type: 'room.member_joined',
      at,
      ...room,
      userIds: namesOf([room.by]),
      how: 'joined',
    }),
  }));
}

function readRoomExit(callback: Callback): readonly FoundEvent[] | undefined {
  const userIds = usersIn(callback, 'exit_user_ids');
  return ofRoom(callback, (room, at) => ({
    event: withoutAbsent({ type: 'room.member_left', at, ...room, userIds, how: howLeft(callback) }),
  }));
}

function ofGroup(
  { members, signedAt }: Callback,
  found: (group: WebhookGroup, at: number) => FoundEvent,
): readonly FoundEvent[] | undefined {
  const groupId = filledName(members.group_id);
  return groupId === undefined
    ? undefined
    : [found({ groupId, by: filledName(members.operator_account) }, signedAt)];
}

function ofRoom(
  { members, signedAt }: Callback,
  found: (room: WebhookRoom, at: number) => FoundEvent,
): readonly FoundEvent[] | undefined {
  const roomId = filledName(members.room_id);
  return roomId === undefined
    ? undefined
    : [found({ roomId, by: filledName(members.operator_account) }, signedAt)];
}

function usersIn({ members }: Callback, name: string): readonly string[] {
  return namesOf(listOf(members, name));
}

function howLeft({ members }: Callback): 'left' | 'removed' | undefined {
  if (members.exit_type === 'Quit') return 'left';
  return members.exit_type === 'Kickout' ? 'removed' : undefined;
}
