import * as z from 'zod';
import { newUserPresenceSchema, usersSchema } from '../world/user-options.ts';
import { limitsSchema } from './limits.ts';
import { readingsSchema } from './readings-schema.ts';

const switchesSchema = z
  .strictObject({
    pushToAll: z.boolean().default(true),
    accountDeletion: z.boolean().default(true),
    meetingUnread: z.boolean().default(false),
    groupRecall: z.boolean().default(true),
    groupBroadcast: z.boolean().default(true),
    reimportAtOnce: z.boolean().default(false),
    webhookFailure: z.enum(['deliver', 'withhold']).default('deliver'),
  })
  .prefault({});

/** Checks a `TencentImGroupType`. */
export const groupTypeSchema = z.enum([
  'Private',
  'Work',
  'Public',
  'ChatRoom',
  'Meeting',
  'AVChatRoom',
  'Community',
]);

/** Checks a `TencentImGroupSeed` and fills in the defaults. */
export const groupSchema = z.strictObject({
  groupId: z.string().min(1),
  type: groupTypeSchema.default('Public'),
  name: z.string().default(''),
  members: z.array(z.string().min(1)).default([]),
  owner: z.string().default(''),
  admins: z.array(z.string().min(1)).default([]),
  muted: z.array(z.string().min(1)).default([]),
  muteAll: z.boolean().default(false),
  introduction: z.string().default(''),
  notification: z.string().default(''),
  faceUrl: z.string().default(''),
  maxMembers: z.int().min(1).optional(),
  applyJoinOption: z.enum(['FreeAccess', 'NeedPermission', 'DisableApply']).default('NeedPermission'),
  inviteJoinOption: z.enum(['FreeAccess', 'NeedPermission', 'DisableInvite']).default('FreeAccess'),
  createdAt: z.int().min(0).optional(),
});

/** Checks `TencentImAppOptions` and fills in the defaults. */
export const tencentImOptionsSchema = z.strictObject({
  sdkAppId: z.int().min(1).max(4_294_967_295).default(1_400_000_000),
  secretKey: z
    .string()
    .length(64)
    .default('0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'),
  withoutKey: z.boolean().default(false),
  admins: z.array(z.string().min(1)).min(1).default(['administrator']),
  users: usersSchema,
  newUserPresence: newUserPresenceSchema,
  groups: z.array(groupSchema).default([]),
  switches: switchesSchema,
  limits: limitsSchema,
  readings: readingsSchema,
});

/** `TencentImAppOptions` with the defaults filled in. */
export type TencentImSettings = z.output<typeof tencentImOptionsSchema>;
