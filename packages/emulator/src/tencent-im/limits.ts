/**
 * The service's defaults, from the vendor's pages and not from any client of it: use limits 1047/34381
 * (2025-03), console settings 1047/34419 and the page of each command.
 */
export interface TencentImLimits {
  /**
   * Bytes of a whole request body in UTF-8, for one-to-one and group messages. The vendor says 12 KB, and not
   * whether that is 12,288 or 12,000, nor of what [?]; the smaller, of everything, is the safe reading.
   */
  readonly messageBodyBytes: number;
  /** Bytes of an `im_push` body: 10 KB; the smaller reading here too. */
  readonly pushBodyBytes: number;
  /** Bytes of a page of `admin_getroammsg`: "about 13 KB". */
  readonly historyPageBytes: number;
  /** Calls a second of each command that has no figure of its own. */
  readonly callsPerSecond: number;
  /** Calls a second of `multiaccount_import`, `account_delete`, `account_check` and the tag and attribute commands. */
  readonly slowCallsPerSecond: number;
  /** Recipients that `batchsendmsg` reaches in a minute, counted one by one. */
  readonly batchRecipientsPerMinute: number;
  /** Tasks of `im_push` in 24 hours. */
  readonly pushesPerDay: number;
  /** `im_push` tasks must be more than this many milliseconds apart. */
  readonly pushSpacingMs: number;
  /** Messages a second into one group. */
  readonly groupMessagesPerSecond: number;
  /** Calls a second of `send_broadcast_msg`: 1 on Pro, 5 above it. */
  readonly groupBroadcastsPerSecond: number;
  /** Messages in 24 hours over `sendmsg` and `send_group_msg`; 1,000 on trial editions, no bound by default. */
  readonly messagesPerDay: number;
  /** Accounts of the app; 100 on the trial edition, no bound by default. */
  readonly accounts: number;
  /** Accounts named in one `batchsendmsg` or `query_online_status`. */
  readonly recipientsPerCall: number;
  /** Items of `multiaccount_import`, `account_delete` and `account_check`. */
  readonly accountsPerCall: number;
  /** Users of one tag or attribute command. */
  readonly pushUsersPerCall: number;
  /** Failed UserSig checks of one identifier within a second after which 70050 begins; the vendor only says "quickly". */
  readonly userSigFailures: number;
}

export const DEFAULT_LIMITS: TencentImLimits = {
  messageBodyBytes: 12_000,
  pushBodyBytes: 10_000,
  historyPageBytes: 13_000,
  callsPerSecond: 200,
  slowCallsPerSecond: 100,
  batchRecipientsPerMinute: 12_000,
  pushesPerDay: 100,
  pushSpacingMs: 1_000,
  groupMessagesPerSecond: 40,
  groupBroadcastsPerSecond: 1,
  messagesPerDay: Number.POSITIVE_INFINITY,
  accounts: Number.POSITIVE_INFINITY,
  recipientsPerCall: 500,
  accountsPerCall: 100,
  pushUsersPerCall: 100,
  userSigFailures: 20,
};

/** Fixed by the wire format or documented without a way to raise them. */
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
