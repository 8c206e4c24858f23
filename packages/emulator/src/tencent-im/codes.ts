import { type CodesOf, codesOf, meaningsOf } from '../dialect/code-table.ts';

/**
 * The codes that this service answers with, by name, and the `ErrorInfo` that goes with each. The numbers are the
 * vendor's (1047/34348 = 269/1671 and the tables of the command pages); the texts are the vendor's where one is on
 * record, and otherwise a restatement of what the code stands for.
 */
const table = {
  // Gateway.
  urlUnreadable: [60002, 'http request parse failed, please check the url'],
  bodyNotJson: [60003, 'request body is not valid json'],
  tooFast: [60007, 'request frequency of this command is over the limit'],
  commandUnknown: [60009, 'wrong service name or command in the url'],
  notAnAdministrator: [60010, 'identifier is not an app administrator'],
  sdkAppIdMissing: [60012, 'sdkappid is missing in the url'],
  userIdNotAString: [60015, 'UserID must be a string'],
  queryInvalid: [60025, 'sdkappid, identifier, usersig or contenttype is missing or invalid'],
  dayQuotaUsedUp: [60028, 'message quota of the past 24 hours is used up'],
  // UserSig and accounts.
  userSigExpired: [70001, 'UserSig has expired'],
  userSigEmpty: [70002, 'UserSig is empty'],
  userSigMalformed: [70003, 'UserSig is malformed'],
  userSigMismatch: [70009, 'UserSig signature check failed'],
  identifierMismatch: [70013, 'identifier in the request does not match the UserSig'],
  sdkAppIdMismatch: [70014, 'sdkappid in the request does not match the UserSig'],
  noKey: [70016, 'no key exists for this sdkappid'],
  sdkAppIdUnknown: [70020, 'sdkappid not found'],
  userSigLockout: [70050, 'UserSig checks fail too often, retry after about a minute'],
  accountUnknown: [70107, 'Err_TLS_PT_Open_Login_Account_Not_Exist'],
  batchCountInvalid: [70206, 'number of items in the batch is not allowed'],
  tooManyAccounts: [70398, 'account limit of the app is reached'],
  deletedRecently: [70399, 'account was deleted less than three months ago'],
  accountFieldInvalid: [70402, 'a required field is missing or not valid'],
  deletionNotAllowed: [71000, 'account deletion is not allowed for this app'],
  profileFieldTooLong: [40601, 'profile field is longer than 500 bytes'],
  // One-to-one messages.
  packetInvalid: [20001, 'request packet is not valid'],
  accountNotImported: [20003, 'From_Account or To_Account is invalid or not imported'],
  refusedByWebhook: [20006, 'rejected by the before-send webhook'],
  blockedByRecipient: [20007, 'the recipient has blocked the sender'],
  recallWindowPassed: [20016, 'recall window has passed'],
  messageNotFound: [20022, 'message to recall does not exist'],
  alreadyRecalled: [20023, 'message is already recalled'],
  messageTooLarge: [80002, 'message body is too large'],
  webhookFailed: [80003, 'before-send webhook failed and the message is withheld'],
  bodyInvalid: [90001, 'Fail to Parse json data of body, Please check it'],
  messageBodyInvalid: [90002, 'Invalid format of MsgBody'],
  toAccountInvalid: [90003, 'Invalid format of To_Account'],
  sequenceInvalid: [90004, 'Invalid format of MsgSeq'],
  randomInvalid: [90005, 'Invalid format of MsgRandom'],
  timeStampInvalid: [90006, 'Invalid format of MsgTimeStamp'],
  messageBodyNotAList: [90007, 'MsgBody is not an array'],
  fromAccountInvalid: [90008, 'Invalid format of From_Account, or the account does not exist'],
  messageInvalid: [90010, 'request does not match the message format'],
  tooManyRecipients: [90011, 'more than 500 accounts in To_Account'],
  recipientUnknown: [90012, 'invalid To_Account'],
  lifeTimeOutOfRange: [90026, 'MsgLifeTime is out of range'],
  recipientsNotAList: [90028, 'To_Account is not an array'],
  recipientsEmpty: [90029, 'To_Account is empty'],
  syncFromOldSystemInvalid: [90030, 'Invalid format of SyncFromOldSystem'],
  syncOtherMachineInvalid: [90031, 'Invalid format of SyncOtherMachine'],
  offlinePushInvalid: [90043, 'Invalid format of OfflinePushInfo'],
  lifeTimeInvalid: [90044, 'Invalid format of MsgLifeTime'],
  requestedAccountUnknown: [90048, 'requested account does not exist'],
  messageKeyInvalid: [90054, 'MsgKey is not valid'],
  batchTooLarge: [90055, 'batch request body is too large'],
  batchTooFast: [90057, 'batch sending is over its rate limit'],
  requestTooLarge: [93000, 'request body is too large'],
  // Friends and blocklists.
  relationInvalid: [30001, 'Err_SNS_Invalid_Request'],
  friendBlockedByOneself: [30515, 'the other user is on the requester’s blocklist'],
  friendBlockedByOther: [30525, 'the requester is on the other user’s blocklist'],
  notAFriend: [31704, 'the users are no friends'],
  // Push to all.
  tooManyPushUsers: [90018, 'more than 100 accounts in one request'],
  tagTooLong: [90020, 'a tag is longer than 50 bytes'],
  tagInBothLists: [90022, 'the same tag is in TagsOr and TagsAnd'],
  pushesTooClose: [90024, 'pushes must be more than one second apart'],
  tooManyTags: [90032, 'more than 10 tags'],
  attributeInvalid: [90033, 'an attribute is not valid'],
  nameTooLong: [90034, 'a tag or attribute name is longer than 50 bytes'],
  tagsWithAttributes: [90039, 'tags and attributes cannot be used together'],
  tagEmpty: [90040, 'a tag is empty'],
  pushToAllOff: [90045, 'push to all users is not switched on'],
  pushesUsedUp: [90047, 'pushes of the day are used up'],
  pushTooLarge: [90056, 'push request body is too large'],
  // Groups.
  tooManyGroupAccounts: [10005, 'too many accounts in the request'],
  groupParameterInvalid: [10004, 'a parameter is not valid'],
  groupForbidden: [10007, 'operator lacks permission or is not a member'],
  groupNotFound: [10010, 'group does not exist'],
  groupBodyNotJson: [10011, 'request body is not valid json'],
  groupIdInvalid: [10015, 'group id is not valid'],
  alreadyInGroup: [10013, 'user is a member already'],
  groupFull: [10014, 'group is full'],
  groupRefusedByWebhook: [10016, 'rejected by the before-send webhook'],
  senderMuted: [10017, 'sender is muted in the group'],
  replyTooLarge: [10018, 'reply would be larger than 1 MB'],
  groupAccountUnknown: [10019, 'account does not exist'],
  groupIdTaken: [10021, 'group id is taken'],
  groupTooFast: [10023, 'messages are sent too fast'],
  groupIdIsYours: [10025, 'group id is taken, by a group that you own'],
  groupMessageNotFound: [10030, 'message to recall does not exist'],
  groupRecallWindowPassed: [10031, 'recall window has passed'],
  groupMessageNotRecallable: [10032, 'message cannot be recalled'],
  groupMemberLimit: [10038, 'more members than the group may have'],
  groupRecallOff: [10041, 'group recall is switched off'],
  tooManyMentions: [10053, 'more than 30 mentions'],
  pageTooLarge: [10054, 'too many members for one page'],
  tooManyGroups: [10058, 'group limit of the app is reached'],
} as const;

/** The codes by name. */
export const tencentImCodes = codesOf(table);

/** A code that this service raises by itself. Faults may answer any other. */
export type TencentImCode = CodesOf<typeof table>[keyof typeof table];

/** @returns what a code means; nothing for one that only a fault or a webhook brings */
export const codeMeaning = meaningsOf(table);

/**
 * The `ErrorInfo` of a code.
 * @param code any vendor code, also one that only a fault or a webhook brings.
 * @returns the vendor's or a restated text; a neutral one for a code that is not in the table.
 */
export function textOf(code: number): string {
  return codeMeaning(code) ?? `error ${code}`;
}
