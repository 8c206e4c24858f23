import { codesOf, meaningsOf } from '../dialect/code-table.ts';

/**
 * The return codes that the emulator answers with, by name, with what the vendor's "Return codes" page and each action's
 * own page say of them. A reply itself says other words, since the vendor's are not documented.
 */
const table = {
  appIdMalformed: [100000001, 'AppId is not in a valid format'],
  timestampMissing: [100000002, 'Timestamp missing'],
  timestampMalformed: [100000003, 'Timestamp not in a valid format'],
  signatureExpired: [
    100000004,
    'Signature expired (timestamp outside the 10-minute window); re-sign with a fresh timestamp',
  ],
  signatureMismatch: [100000005, 'Signature does not match'],
  actionMissing: [100000006, 'Action missing'],
  actionUnknown: [100000007, 'Action not known to the service'],
  nonceMissing: [100000008, 'SignatureNonce missing'],
  signatureMissing: [100000009, 'Signature missing'],
  appUnknown: [100000011, 'Gateway could not load the app configuration'],
  bodyUnreadable: [100000012, 'Gateway could not read the HTTP body'],
  signatureVersionMissing: [100000013, 'SignatureVersion missing'],
  signatureVersionUnsupported: [100000014, 'SignatureVersion not supported'],
  serviceNotActivated: [100000017, 'This service is not activated for the app'],
  businessFailure: [660000001, 'Generic business failure on the server'],
  invalidParameter: [
    660000002,
    'Input parameter missing or invalid (QueryUserInfos also lists it for an unknown or logged-out user)',
  ],
  serverException: [660000003, 'Server hit an exception while processing'],
  tooManyUsers: [660000011, 'Too many users in the list'],
  userIdTooLong: [660000012, 'UserId longer than 32 bytes'],
  messageNotFound: [660000022, 'Message not found or already deleted'],
  alreadyRecalled: [660000023, 'Message has already been recalled'],
  recallWindowPassed: [660000024, 'Recall window has passed'],
  base64Invalid: [660000025, 'IsBase64 is 1 but Message is not valid base64'],
  notTheSender: [660000026, 'Message to recall was not sent by FromUserId'],
  roomStorageOff: [
    660000027,
    'Room message storage is not enabled, so recall is impossible (top plan needed)',
  ],
  notOnThisPlan: [660000028, 'Feature not available on the free plan'],
  userNeverLoggedIn: [
    660200001,
    'User id unknown, logged out, or only server-registered and never logged in',
  ],
  roomNotFound: [660300001, 'Room does not exist or was destroyed'],
  notInRoom: [660300002, 'User is not in this room'],
  tooFast: [660300005, 'Call frequency above the per-AppId limit'],
  roomExists: [660300014, 'Room already exists'],
  receiptInRoom: [660300013, 'Room messages cannot carry HasReceipt'],
  messageTooLarge: [660400001, 'Message larger than allowed'],
  senderNotRegistered: [660500002, 'Operator or sender is not registered and has never logged in to the SDK'],
  broadcastTooFast: [660500003, 'SendMessageToAllUsers called above 1 per second or 100 per 24 hours'],
  textModerated: [660500005, 'Text message rejected by moderation'],
  silentlyDropped: [660500009, 'Pre-send callback answered 2: message accepted but silently not delivered'],
  refusedByWebhook: [660500010, 'Pre-send callback answered 3: message refused'],
  groupNotFound: [660600001, 'Group does not exist'],
  createGroupTooFast: [660600010, 'CreateGroup called too often (20 per second)'],
  groupExists: [660600011, 'GroupId already in use'],
  tooManyGroups: [660600012, 'Group count above the plan cap'],
  groupOwnerNotFound: [660600013, 'Group owner user does not exist'],
  tooManyMembers: [660600016, 'Too many members for the group (100 per creation call)'],
  tooManyAttributes: [660600019, 'Too many group attributes (default 10)'],
  attributeTooLong: [660600020, 'Group attribute key (16 bytes) or value (1024 bytes) too long'],
  notAMember: [660600024, 'User is not a member of the group'],
  notAnAdministrator: [660600032, 'FromUserId is neither owner nor administrator'],
  registerTooFast: [660700001, 'UserRegister or RobotRegister called too often (20 per second)'],
  userExists: [660700002, 'User or bot id already registered'],
  userNameTooLong: [660700006, 'UserName longer than 256 bytes'],
  userAvatarTooLong: [660700007, 'UserAvatar longer than 500 bytes'],
  userUnreadable: [660700008, 'Could not read user information; user id probably wrong'],
  userNotRegistered: [660700015, 'User is not registered (operator when Code, target when SubCode)'],
  blocklistOwnerNotRegistered: [
    660800001,
    'User behind the conversation is not registered (blocklist pages: FromUserId not registered)',
  ],
  alreadyBlocked: [660800037, 'User is already blocked'],
  blockingOneself: [660800038, 'A user cannot block or unblock themselves'],
  blocklistBatchTooLarge: [660800039, 'Too many users in the list'],
  blocklistFull: [660800040, 'Blocklist is full'],
  everyBlockFailed: [660800041, 'Every block operation failed; read ErrList'],
  everyUnblockFailed: [660800042, 'Every unblock operation failed; read ErrList'],
  notBlocked: [660800044, 'User is not on the blocklist'],
  blockedByRecipient: [660800045, 'Recipient has blocked the sender'],
  editWindowPassed: [661000001, 'Edit window has passed'],
  editFailed: [661000005, 'Edit failed'],
} as const;

/** The codes by name. */
export const zimCodes = codesOf(table);

/** @returns what a code means; nothing for one that only a fault or a webhook brings */
export const zimCodeMeaning = meaningsOf(table);
