import * as z from 'zod';
import { rateSchema } from '../rate-option.ts';

const count = z.int().min(1);

/**
 * What the vendor can raise, or leaves open, with its defaults from the vendor's own pages: use limits
 * 1047/34381 (2025-03), console settings 1047/34419 and the page of each command. `Infinity` switches a rate off.
 */
export const limitsSchema = z
  .strictObject({
    /**
     * Bytes of a whole request body in UTF-8, for one-to-one and group messages. The vendor says 12 KB, and
     * not whether that is 12,288 or 12,000, nor of what [?]; the smaller, of everything, is the safe reading.
     */
    messageBodyBytes: count.default(12_000),
    /** Bytes of an `im_push` body: 10 KB; the smaller reading here too. */
    pushBodyBytes: count.default(10_000),
    /** Bytes of the messages in one page of `admin_getroammsg`: "about 13 KB". */
    historyPageBytes: count.default(13_000),
    /** Days that messages stay readable: 7 on the standard edition, 30 and 90 above it (1047/34381, 2025-03). */
    historyDays: count.default(7),
    /** Calls a second of each command that has no figure of its own; 60007 above it. */
    callsPerSecond: rateSchema.default(200),
    /** The same for `multiaccount_import`, `account_delete`, `account_check` and the tag and attribute commands. */
    slowCallsPerSecond: rateSchema.default(100),
    /** Recipients that `batchsendmsg` reaches in a minute, counted one by one; 90057 above it. */
    batchRecipientsPerMinute: rateSchema.default(12_000),
    /** Tasks of `im_push` in 24 hours; 90047 above it. */
    pushesPerDay: rateSchema.default(100),
    /** `im_push` tasks must be more than this many milliseconds apart; 90024 otherwise. */
    pushSpacingMs: z.int().min(0).default(1_000),
    /** Messages a second into one group; 10023 above it. */
    groupMessagesPerSecond: rateSchema.default(40),
    /** Calls a second of `send_broadcast_msg`: 1 on Pro, 5 above it. */
    groupBroadcastsPerSecond: rateSchema.default(1),
    /** Messages in 24 hours over `sendmsg` and `send_group_msg`, 1,000 on trial editions; 60028 above it [?]. */
    messagesPerDay: rateSchema.default(Number.POSITIVE_INFINITY),
    /** Accounts of the app, 100 on the trial edition; 70398 above it. */
    accounts: rateSchema.default(Number.POSITIVE_INFINITY),
    /** Accounts named in one `batchsendmsg` or `query_online_status`. */
    recipientsPerCall: count.default(500),
    /** Items of `multiaccount_import`, `account_delete` and `account_check`. */
    accountsPerCall: count.default(100),
    /** Users of one tag or attribute command. */
    pushUsersPerCall: count.default(100),
    /** Failed UserSig checks of one identifier in a second that start a minute of 70050; the vendor only says "quickly". */
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
  unreadPeers: 10,
  recallsPerCall: 10,
  recallReasonBytes: 100,
  groupTargets: 50,
  groupMentions: 30,
  groupIdBytes: 48,
} as const;
