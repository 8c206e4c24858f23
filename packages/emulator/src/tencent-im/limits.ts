import * as z from 'zod';
import { rateSchema } from '../world/rate-option.ts';

const count = z.int().min(1);

/** Checks `TencentImLimits` and fills in the defaults. */
export const limitsSchema = z
  .strictObject({
    messageBodyBytes: count.default(12_000),
    pushBodyBytes: count.default(10_000),
    historyPageBytes: count.default(13_000),
    historyDays: count.default(7),
    callsPerSecond: rateSchema.default(200),
    slowCallsPerSecond: rateSchema.default(100),
    batchRecipientsPerMinute: rateSchema.default(12_000),
    pushesPerDay: rateSchema.default(100),
    pushSpacingMs: z.int().min(0).default(1_000),
    groupMessagesPerSecond: rateSchema.default(40),
    groupMembers: count.default(2000),
    membersPerCall: count.default(20),
    membersPerPage: count.default(200),
    groups: rateSchema.default(Number.POSITIVE_INFINITY),
    groupBroadcastsPerSecond: rateSchema.default(1),
    messagesPerDay: rateSchema.default(Number.POSITIVE_INFINITY),
    accounts: rateSchema.default(Number.POSITIVE_INFINITY),
    recipientsPerCall: count.default(500),
    accountsPerCall: count.default(100),
    pushUsersPerCall: count.default(100),
    userSigFailures: rateSchema.default(20),
  })
  .prefault({});

/** Fixed by the wire format, or documented without a way to raise them. */
export const FIXED = {
  userIdBytes: 32,
  profileFieldBytes: 500,
  msgKeyCharacters: 50,
  lifeTimeSeconds: 604_800,
  dedupMs: 120_000,
  groupDedupMs: 300_000,
  pushDedupMs: 604_800_000,
  lockoutMs: 60_000,
  dayMs: 86_400_000,
  /** "Three months" after a deletion. */
  reimportMs: 90 * 86_400_000,
  tagBytes: 50,
  tagsPerCondition: 10,
  tagsPerUser: 100,
  /** Receipts in one `group_msg_receipt`. */
  receiptsPerCall: 50,
  unreadPeers: 10,
  recallsPerCall: 10,
  recallReasonBytes: 100,
  groupTargets: 50,
  groupMentions: 30,
  groupIdBytes: 48,
  groupNameBytes: 30,
  groupIntroductionBytes: 240,
  groupNotificationBytes: 300,
  groupFaceUrlBytes: 100,
  firstMembers: 100,
  deletedMembers: 100,
  mutedMembers: 500,
  communityMembers: 100_000,
  communityMembersPerPage: 100,
  groupsPerQuery: 50,
  joinedGroupsPerPage: 5000,
  groupReplyBytes: 1024 * 1024,
  groupHistoryPage: 20,
  /** A mute of so many seconds never ends. */
  foreverSeconds: 0xffff_ffff,
} as const;
