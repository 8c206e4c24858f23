/**
 * The codes this service answers with, and the `ErrorInfo` that goes with each. The numbers are the vendor's
 * (1047/34348 = 269/1671 and the tables of the command pages); the texts are the vendor's where one is on
 * record, and otherwise a restatement of what the code stands for.
 */
const TEXTS = {
  // Gateway.
  60002: 'http request parse failed, please check the url',
  60003: 'request body is not valid json',
  60007: 'request frequency of this command is over the limit',
  60009: 'wrong service name or command in the url',
  60010: 'identifier is not an app administrator',
  60012: 'sdkappid is missing in the url',
  60015: 'UserID must be a string',
  60025: 'sdkappid, identifier, usersig or contenttype is missing or invalid',
  60028: 'message quota of the past 24 hours is used up',
  // UserSig and accounts.
  70001: 'UserSig has expired',
  70002: 'UserSig is empty',
  70003: 'UserSig is malformed',
  70009: 'UserSig signature check failed',
  70013: 'identifier in the request does not match the UserSig',
  70014: 'sdkappid in the request does not match the UserSig',
  70016: 'no key exists for this sdkappid',
  70020: 'sdkappid not found',
  70050: 'UserSig checks fail too often, retry after about a minute',
  70107: 'Err_TLS_PT_Open_Login_Account_Not_Exist',
  70206: 'number of items in the batch is not allowed',
  70398: 'account limit of the app is reached',
  70399: 'account was deleted less than three months ago',
  70402: 'a required field is missing or not valid',
  71000: 'account deletion is not allowed for this app',
  40601: 'profile field is longer than 500 bytes',
  // One-to-one messages.
  20001: 'request packet is not valid',
  20003: 'From_Account or To_Account is invalid or not imported',
  20006: 'rejected by the before-send webhook',
  20007: 'the recipient has blocked the sender',
  20022: 'message to recall does not exist',
  20023: 'message is already recalled',
  80002: 'message body is too large',
  80003: 'before-send webhook failed and the message is withheld',
  90001: 'Fail to Parse json data of body, Please check it',
  90002: 'Invalid format of MsgBody',
  90003: 'Invalid format of To_Account',
  90004: 'Invalid format of MsgSeq',
  90005: 'Invalid format of MsgRandom',
  90006: 'Invalid format of MsgTimeStamp',
  90007: 'MsgBody is not an array',
  90008: 'Invalid format of From_Account, or the account does not exist',
  90010: 'request does not match the message format',
  90011: 'more than 500 accounts in To_Account',
  90012: 'invalid To_Account',
  90026: 'MsgLifeTime is out of range',
  90028: 'To_Account is not an array',
  90029: 'To_Account is empty',
  90030: 'Invalid format of SyncFromOldSystem',
  90031: 'Invalid format of SyncOtherMachine',
  90043: 'Invalid format of OfflinePushInfo',
  90044: 'Invalid format of MsgLifeTime',
  90048: 'requested account does not exist',
  90054: 'MsgKey is not valid',
  90055: 'batch request body is too large',
  90057: 'batch sending is over its rate limit',
  93000: 'request body is too large',
  // Push to all.
  90018: 'more than 100 accounts in one request',
  90020: 'a tag is longer than 50 bytes',
  90022: 'the same tag is in TagsOr and TagsAnd',
  90024: 'pushes must be more than one second apart',
  90032: 'more than 10 tags',
  90033: 'an attribute is not valid',
  90034: 'a tag or attribute name is longer than 50 bytes',
  90039: 'tags and attributes cannot be used together',
  90040: 'a tag is empty',
  90045: 'push to all users is not switched on',
  90047: 'pushes of the day are used up',
  90056: 'push request body is too large',
  // Groups.
  10004: 'a parameter is not valid',
  10007: 'operator lacks permission or is not a member',
  10010: 'group does not exist',
  10011: 'request body is not valid json',
  10015: 'group id is not valid',
  10016: 'rejected by the before-send webhook',
  10017: 'sender is muted in the group',
  10019: 'account does not exist',
  10023: 'messages are sent too fast',
  10030: 'message to recall does not exist',
  10032: 'message cannot be recalled',
  10041: 'group recall is switched off',
  10053: 'more than 30 mentions',
} as const;

/** A code that this service raises by itself. Faults may answer any other. */
export type TencentImCode = keyof typeof TEXTS;

/**
 * The `ErrorInfo` of a code.
 * @param code any vendor code, also one that only a fault or a webhook brings.
 * @returns the vendor's or a restated text; a neutral one for a code that is not in the table.
 */
export function textOf(code: number): string {
  return (TEXTS as Readonly<Record<number, string>>)[code] ?? `error ${code}`;
}
