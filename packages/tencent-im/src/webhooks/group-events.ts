import { asName } from '@polychat/core/adapter';
import {
  filledName,
  namesOf,
  recordsOf,
  type WebhookGroup,
  type WebhookRoom,
  withoutAbsent,
} from '@polychat/core/webhooks';
import { type Callback, type FoundEvent, isRoom, type ReadCallback } from './callback.ts';

/** Webhooks about groups, by their commands. Groups of the type AVChatRoom are rooms. */
export const groupEvents: Readonly<Record<string, ReadCallback>> = {
  // 34368 to 34371.
  'Group.CallbackBeforeCreateGroup': readCreating,
  'Group.CallbackBeforeApplyJoinGroup': readJoining,
  'Group.CallbackBeforeInviteJoinGroup': readInviting,
  // 34369; 34377.
  'Group.CallbackAfterCreateGroup': readCreated,
  'Group.CallbackAfterGroupDestroyed': readDestroyed,
  // 34372 = 269/1667; 34373.
  'Group.CallbackAfterNewMemberJoin': readJoined,
  'Group.CallbackAfterMemberExit': readLeft,
  // 48734.
  'Group.CallbackOnMemberStateChange': readMemberState,
  // 34378; 60396; 34376; 60394; 60393 = 269/105353.
  'Group.CallbackAfterGroupInfoChanged': readChanged,
  'Group.CallbackAfterChangeGroupOwner': readOwnerChanged,
  'Group.CallbackAfterGroupFull': (callback) =>
    ofGroup(callback, (group) => ({ type: 'group.full', ...group })),
  'Group.CallbackAfterGroupAttrChanged': readAttributes,
  'Group.CallbackAfterMemberFieldChanged': readMemberChanged,
};

type Shared = Pick<Callback, 'at' | 'origin'>;
type Found = readonly FoundEvent[] | undefined;

function ofGroup(
  { members, at, origin }: Callback,
  eventOf: (group: WebhookGroup & Shared) => FoundEvent['event'],
): Found {
  const groupId = filledName(members.GroupId);
  if (groupId === undefined) return undefined;
  const by = filledName(members.Operator_Account);
  const event = eventOf({ at, origin, groupId, groupType: filledName(members.Type), by });
  return [{ event: withoutAbsent(event) }];
}

function ofRoom(
  { members, at, origin }: Callback,
  eventOf: (room: WebhookRoom & Shared) => FoundEvent['event'],
): Found {
  const roomId = filledName(members.GroupId);
  if (roomId === undefined) return undefined;
  const event = eventOf({ at, origin, roomId, by: filledName(members.Operator_Account) });
  return [{ event: withoutAbsent(event) }];
}

/** It has no id yet. Rooms are asked about in the same way. */
function readCreating({ members, at, origin }: Callback): Found {
  const event = withoutAbsent({
    type: 'group.creating' as const,
    at,
    origin,
    groupType: filledName(members.Type),
    by: filledName(members.Operator_Account),
    name: filledName(members.Name),
    ownerId: filledName(members.Owner_Account),
    userIds: namesOf(members.MemberList, 'Member_Account'),
  });
  return [{ event }];
}

function readJoining(callback: Callback): Found {
  const userId = filledName(callback.members.Requestor_Account);
  if (userId === undefined) return undefined;
  return ofGroup(callback, (group) => ({ type: 'group.joining', ...group, userId }));
}

function readInviting(callback: Callback): Found {
  const userIds = namesOf(callback.members.DestinationMembers, 'Member_Account');
  return ofGroup(callback, (group) => ({ type: 'group.inviting', ...group, userIds }));
}

function readCreated(callback: Callback): Found {
  const { Name, Owner_Account, MemberList } = callback.members;
  const name = filledName(Name);
  if (isRoom(callback.members)) {
    return ofRoom(callback, (room) => ({ type: 'room.created', ...room, name }));
  }
  const ownerId = filledName(Owner_Account);
  const userIds = namesOf(MemberList, 'Member_Account');
  return ofGroup(callback, (group) => ({ type: 'group.created', ...group, name, ownerId, userIds }));
}

function readDestroyed(callback: Callback): Found {
  const { Name, Owner_Account, MemberList } = callback.members;
  const userIds = namesOf(MemberList, 'Member_Account');
  if (isRoom(callback.members)) {
    return ofRoom(callback, (room) => ({ type: 'room.dissolved', ...room, userIds }));
  }
  const name = filledName(Name);
  const ownerId = filledName(Owner_Account);
  return ofGroup(callback, (group) => ({ type: 'group.dissolved', ...group, name, ownerId, userIds }));
}

function readJoined(callback: Callback): Found {
  const { JoinType, NewMemberList } = callback.members;
  const userIds = namesOf(NewMemberList, 'Member_Account');
  const wasInvited = JoinType === 'Invited';
  if (isRoom(callback.members)) {
    const how = wasInvited ? 'invited' : 'joined';
    return ofRoom(callback, (room) => ({ type: 'room.member_joined', ...room, userIds, how }));
  }
  const how = wasInvited ? 'invited' : JoinType === 'Apply' ? 'asked' : undefined;
  return ofGroup(callback, (group) => ({ type: 'group.member_joined', ...group, userIds, how }));
}

function readLeft(callback: Callback): Found {
  const { ExitType, ExitMemberList } = callback.members;
  const userIds = namesOf(ExitMemberList, 'Member_Account');
  const how = ExitType === 'Kicked' ? 'removed' : ExitType === 'Quit' ? 'left' : undefined;
  return isRoom(callback.members)
    ? ofRoom(callback, (room) => ({ type: 'room.member_left', ...room, userIds, how }))
    : ofGroup(callback, (group) => ({ type: 'group.member_left', ...group, userIds, how }));
}

/** Only for rooms: who is heard of, looked at every 20 seconds. Joining and leaving are told by it, too. */
function readMemberState(callback: Callback): Found {
  const { EventType, EventCause, MemberList } = callback.members;
  const userIds = namesOf(MemberList, 'Member_Account');
  if (EventType === 'Online') {
    const how = EventCause === 'HeartbeatRecover' ? 'reconnected' : 'joined';
    return ofRoom(callback, (room) => ({ type: 'room.member_joined', ...room, userIds, how }));
  }
  if (EventType !== 'Offline') return undefined;
  const how = EventCause === 'HeartbeatInterrupt' ? 'disconnected' : 'left';
  return ofRoom(callback, (room) => ({ type: 'room.member_left', ...room, userIds, how }));
}

/** Only what was changed is there, and it may have been emptied. */
function readChanged(callback: Callback): Found {
  const { Name, Introduction, Notification, FaceUrl } = callback.members;
  return ofGroup(callback, (group) => ({
    type: 'group.changed',
    ...group,
    name: asName(Name),
    introduction: asName(Introduction),
    notice: asName(Notification),
    avatarUrl: asName(FaceUrl),
  }));
}

function readOwnerChanged(callback: Callback): Found {
  const { OldOwner_Account, NewOwner_Account } = callback.members;
  const newOwnerId = filledName(NewOwner_Account);
  if (newOwnerId === undefined) return undefined;
  const oldOwnerId = filledName(OldOwner_Account);
  return ofGroup(callback, (group) => ({ type: 'group.owner_changed', ...group, oldOwnerId, newOwnerId }));
}

const changes: ReadonlyMap<unknown, 'set' | 'modified' | 'deleted' | 'cleared'> = new Map([
  ['set', 'set'],
  ['modify', 'modified'],
  ['delete', 'deleted'],
  ['clear', 'cleared'],
] as const);

/** Their names are in lower case. */
function readAttributes(callback: Callback): Found {
  const change = changes.get(callback.members.OptionType);
  if (!change) return undefined;
  const attributes = recordsOf(callback.members.GroupAttr).map(({ key, value }) =>
    withoutAbsent({ key: asName(key) ?? '', value: asName(value) }),
  );
  return ofGroup(callback, (group) => ({ type: 'group.attributes_changed', ...group, change, attributes }));
}

/** International samples until 2024 call the member `Member_Account`. */
function readMemberChanged(callback: Callback): Found {
  const { Modified_Account, Member_Account, Role, NameCard } = callback.members;
  const userId = filledName(Modified_Account ?? Member_Account);
  if (userId === undefined) return undefined;
  return ofGroup(callback, (group) => ({
    type: 'group.member_changed',
    ...group,
    userId,
    role: filledName(Role),
    nickname: asName(NameCard),
  }));
}
