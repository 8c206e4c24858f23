import type { CatalogueException, CatalogueGroup, CatalogueRange } from '@polychat/core/adapter';
import { type Command, commands } from './commands.ts';

const rejected = { effect: 'rejected', transient: false } as const;
/** Only for codes that stand in `safeRepeats`. */
const waitAndRepeat = { effect: 'rejected', transient: true } as const;
const mayHaveBeenDone = { effect: 'unknown', transient: true } as const;

/**
 * Every documented code of the server API in neutral words, from the general table (34348 = 269/1671, 2025-12-17)
 * and the pages of the commands; some stand on a page only, of 2023-03. A code that can stand for a timeout or a fault inside the vendor is `unknown`:
 * the message may have gone.
 */
export const groups: readonly CatalogueGroup[] = [
  {
    code: 'misconfigured',
    ...rejected,
    codes: [1001, 10003, 22001, 60002, 60006, 60009, 60012, 60025, 60026, 60027, 70020],
  },
  {
    code: 'unauthenticated',
    ...rejected,
    codes: [10001, 20002, 60004, 60005, 70001, 70002, 70003, 70005, 70009, 70013, 70014, 70016, 70052],
  },
  {
    code: 'permission_denied',
    ...rejected,
    codes: [
      2004, 2015, 10007, 10008, 10009, 10017, 10026, 10041, 10059, 11000, 20009, 20010, 20011, 20012, 30004,
      30005, 30009, 30515, 30516, 30540, 31707, 40004, 40007, 40008, 50003, 51007, 51013, 60010, 60016, 60017,
      60021, 70051, 70114, 70403, 71000, 72001, 72011, 72012, 90009, 90045, 130002, 131000, 131003,
    ],
  },
  {
    // Stopped services: refusals by the look of them, but the reference files them under faults of availability.
    code: 'permission_denied',
    effect: 'unknown',
    transient: false,
    codes: [60020, 80005],
  },
  {
    code: 'unsupported',
    ...rejected,
    codes: [2002, 10032, 10033, 10034, 10035, 10044, 10060, 10061, 23002, 70404, 93005, 130009, 131005],
  },
  { code: 'recipient_not_found', ...rejected, codes: [90012] },
  { code: 'sender_not_found', ...rejected, codes: [90008] },
  {
    // Some of these can mean the sender or the recipient; see the exceptions below.
    code: 'not_found',
    ...rejected,
    codes: [
      1005, 10010, 10019, 10030, 10050, 10052, 10062, 20003, 20022, 23004, 30003, 30614, 31704, 31804, 32216,
      40003, 40009, 50001, 51009, 70107, 90048, 110003, 110006, 110008, 110011, 110014, 130004,
    ],
  },
  { code: 'not_found', ...mayHaveBeenDone, codes: [1004] },
  { code: 'recipient_blocked', ...rejected, codes: [20007, 30525] },
  { code: 'content_rejected', ...rejected, codes: [10016, 20006, 40005, 80001, 80004] },
  { code: 'message_too_large', ...rejected, codes: [10020, 80002, 90055, 90056, 93000] },
  { code: 'too_many_recipients', ...rejected, codes: [10005, 70206, 90011, 90018] },
  {
    code: 'rate_limited',
    ...waitAndRepeat,
    codes: [60007, 60011, 60018, 60019, 70050, 90024, 90057],
  },
  // No document says of these, and of the conflicts below, that nothing was done. Mostly they belong to other commands.
  { code: 'rate_limited', ...mayHaveBeenDone, codes: [10006, 10023, 10049, 22006, 23003, 72010, 90051] },
  {
    code: 'quota_exhausted',
    ...rejected,
    codes: [
      10014, 10036, 10037, 10038, 10058, 10070, 22007, 30010, 30011, 30012, 30013, 30014, 51008, 51010, 51012,
      60028, 70398, 72000, 72002, 90047, 110012, 130006, 130010,
    ],
  },
  {
    code: 'conflict',
    ...rejected,
    codes: [
      10013, 10021, 10024, 10025, 10031, 20016, 20023, 30539, 70399, 90050, 90052, 91101, 93007, 110010,
      130005, 130008,
    ],
  },
  { code: 'conflict', ...mayHaveBeenDone, codes: [10056, 20027, 20028, 23001, 30008] },
  {
    code: 'vendor_unavailable',
    ...mayHaveBeenDone,
    codes: [
      1003, 2001, 2100, 10002, 20004, 20005, 20018, 22002, 30006, 30007, 40006, 50004, 50005, 60008, 60013,
      70169, 70202, 70500, 90992, 90994, 90995, 91000, 93001, 93006, 110002, 110007, 130011, 130012, 130014,
    ],
  },
  {
    // "Account lookup or conversion timed out": no document says that the lookup comes before the message, or that the
    // time ran out before it was sent, so a call with this answer may have been carried out. Where copies are
    // discarded, or do no harm, it is repeated all the same; a batch, of which none is discarded, is not.
    code: 'vendor_unavailable',
    ...mayHaveBeenDone,
    codes: [60014],
  },
  // A webhook that was set to withhold the message has withheld it.
  { code: 'vendor_unavailable', ...waitAndRepeat, codes: [80003] },
  {
    code: 'invalid_message',
    ...rejected,
    codes: [
      1002, 2003, 2016, 10004, 10011, 10012, 10015, 10018, 10045, 10046, 10047, 10048, 10051, 10053, 10054,
      10063, 20001, 20008, 21005, 22003, 22004, 22005, 30001, 30002, 40001, 40002, 40601, 40605, 40610, 50002,
      51006, 51011, 60003, 60015, 70402, 90001, 90002, 90003, 90004, 90005, 90006, 90007, 90010, 90020, 90022,
      90026, 90028, 90029, 90030, 90031, 90032, 90033, 90034, 90035, 90039, 90040, 90043, 90044, 90049, 90053,
      90054, 93008, 110013, 130001, 130003, 130007,
    ],
  },
];

/** Codes that your own webhooks choose (34364, 34374). */
export const ranges: readonly CatalogueRange[] = [
  { code: 'content_rejected', ...rejected, first: 10_100, last: 10_200 },
  // Relationship webhooks veto a friendship, not a content.
  { code: 'permission_denied', ...rejected, first: 38_000, last: 39_000 },
  { code: 'content_rejected', ...rejected, first: 120_001, last: 130_000 },
];

/** Commands in which a code means something else, and which no method of a chat uses. */
const otherCommands = {
  pushToSome: 'v4/timpush/batch',
  mute: 'v4/openconfigsvr/setnospeaking',
  queryMute: 'v4/openconfigsvr/getnospeaking',
  createGroup: 'v4/group_open_http_svc/create_group',
  createRobot: 'v4/openim_robot_http_svc/create_robot',
  block: 'v4/sns/black_list_add',
  queryFriends: 'v4/sns/friend_get_list',
} as const;

const unknownAccounts = [20003, 70107, 90048];
/** The group service's own word for one. */
const unknownMemberAccount = 10019;

/** More messages to one group than its 40 a second (34348). */
export const groupTooFastCode = 10023;
/** The group does not exist (10010); its id is bad, or, by newer texts, it does not exist (10015). */
export const unknownGroupCodes: readonly number[] = [10010, 10015];
/** The sender is muted in the group. */
export const mutedSenderCodes: readonly number[] = [10017];
/** The one known `MsgDropReason`: the group had too many messages, and this one was dropped for its priority. */
export const droppedForFrequency = 'MsgFreqCtrl';

/** Codes that mean something else at one place. */
export const exceptions: readonly CatalogueException[] = [
  // Of other commands no document says that nothing was done.
  { vendorCode: groupTooFastCode, endpoint: commands.sendGroup, code: 'rate_limited', ...waitAndRepeat },
  // The account that must exist is the sender's (34959).
  ...[...unknownAccounts, unknownMemberAccount].map((vendorCode) => ({
    vendorCode,
    endpoint: commands.sendGroup,
    code: 'sender_not_found' as const,
    ...rejected,
  })),
  // The general table's 90057 is a batch that came too fast; here it is a DataId over 64 bytes (67553).
  { vendorCode: 90057, endpoint: otherCommands.pushToSome, code: 'invalid_message', ...rejected },
  // Official accounts have these codes; the commands that mute a user everywhere refuse their own parameters with them
  // (34923, 34924).
  { vendorCode: 130002, endpoint: otherCommands.queryMute, code: 'invalid_message', ...rejected },
  ...[130004, 130005, 130008].map((vendorCode) => ({
    vendorCode,
    endpoint: otherCommands.mute,
    code: 'invalid_message' as const,
    ...rejected,
  })),
  // Elsewhere a limit or an edition; here the signature (34895).
  { vendorCode: 10008, endpoint: otherCommands.createGroup, code: 'unauthenticated', ...rejected },
  // Chatbots: an app may have 20 (55281).
  { vendorCode: 10008, endpoint: otherCommands.createRobot, code: 'quota_exhausted', ...rejected },
  // For a call it is a wrong parameter; for one user it is how that user stands already (34911, 34910).
  {
    vendorCode: 30001,
    endpoint: otherCommands.block,
    position: 'recipient',
    code: 'conflict',
    ...rejected,
  },
  {
    vendorCode: 30001,
    endpoint: otherCommands.queryFriends,
    position: 'recipient',
    code: 'not_found',
    ...rejected,
  },
  // Beside a recipient it can only mean that recipient; a push to all names no account but the sender.
  ...unknownAccounts.map((vendorCode) => ({
    vendorCode,
    position: 'recipient' as const,
    code: 'recipient_not_found' as const,
    ...rejected,
  })),
  ...unknownAccounts.map((vendorCode) => ({
    vendorCode,
    endpoint: commands.pushToAll,
    code: 'sender_not_found' as const,
    ...rejected,
  })),
];

/**
 * Refusals of a UserSig that a new one, or one made with a rotated key, can replace. A UserSig for another user or
 * app (70013, 70014) is not among them: the next one would be the same.
 */
export const signatureCodes: readonly number[] = [
  20002, 60004, 60005, 70001, 70002, 70003, 70005, 70009, 70052,
];

/** Codes after which a call is repeated, and why nothing was done. */
interface SafeRepeat {
  readonly codes: readonly number[];
  /** The one command whose calls are repeated. Absent: all. */
  readonly only?: Command;
  /** With the document that says so. */
  readonly why: string;
}

/**
 * Codes after which a call is repeated even where the vendor discards no copy, as it discards none of `batchsendmsg`,
 * and why nothing was done. A code that may pass and does not stand here has the effect `unknown`: after it, a call is
 * repeated only where the vendor discards the copy, or where a copy does no harm. That a batch with a code other than
 * 0 reached nobody (34920) is no reason by itself: a fault inside the vendor may not know what it did.
 */
export const safeRepeats: readonly SafeRepeat[] = [
  {
    codes: [60007, 60011, 60018, 60019],
    why: 'the gateway refused a call above a limit (34348), and a batch with a code other than 0 reached nobody (34920)',
  },
  {
    codes: [90057],
    why: 'batches come too fast (34348): with this code a batch reached nobody, and beside a recipient it did not reach this one (34920)',
  },
  {
    codes: [90024],
    why: 'less than a second after another, a push is refused (34348); copies of a push are discarded for seven days besides (37166)',
  },
  {
    codes: [groupTooFastCode],
    only: commands.sendGroup,
    why: 'above what one group may get in a second, a message is refused (34348); copies of it are discarded for five minutes besides (34959)',
  },
  {
    codes: [80003],
    why: 'the before-send webhook failed, and the app had told the vendor to withhold the message in that case (34354)',
  },
  {
    codes: [70050],
    why: 'the check of UserSigs has locked the app out for a minute (34348), and a batch with a code other than 0 reached nobody (34920)',
  },
  {
    codes: signatureCodes,
    why: 'the UserSig was refused (34348), and a batch with a code other than 0 reached nobody (34920); repeated once, with a new UserSig',
  },
];

/** The lock on an app that fails too many UserSig checks; it lasts about a minute (34348). */
export const signatureLockCode = 70050;
/** A direct message has been taken back already; of one in a group, no code says so. */
export const alreadyRecalledCode = 20023;
/** More calls of one command than its limit allows (34348). */
export const commandTooFastCode = 60007;
/** More recipients of batches than a minute allows, in `batchsendmsg` (34348; 34920). */
export const batchTooFastCode = 90057;
/** Broadcasts that are not a second apart (34348). */
export const pushTooFastCode = 90024;
