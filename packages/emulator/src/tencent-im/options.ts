import * as z from 'zod';
import { newUserPresenceSchema, usersSchema } from '../user-options.ts';
import { limitsSchema } from './limits.ts';
import { readingsSchema } from './readings.ts';

/** What the console switches on or off for an app. */
const switchesSchema = z
  .strictObject({
    /** Push to all users, `im_push`; 90045 without it. */
    pushToAll: z.boolean().default(true),
    /** `account_delete`; 71000 without it. */
    accountDeletion: z.boolean().default(true),
    /** Recall in groups; 10041 without it. */
    groupRecall: z.boolean().default(true),
    /** `send_broadcast_msg`; 10007 without it. */
    groupBroadcast: z.boolean().default(true),
    /** Whether a deleted account can be imported again at once, as on trial editions; else 70399 for three months. */
    reimportAtOnce: z.boolean().default(false),
    /** What becomes of a message whose before-send webhook fails: delivered, or withheld with 80003. */
    webhookFailure: z.enum(['deliver', 'withhold']).default('deliver'),
  })
  .prefault({});

/** The kinds of group, under their new and their old names (1047/34959). */
const groupTypeSchema = z.enum([
  'Private',
  'Work',
  'Public',
  'ChatRoom',
  'Meeting',
  'AVChatRoom',
  'Community',
]);

/** A group that exists from the start; none of the commands here can make one. */
export const groupSchema = z.strictObject({
  groupId: z.string().min(1),
  type: groupTypeSchema.default('Public'),
  name: z.string().default(''),
  /** Members that are no account yet become one. */
  members: z.array(z.string().min(1)).default([]),
  /** Members that may not speak; 10017. */
  muted: z.array(z.string().min(1)).default([]),
});

export type GroupSeed = z.input<typeof groupSchema>;

export type GroupType = z.output<typeof groupTypeSchema>;

/** The emulated Tencent IM app. */
export const tencentImOptionsSchema = z.strictObject({
  sdkAppId: z.int().min(1).max(4_294_967_295).default(1_400_000_000),
  secretKey: z
    .string()
    .length(64)
    .default('0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'),
  /** An app for which no key was made: whatever is signed for it fails with 70016. */
  withoutKey: z.boolean().default(false),
  /** Accounts that may call the server API. */
  admins: z.array(z.string().min(1)).min(1).default(['administrator']),
  users: usersSchema,
  newUserPresence: newUserPresenceSchema,
  groups: z.array(groupSchema).default([]),
  switches: switchesSchema,
  limits: limitsSchema,
  readings: readingsSchema,
});

export type TencentImOptions = z.output<typeof tencentImOptionsSchema>;
