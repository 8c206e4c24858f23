import { eventTime, fixture, type WebhookFixture } from './fixture.ts';

const at = eventTime;
const EventTime = eventTime;
const origin = 'client';
const group = { at, origin, groupId: 'team-7', groupType: 'Public', by: 'u1' } as const;
const ofGroup = { GroupId: 'team-7', Type: 'Public', Operator_Account: 'u1', EventTime } as const;
const room = { at, origin, roomId: '@TGS#live', by: 'u1' } as const;
const ofRoom = {
  GroupId: '@TGS#live',
  Type: 'AVChatRoom',
  Operator_Account: 'u1',
  EventTime,
} as const;
const members = [{ Member_Account: 'u2' }, { Member_Account: 'u3' }];

/** Before-type webhooks of groups (groups-and-users.md 8.1). */
const asked: readonly WebhookFixture[] = [
  fixture(
    'Group.CallbackBeforeCreateGroup',
    'Group.CallbackBeforeCreateGroup',
    {
      Operator_Account: 'u1',
      Owner_Account: 'u1',
      Type: 'Public',
      Name: 'Team',
      CreateGroupNum: 123,
      MemberList: members,
      EventTime,
    },
    [
      {
        type: 'group.creating',
        at,
        origin,
        groupType: 'Public',
        by: 'u1',
        name: 'Team',
        ownerId: 'u1',
        userIds: ['u2', 'u3'],
      },
    ],
  ),
  fixture(
    'Group.CallbackBeforeApplyJoinGroup',
    'Group.CallbackBeforeApplyJoinGroup',
    { GroupId: 'team-7', Type: 'Public', Requestor_Account: 'u4', EventTime },
    [{ type: 'group.joining', at, origin, groupId: 'team-7', groupType: 'Public', userId: 'u4' }],
  ),
  fixture(
    'Group.CallbackBeforeInviteJoinGroup',
    'Group.CallbackBeforeInviteJoinGroup',
    { ...ofGroup, DestinationMembers: members },
    [{ type: 'group.inviting', ...group, userIds: ['u2', 'u3'] }],
  ),
];

/** After-type webhooks of groups (groups-and-users.md 8.2). */
const told: readonly WebhookFixture[] = [
  fixture(
    'Group.CallbackAfterCreateGroup',
    'Group.CallbackAfterCreateGroup',
    {
      ...ofGroup,
      Owner_Account: 'u1',
      Name: 'Team',
      MemberList: members,
      UserDefinedDataList: [{ Key: 'k', Value: 'v' }],
    },
    [{ type: 'group.created', ...group, name: 'Team', ownerId: 'u1', userIds: ['u2', 'u3'] }],
  ),
  fixture(
    'Group.CallbackAfterGroupDestroyed',
    'Group.CallbackAfterGroupDestroyed',
    { GroupId: 'team-7', Type: 'Public', Owner_Account: 'u1', Name: 'Team', MemberList: members, EventTime },
    [
      {
        ...{ type: 'group.dissolved', at, origin, groupId: 'team-7', groupType: 'Public' },
        ...{ name: 'Team', ownerId: 'u1', userIds: ['u2', 'u3'] },
      },
    ],
  ),
  ...(
    [
      ['Apply', 'asked'],
      ['Invited', 'invited'],
    ] as const
  ).map(([JoinType, how]) =>
    fixture(
      `Group.CallbackAfterNewMemberJoin with ${JoinType}`,
      'Group.CallbackAfterNewMemberJoin',
      { ...ofGroup, JoinType, NewMemberList: members },
      [{ type: 'group.member_joined', ...group, userIds: ['u2', 'u3'], how }],
    ),
  ),
  ...(
    [
      ['Kicked', 'removed'],
      ['Quit', 'left'],
    ] as const
  ).map(([ExitType, how]) =>
    fixture(
      `Group.CallbackAfterMemberExit with ${ExitType}`,
      'Group.CallbackAfterMemberExit',
      { ...ofGroup, ExitType, ExitMemberList: [{ Member_Account: 'u2' }] },
      [{ type: 'group.member_left', ...group, userIds: ['u2'], how }],
    ),
  ),
  fixture(
    'Group.CallbackAfterGroupInfoChanged, with what was changed alone, and a notice that was emptied',
    'Group.CallbackAfterGroupInfoChanged',
    { ...ofGroup, Name: 'Squad', Notification: '' },
    [{ type: 'group.changed', ...group, name: 'Squad', notice: '' }],
  ),
  fixture(
    'Group.CallbackAfterChangeGroupOwner',
    'Group.CallbackAfterChangeGroupOwner',
    { ...ofGroup, OldOwner_Account: 'u1', NewOwner_Account: 'u2' },
    [{ type: 'group.owner_changed', ...group, oldOwnerId: 'u1', newOwnerId: 'u2' }],
  ),
  fixture('Group.CallbackAfterGroupFull', 'Group.CallbackAfterGroupFull', { GroupId: 'team-7', EventTime }, [
    { type: 'group.full', at, origin, groupId: 'team-7' },
  ]),
  ...(
    [
      ['set', 'set'],
      ['modify', 'modified'],
      ['delete', 'deleted'],
      ['clear', 'cleared'],
    ] as const
  ).map(([OptionType, change]) =>
    fixture(
      `Group.CallbackAfterGroupAttrChanged with ${OptionType}`,
      'Group.CallbackAfterGroupAttrChanged',
      { ...ofGroup, OptionType, GroupAttr: [{ key: 'k', value: 'v' }] },
      [
        {
          type: 'group.attributes_changed',
          ...group,
          change,
          attributes: [{ key: 'k', value: 'v' }],
        },
      ],
    ),
  ),
  ...['Modified_Account', 'Member_Account'].map((name) =>
    fixture(
      `Group.CallbackAfterMemberFieldChanged with ${name}`,
      'Group.CallbackAfterMemberFieldChanged',
      { ...ofGroup, [name]: 'u2', Role: 'Admin', NameCard: 'Two' },
      [{ type: 'group.member_changed', ...group, userId: 'u2', role: 'Admin', nickname: 'Two' }],
    ),
  ),
];

/** Groups of the type AVChatRoom. */
const rooms: readonly WebhookFixture[] = [
  fixture(
    'Group.CallbackAfterCreateGroup of a room',
    'Group.CallbackAfterCreateGroup',
    { ...ofRoom, Owner_Account: 'u1', Name: 'Live', MemberList: [] },
    [{ type: 'room.created', ...room, name: 'Live' }],
  ),
  fixture(
    'Group.CallbackAfterGroupDestroyed of a room',
    'Group.CallbackAfterGroupDestroyed',
    { ...ofRoom, Owner_Account: 'u1', Name: 'Live', MemberList: members },
    [{ type: 'room.dissolved', ...room, userIds: ['u2', 'u3'] }],
  ),
  fixture(
    'Group.CallbackAfterNewMemberJoin of a room',
    'Group.CallbackAfterNewMemberJoin',
    { ...ofRoom, JoinType: 'Apply', NewMemberList: members },
    [{ type: 'room.member_joined', ...room, userIds: ['u2', 'u3'], how: 'joined' }],
  ),
  fixture(
    'Group.CallbackAfterMemberExit of a room',
    'Group.CallbackAfterMemberExit',
    { ...ofRoom, ExitType: 'Quit', ExitMemberList: members },
    [{ type: 'room.member_left', ...room, userIds: ['u2', 'u3'], how: 'left' }],
  ),
  ...(
    [
      ['Online', 'HeartbeatRecover', 'room.member_joined', 'reconnected'],
      ['Online', 'Join', 'room.member_joined', 'joined'],
      ['Offline', 'HeartbeatInterrupt', 'room.member_left', 'disconnected'],
      ['Offline', 'Quit', 'room.member_left', 'left'],
    ] as const
  ).map(([EventType, EventCause, type, how]) =>
    fixture(
      `Group.CallbackOnMemberStateChange with ${EventType} and ${EventCause}`,
      'Group.CallbackOnMemberStateChange',
      { GroupId: '@TGS#live', Type: 'AVChatRoom', EventType, EventCause, MemberList: members, EventTime },
      [
        {
          ...{ type, at, origin, roomId: '@TGS#live', userIds: ['u2', 'u3'], how },
        } as WebhookFixture['events'][number],
      ],
    ),
  ),
];

/** Groups and rooms. */
export const groups: readonly WebhookFixture[] = [...asked, ...told, ...rooms];
