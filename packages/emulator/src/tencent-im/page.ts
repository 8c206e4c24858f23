import './page.css';
import type { VendorPage } from '../page/vendor-page.ts';
import type { JsonObject } from '../vendor.ts';

/** Tencent IM on the page. */
export const tencentImPage: VendorPage = {
  name: 'Tencent IM',
  shortName: 'Tencent',
  badge: 'TIM',
  credentials: ({ tencentIm }) => [
    ['baseUrl', tencentIm.baseUrl],
    ['sdkAppId', tencentIm.sdkAppId],
    ['secretKey', tencentIm.secretKey],
    ['adminUserId', tencentIm.admins[0] ?? ''],
  ],
  credential: {
    title: 'UserSig',
    name: 'UserSig',
    explanation: 'HMAC-SHA256 over identifier, app id, time and validity; zlib, then base64 with * - _.',
    isValid: ({ valid }) => valid === true,
    refusal: ({ code }) => `code ${String(code)}`,
    fields: {
      code: { label: 'Code' },
      identifier: { label: 'Identifier' },
      sdkAppId: { label: 'SDKAppID' },
      issuedAt: { label: 'Issued', as: 'moment' },
      expiresInSeconds: { label: 'Valid for', as: 'duration' },
      hasUserBuffer: { label: 'User buffer' },
    },
    validity: { from: 'issuedAt', length: 'expiresInSeconds' },
  },
  tokenName: 'UserSig',
  deviceTimeout: '400 seconds',
  messageIdName: 'MsgKey',
  newGroupKinds: [
    { name: 'Public', channel: 'group', type: 'Public' },
    { name: 'Work', channel: 'group', type: 'Work' },
    { name: 'Meeting', channel: 'group', type: 'Meeting' },
    { name: 'Community', channel: 'group', type: 'Community' },
    { name: 'AVChatRoom', channel: 'group', type: 'AVChatRoom' },
  ],
  groupsNeedOwner: false,
  kindOf: ({ kind }) => (kind === 'AVChatRoom' ? 'Live room (AVChatRoom)' : `${kind} group`),
  isRoom: ({ kind }) => kind === 'AVChatRoom',
  textMessage: (words, members) => ({ ...textBody(words), ...mentionsIn(words, members) }),
  textEdit: textBody,
  editableMembers: ['MsgBody', 'CloudCustomData'],
  faultCodes: {
    tooFast: 60007,
    internal: 91000,
    signatureExpired: 70001,
    contentRefused: 80001,
    blocked: 20007,
    recipientUnknown: 90012,
  },
  ownFaults: [
    {
      id: 'drop',
      title: 'Dropped under load',
      text: 'Tencent, messages to groups: the reply is OK, names MsgFreqCtrl, and nobody gets the message.',
      fault: { kind: 'drop' },
    },
  ],
};

function textBody(words: string): JsonObject {
  return { MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: words } }] };
}

/** Names those in a message whom its words name as `@user` or `@everyone`. */
function mentionsIn(text: string, members: readonly string[]): JsonObject {
  const words = new Set(
    Array.from(text.matchAll(/@([^\s@,;:!?]+)/g), ([, word = '']) => word.replace(/\.$/, '')),
  );
  const named = members
    .filter((userId) => words.has(userId))
    .map((userId) => ({ GroupAtAllFlag: 0, GroupAt_Account: userId }));
  const everyone = words.has('everyone') ? [{ GroupAtAllFlag: 1 }] : [];
  const GroupAtInfo = [...everyone, ...named];
  return GroupAtInfo.length === 0 ? {} : { GroupAtInfo };
}
