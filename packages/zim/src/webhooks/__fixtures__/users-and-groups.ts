import { signedAt, type WebhookFixture } from './fixture.ts';

const device = {
  event: 'user_action',
  user_id: 'u1',
  user_name: 'One',
  os: 'ANDROID',
  session_id: '7230000000000000001',
} as const;

/** `user_action` (zim.md 9.6): its times are in seconds. */
export const userActions: readonly WebhookFixture[] = [
  {
    name: 'user_action of a login',
    members: { ...device, action: 0, login_time: 1_749_999_990, relogin: '0' },
    events: [{ type: 'user.online', at: 1_749_999_990_000, userId: 'u1', platform: 'ANDROID' }],
  },
  {
    name: 'user_action of a logout',
    members: { ...device, action: 1, logout_time: 1_749_999_995, logout_reason: '' },
    events: [
      {
        type: 'user.offline',
        at: 1_749_999_995_000,
        userId: 'u1',
        platform: 'ANDROID',
        reason: 'logout',
      },
    ],
  },
  {
    name: 'user_action of a device that is not heard of any more',
    members: { ...device, action: 2, offline_time: 1_749_999_999 },
    events: [
      {
        type: 'user.offline',
        at: 1_749_999_999_000,
        userId: 'u1',
        platform: 'ANDROID',
        reason: 'timeout',
      },
    ],
  },
];

const group = { at: signedAt, groupId: '#g7', by: 'u1' } as const;
const room = { at: signedAt, roomId: 'r1', by: 'u1' } as const;

/** Groups and rooms (zim.md 9.6). */
export const groups: readonly WebhookFixture[] = [
  {
    name: 'group_create',
    members: {
      event: 'group_create',
      group_id: '#g7',
      operator_account: 'u1',
      owner_account: 'u1',
      group_name: 'Team',
      attributes: [{ key: 'k', value: 'v' }],
      user_ids: ['u1', 'u2'],
    },
    events: [{ type: 'group.created', ...group, name: 'Team', ownerId: 'u1', userIds: ['u1', 'u2'] }],
  },
  {
    name: 'group_destroy, whose time is a string',
    members: {
      event: 'group_destroy',
      timestamp: '1750000000',
      group_id: '#g7',
      operator_account: 'u1',
      owner_account: 'u1',
      user_ids: ['u1', 'u2'],
    },
    events: [{ type: 'group.dissolved', ...group, ownerId: 'u1', userIds: ['u1', 'u2'] }],
  },
  {
    name: 'group_join of a user who asked',
    members: {
      event: 'group_join',
      timestamp: '1750000000',
      group_id: '#g7',
      operator_account: 'u1',
      join_type: 'Apply',
      new_user_ids: ['u3'],
    },
    events: [{ type: 'group.member_joined', ...group, userIds: ['u3'], how: 'asked' }],
  },
  {
    name: 'group_join of invited users, under the name that the English sample has',
    members: {
      event: 'Apply_join_group',
      group_id: '#g7',
      operator_account: 'u1',
      join_type: 'Invited',
      new_user_ids: ['u3', 'u4'],
    },
    events: [{ type: 'group.member_joined', ...group, userIds: ['u3', 'u4'], how: 'invited' }],
  },
  {
    name: 'group_exit of a user who left',
    members: {
      event: 'group_exit',
      group_id: '#g7',
      exit_type: 'Quit',
      operator_account: 'u3',
      exit_user_ids: ['u3'],
    },
    events: [{ type: 'group.member_left', ...group, by: 'u3', userIds: ['u3'], how: 'left' }],
  },
  {
    name: 'group_exit of a user who was removed',
    members: {
      event: 'group_exit',
      group_id: '#g7',
      exit_type: 'Kickout',
      operator_account: 'u1',
      exit_user_ids: ['u4'],
    },
    events: [{ type: 'group.member_left', ...group, userIds: ['u4'], how: 'removed' }],
  },
  {
    name: 'room_create',
    members: {
      event: 'room_create',
      room_id: 'r1',
      operator_account: 'u1',
      room_name: 'Live',
      attributes: [{ key: 'k', value: 'v', auto_delete: true }],
    },
    events: [{ type: 'room.created', ...room, name: 'Live' }],
  },
  {
    name: 'room_destroy',
    members: { event: 'room_destroy', room_id: 'r1', user_ids: ['u1', 'u2'], operator_account: 'u1' },
    events: [{ type: 'room.dissolved', ...room, userIds: ['u1', 'u2'] }],
  },
  {
    name: 'room_enter',
    members: { event: 'room_enter', room_id: 'r1', operator_account: 'u2' },
    events: [{ type: 'room.member_joined', ...room, by: 'u2', userIds: ['u2'], how: 'joined' }],
  },
  {
    name: 'room_exit',
    members: {
      event: 'room_exit',
      room_id: 'r1',
      exit_type: 'Quit',
      operator_account: 'u2',
      exit_user_ids: ['u2'],
    },
    events: [{ type: 'room.member_left', ...room, by: 'u2', userIds: ['u2'], how: 'left' }],
  },
];

/** Calls (zim.md 9.6). */
export const calls: readonly WebhookFixture[] = [
  {
    name: 'call_create',
    members: {
      event: 'call_create',
      call_id: '4300000000000000001',
      user_ids: ['u2', 'u3'],
      create_time: 1_750_000_000_000,
      payload: 'video',
      caller: 'u1',
      timeout: 90,
    },
    events: [
      {
        type: 'call.created',
        at: signedAt,
        callId: '4300000000000000001',
        callerId: 'u1',
        userIds: ['u2', 'u3'],
        timeoutSeconds: 90,
        metadata: 'video',
      },
    ],
  },
  {
    name: 'call_invite',
    members: {
      event: 'call_invite',
      call_id: '4300000000000000001',
      user_ids: ['u4'],
      inviter: 'u2',
      invite_time: 1_749_999_999_500,
    },
    events: [
      {
        type: 'call.invited',
        at: 1_749_999_999_500,
        callId: '4300000000000000001',
        by: 'u2',
        userIds: ['u4'],
      },
    ],
  },
  {
    name: 'call_accept',
    members: { event: 'call_accept', call_id: '4300000000000000001', user_id: 'u2', extend_data: 'yes' },
    events: [
      {
        type: 'call.accepted',
        at: signedAt,
        callId: '4300000000000000001',
        userId: 'u2',
        metadata: 'yes',
      },
    ],
  },
  {
    name: 'call_reject',
    members: { event: 'call_reject', call_id: '4300000000000000001', user_id: 'u3', extend_data: '' },
    events: [{ type: 'call.rejected', at: signedAt, callId: '4300000000000000001', userId: 'u3' }],
  },
  {
    name: 'call_cancel',
    members: {
      event: 'call_cancel',
      call_id: '4300000000000000001',
      user_ids: ['u3'],
      reason: 'caller_cancel',
      payload: '',
    },
    events: [
      {
        type: 'call.cancelled',
        at: signedAt,
        callId: '4300000000000000001',
        userIds: ['u3'],
        reason: 'caller',
      },
    ],
  },
  {
    name: 'call_timeout',
    members: { event: 'call_timeout', call_id: '4300000000000000001', user_ids: ['u3'] },
    events: [{ type: 'call.timed_out', at: signedAt, callId: '4300000000000000001', userIds: ['u3'] }],
  },
];

/** What may come to be, and bodies that lack what an event must have. */
export const others: readonly WebhookFixture[] = [
  {
    name: 'an event that is new',
    members: { event: 'message_pinned', conv_id: 'u2' },
    events: [{ type: 'unknown', at: signedAt }],
  },
  {
    name: 'an event with the name of a member of all objects',
    members: { event: 'constructor' },
    events: [{ type: 'unknown', at: signedAt }],
  },
  {
    name: 'a group_join that names no group',
    members: { event: 'group_join', join_type: 'Apply', new_user_ids: ['u3'] },
    events: [{ type: 'unknown', at: signedAt }],
  },
  {
    name: 'a user_action of a new kind',
    members: { ...device, action: 7 },
    events: [{ type: 'unknown', at: signedAt }],
  },
];
