import type { Presence, UserSeed } from '../world/user.ts';

/** The emulated ZIM app. Everything has a default. */
export interface ZimAppOptions {
  /** From 1 to 4,294,967,295. Default 2,000,000,001. */
  readonly appId?: number;
  /** 32 characters. Default: `0123456789abcdef`, twice. */
  readonly serverSecret?: string;
  /** Users that exist from the start, by id or in full. Default: none. */
  readonly users?: readonly (string | UserSeed)[];
  /**
   * Presence of users that come without one: those made over the API, and seeds that do not say.
   * `never`, the default, is what the vendor's own registration does; `online` spares tests the logging in.
   */
  readonly newUserPresence?: Presence;
  /** Groups that exist from the start. Their members must be among `users`. Default: none. */
  readonly groups?: readonly ZimGroupSeed[];
  /** Rooms that exist from the start, with who is inside. Default: none. */
  readonly rooms?: readonly ZimRoomSeed[];
  /** False answers every call with 100000017. Default true. */
  readonly activated?: boolean;
  /** The plan decides on broadcasts, receipts, groups, message types and how long history is kept. Default `enterprise`. */
  readonly plan?: 'free' | 'signaling' | 'pro' | 'enterprise';
  /** How many seconds a message can be recalled; up to 24 hours on request. Default 120. */
  readonly recallWindowSeconds?: number;
  /** How many seconds a message can be edited. Default 86,400. */
  readonly editWindowSeconds?: number;
  /** What becomes of a client's message whose pre-send callback fails; the vendor changes it on request. Default `withhold`. */
  readonly webhookFailure?: 'withhold' | 'deliver';
  readonly rates?: ZimRates;
  readonly sizes?: ZimSizes;
  readonly readings?: ZimReadings;
  /** Stands in for the vendor's content moderation. */
  readonly moderation?: {
    /** A text that holds one of these words is refused. Default: none. */
    readonly words?: readonly string[];
    /** Server sends are not moderated unless the vendor switches it on. Default false. */
    readonly serverSends?: boolean;
  };
}

/** A group that exists from the start. */
export interface ZimGroupSeed {
  readonly groupId: string;
  readonly owner: string;
  readonly name?: string;
  /** The members besides the owner. */
  readonly members?: readonly string[];
}

/** A room that exists from the start. */
export interface ZimRoomSeed {
  readonly roomId: string;
  readonly name?: string;
  readonly members?: readonly string[];
}

/** Rates per second and per day; the vendor raises them for money. `Infinity` switches one off. */
export interface ZimRates {
  /** Calls per second of each action that has no rate of its own. Default 20. */
  readonly calls?: number;
  /** Calls per second of SendGroupMessage and of SendRoomMessage. Default 10. */
  readonly groupAndRoomSends?: number;
  /** Calls per second of SendMessageToAllUsers. Default 1. */
  readonly broadcastsPerSecond?: number;
  /** Calls of SendMessageToAllUsers in 24 hours. Default 100. */
  readonly broadcastsPerDay?: number;
  /** QueryMessagesByMsgSeq: messages per second, not calls. Default 20. */
  readonly messagesBySequence?: number;
}

/** Sizes in bytes of UTF-8, and counts; the vendor raises some of them on request. */
export interface ZimSizes {
  /** `Message` of every type but 10; 32 KB at most on request. 1 KB is taken as 1024 bytes [?]. Default 2,048. */
  readonly message?: number;
  /** `Message` of type 10. Default 5,120. */
  readonly multiItemMessage?: number;
  /** Default 1,024. */
  readonly extendedData?: number;
  /** Default 64. */
  readonly searchedContent?: number;
  /** Users on one user's blocklist. Default 1,000. */
  readonly blocklist?: number;
}

/** What the vendor's documents leave open. Each default is the reading that is safest to build a client on. */
export interface ZimReadings {
  /** SubCode for a recipient of SendPeerMessage who does not exist. Default 660700015. */
  readonly unknownRecipientCode?: number;
  /** Code when every recipient failed, and not all for the same reason. Default 660000001. */
  readonly mixedFailureCode?: number;
  /** How an empty list of a reply looks. Default `empty`. */
  readonly emptyList?: 'empty' | 'null' | 'absent';
  /** How a missing MsgSeq (type 2) looks. Default `absent`. */
  readonly missingSequence?: 'absent' | 'null';
  /** A recipient named twice in one SendPeerMessage. Default `refuse`. */
  readonly duplicateRecipients?: 'refuse' | 'once' | 'twice';
  /** A nonce that was used in the last ten minutes. Default `accept`. */
  readonly replayedNonce?: 'accept' | 'refuse';
  /** GET where POST is documented, and the other way round. Default `refuse`. */
  readonly wrongMethod?: 'refuse' | 'accept';
  /** Text that is no well-formed Unicode (a lone surrogate). `replace` delivers U+FFFD in its place. Default `refuse`. */
  readonly illFormedText?: 'refuse' | 'replace';
  /** The client guide's counts for type 10: 10 images, 1 file, 1 audio, 1 video, 1 custom. Default `unchecked`. */
  readonly multiItemCounts?: 'unchecked' | 'checked';
  /** Whether both sides of a one-to-one chat count their messages together. Default `shared`. */
  readonly peerSequence?: 'shared' | 'per_side';
  /** Whether the sender of SendGroupMessage must belong to the group (660600024). Default `anyone`. */
  readonly groupSender?: 'anyone' | 'member';
  /** Whether SendRoomMessage answers with the MsgSeq that the recall page speaks of. Default `absent`. */
  readonly roomSequence?: 'absent' | 'present';
  /** Whether `send_msg` of a server's send to users names them: apps of before 2024-01-05 must ask for that. Default `present`. */
  readonly userList?: 'present' | 'absent';
  /** The name of the callback about new members, which one sample has in another form. Default `group_join`. */
  readonly joinEvent?: 'group_join' | 'Apply_join_group';
  /** A member of the body that the action does not have. Default `ignore`. */
  readonly unknownFields?: 'ignore' | 'refuse';
  /** How the 24 hours of broadcasts are counted. Default `rolling`. */
  readonly broadcastDay?: 'rolling' | 'calendar';
  /** Whether QueryUserOnlineState says `Online` and `Offline`, or in small letters, as clients were seen to expect. Default `capital`. */
  readonly onlineStatus?: 'capital' | 'lower';
  /** The NextFlag of the last page of QueryRoomUserList. Default `'0'`. */
  readonly endOfRoomList?: '0' | '';
  /** Whether a list in the query of a GET may also be written without brackets: `UserId=` beside `UserId[]=`. Default `brackets`. */
  readonly queryLists?: 'brackets' | 'both';
  /** Whether sends of high priority have a rate limit of their own. Default `own_limit`. */
  readonly highPriority?: 'own_limit' | 'same_limit';
}
