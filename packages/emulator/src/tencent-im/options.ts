import type { Presence, UserSeed } from '../world/user.ts';

/** The emulated Tencent IM app. Everything has a default. */
export interface TencentImAppOptions {
  /** From 1 to 4,294,967,295. Default 1,400,000,000. */
  readonly sdkAppId?: number;
  /** 64 characters. Default: `0123456789abcdef`, four times. */
  readonly secretKey?: string;
  /** An app for which no key was made: whatever is signed for it fails with 70016. Default false. */
  readonly withoutKey?: boolean;
  /** Accounts that may call the server API; at least one. Default `administrator`. */
  readonly admins?: readonly string[];
  /** Users that exist from the start, by id or in full. Default: none but the administrators. */
  readonly users?: readonly (string | UserSeed)[];
  /**
   * Presence of users that come without one: those made over the API, and seeds that do not say.
   * `never`, the default, is what the vendor's own import does; `online` spares tests the logging in.
   */
  readonly newUserPresence?: Presence;
  /** Groups that exist from the start. Default: none. */
  readonly groups?: readonly TencentImGroupSeed[];
  readonly switches?: TencentImSwitches;
  readonly limits?: TencentImLimits;
  readonly readings?: TencentImReadings;
}

/** The kinds of group, under their new and their old names (1047/34959). */
export type TencentImGroupType =
  | 'Private'
  | 'Work'
  | 'Public'
  | 'ChatRoom'
  | 'Meeting'
  | 'AVChatRoom'
  | 'Community';

/** A group as options and tests give it. */
export interface TencentImGroupSeed {
  readonly groupId: string;
  /** Default `Public`. */
  readonly type?: TencentImGroupType;
  readonly name?: string;
  /** A member too. Default: none. */
  readonly owner?: string;
  /** Members who are administrators of the group. */
  readonly admins?: readonly string[];
  /** Members that are no account yet become one. */
  readonly members?: readonly string[];
  /** Members that may not speak, for ever; 10017. */
  readonly muted?: readonly string[];
  /** Whether nobody but the owner and administrators may speak. Default false. */
  readonly muteAll?: boolean;
  readonly introduction?: string;
  readonly notification?: string;
  readonly faceUrl?: string;
  readonly maxMembers?: number;
  /** Default `NeedPermission`. */
  readonly applyJoinOption?: 'FreeAccess' | 'NeedPermission' | 'DisableApply';
  /** Default `FreeAccess`. */
  readonly inviteJoinOption?: 'FreeAccess' | 'NeedPermission' | 'DisableInvite';
  /** Milliseconds. Default: when it is put there. */
  readonly createdAt?: number;
}

/** What the console switches on or off for an app. */
export interface TencentImSwitches {
  /** Push to all users, `im_push`; 90045 without it. Default true. */
  readonly pushToAll?: boolean;
  /** `account_delete`; 71000 without it. Default true. */
  readonly accountDeletion?: boolean;
  /** Unread counts in groups of the type ChatRoom (Meeting); NoUnread is an error there without them. Default false. */
  readonly meetingUnread?: boolean;
  /** Recall in groups; 10041 without it. Default true. */
  readonly groupRecall?: boolean;
  /** `send_broadcast_msg`; 10007 without it. Default true. */
  readonly groupBroadcast?: boolean;
  /**
   * Whether a deleted account can be imported again at once, as on trial editions; else 70399 for three months.
   * Default false.
   */
  readonly reimportAtOnce?: boolean;
  /** What becomes of a message whose before-send webhook fails: delivered, or withheld with 80003. Default `deliver`. */
  readonly webhookFailure?: 'deliver' | 'withhold';
}

/**
 * What the vendor can raise, or leaves open, with its defaults from the vendor's own pages: use limits
 * 1047/34381 (2025-03), console settings 1047/34419 and the page of each command. `Infinity` switches a rate off.
 */
export interface TencentImLimits {
  /**
   * Bytes of a whole request body in UTF-8, for one-to-one and group messages. The vendor says 12 KB, and
   * not whether that is 12,288 or 12,000, nor of what [?]; the smaller, of everything, is the safe reading.
   * Default 12,000.
   */
  readonly messageBodyBytes?: number;
  /** Bytes of an `im_push` body: 10 KB; the smaller reading here too. Default 10,000. */
  readonly pushBodyBytes?: number;
  /** Bytes of the messages in one page of `admin_getroammsg`: "about 13 KB". Default 13,000. */
  readonly historyPageBytes?: number;
  /** Days that messages stay readable: 7 on the standard edition, 30 and 90 above it (1047/34381, 2025-03). Default 7. */
  readonly historyDays?: number;
  /** Calls a second of each command that has no figure of its own; 60007 above it. Default 200. */
  readonly callsPerSecond?: number;
  /**
   * The same for `multiaccount_import`, `account_delete`, `account_check` and the tag and attribute commands.
   * Default 100.
   */
  readonly slowCallsPerSecond?: number;
  /** Recipients that `batchsendmsg` reaches in a minute, counted one by one; 90057 above it. Default 12,000. */
  readonly batchRecipientsPerMinute?: number;
  /** Tasks of `im_push` in 24 hours; 90047 above it. Default 100. */
  readonly pushesPerDay?: number;
  /** `im_push` tasks must be more than this many milliseconds apart; 90024 otherwise. Default 1,000. */
  readonly pushSpacingMs?: number;
  /** Messages a second into one group; 10023 above it. Default 40. */
  readonly groupMessagesPerSecond?: number;
  /** Members of a group whose options or whose creation name no other number: 2,000 on Pro. Default 2,000. */
  readonly groupMembers?: number;
  /** Members of one `add_group_member`: 20 in the Chinese copy of 2026-02, 300 in the international ones. Default 20. */
  readonly membersPerCall?: number;
  /** `Limit` of `get_group_member_info`: 200 in the text of its page, 6,000 in its table; of a community 100. Default 200. */
  readonly membersPerPage?: number;
  /** Groups of the app, 100 on the trial edition; 10058 above it. Default `Infinity`. */
  readonly groups?: number;
  /** Calls a second of `send_broadcast_msg`: 1 on Pro, 5 above it. Default 1. */
  readonly groupBroadcastsPerSecond?: number;
  /**
   * Messages in 24 hours over `sendmsg` and `send_group_msg`, 1,000 on trial editions; 60028 above it [?].
   * Default `Infinity`.
   */
  readonly messagesPerDay?: number;
  /** Accounts of the app, 100 on the trial edition; 70398 above it. Default `Infinity`. */
  readonly accounts?: number;
  /** Accounts named in one `batchsendmsg` or `query_online_status`. Default 500. */
  readonly recipientsPerCall?: number;
  /** Items of `multiaccount_import`, `account_delete` and `account_check`. Default 100. */
  readonly accountsPerCall?: number;
  /** Users of one tag or attribute command. Default 100. */
  readonly pushUsersPerCall?: number;
  /**
   * Failed UserSig checks of one identifier in a second that start a minute of 70050; the vendor only says "quickly".
   * Default 20.
   */
  readonly userSigFailures?: number;
}

/**
 * How to read what the vendor's documents leave open. The default of each is the safe reading: the one under
 * which a client that works here works under the others too.
 */
export interface TencentImReadings {
  /**
   * Whether the recipient is part of `sendmsg`'s 120-second duplicate key. The rule's wording leaves it out,
   * so by default the same sender, MsgSeq, MsgRandom and content to two recipients collide. Default false.
   */
  readonly dedupByRecipient?: boolean;
  /**
   * Whether `sendmsg` also keeps the older rule, by which the same MsgRandom within the same second is a
   * duplicate whatever else differs. `batchsendmsg` always has this rule and no other. Default false.
   */
  readonly sendmsgSameSecond?: boolean;
  /**
   * What a discarded duplicate of `sendmsg` or `batchsendmsg` is answered: `first` repeats the first MsgTime
   * and MsgKey, `new_time` succeeds with those it would have had, a number fails with that code. Default `first`.
   */
  readonly duplicateReply?: 'first' | 'new_time' | number;
  /** A MsgLifeTime above seven days: `refuse` is 90026, `clamp` takes it as seven days. Default `refuse`. */
  readonly longLifeTime?: 'refuse' | 'clamp';
  /**
   * Which spellings of "online only" `batchsendmsg` obeys; any one of them is enough: `OnlineOnlyFlag` 1
   * (2026), `MsgLifeTime` 1 (2024-12), `MsgLifeTime` 0 (older). Default: all three.
   */
  readonly batchOnlineOnly?: readonly ('OnlineOnlyFlag' | 'MsgLifeTime 0' | 'MsgLifeTime 1')[];
  /** A name that stands twice in one To_Account: delivered once, or to each place. Default `once`. */
  readonly repeatedRecipients?: 'once' | 'each';
  /** Whether TIMRelayElem may be sent, which is documented as something received. Default false. */
  readonly relayElements?: boolean;
  /** Which UserIDs may be imported; `word` is `a–z A–Z 0–9 _ -`. Default `printable_ascii`. */
  readonly userIdCharacters?: 'printable_ascii' | 'word' | 'any';
  /**
   * Whether `account_import` changes name and picture of an account that exists; `multiaccount_import` does.
   * Default false.
   */
  readonly reimportUpdatesProfile?: boolean;
  /**
   * Whether names retired by newer pages still work: `Identifier` in `account_import`, `From_Account` and
   * `To_Account` in `admin_getroammsg`, `SyncFromOldSystem` 1 for real time, the command `querystate`. Default true.
   */
  readonly retiredNames?: boolean;
  /** A field this service does not know is ignored, as the list of fields grows, or refused. Default `ignore`. */
  readonly unknownFields?: 'ignore' | 'refuse';
  /** Members of `create_group` and `add_group_member` that were never imported: the call is refused, or they are left out. Default `refuse`. */
  readonly unknownMembers?: 'refuse' | 'skip';
  /** Whether `create_group` knows the types by their new names, `Work` and `Meeting`, too. Default `old`. */
  readonly groupTypeNames?: 'old' | 'both';
  /** What makes two messages to a group copies within five minutes: the same Random and content, or Random alone. Default `content_and_random`. */
  readonly groupDedup?: 'content_and_random' | 'random';
  /** A message above a group's rate: refused with 10023, or answered OK with the `MsgDropReason` that says it was dropped. Default `refuse`. */
  readonly groupOverload?: 'refuse' | 'drop';
  /** Whether the sender of `send_group_msg` must be a member of the group (10007). Default `anyone`. */
  readonly groupSender?: 'anyone' | 'member';
  /** Whether a group's history has CloudCustomData, which no table of it names. Default false. */
  readonly groupHistoryCustomData?: boolean;
  /** An unknown word in SendMsgControl or ForbidCallbackControl. Default `refuse`. */
  readonly unknownFlags?: 'refuse' | 'ignore';
  /** `random` in the query: `optional` still refuses a malformed one. Default `optional`. */
  readonly random?: 'optional' | 'required' | 'unchecked';
  /** Whether a UserSig made in the future is refused (70003); no page speaks of it. Default false. */
  readonly refuseFutureUserSig?: boolean;
  /** The code of an empty `usersig`. Default 70002. */
  readonly emptyUserSigCode?: 70002 | 60025;
  /** Who answers a body that is not JSON: the service (90001; 10011 in groups) or the gateway (60003). Default `service`. */
  readonly unparsableBody?: 'service' | 'gateway';
  /** The code for more than 100 accounts in one call; 70206 is the older one. Default 70402. */
  readonly tooManyAccountsCode?: 70402 | 70206;
  /**
   * The code for a `batchsendmsg` body over the limit: of the command's own table, or of the general one.
   * Default 93000.
   */
  readonly batchTooLargeCode?: 93000 | 90055;
  /** How a webhook's `EventTime` is written, which samples have in both forms. Default `string`. */
  readonly eventTime?: 'string' | 'number';
  /** Whether `im_push` with MsgLifeTime 0, which stores nothing, still shows its push on phones. Default true. */
  readonly pushWithoutStorage?: boolean;
}
