import './page.css';
import type { VendorPage } from '../page/vendor-page.ts';

/** ZIM on the page. */
export const zimPage: VendorPage = {
  name: 'ZIM',
  shortName: 'ZIM',
  badge: 'ZIM',
  credentials: ({ zim }) => [
    ['baseUrl', zim.baseUrl],
    ['appId', zim.appId],
    ['serverSecret', zim.serverSecret],
  ],
  credential: {
    title: 'Signature',
    name: 'signature',
    explanation:
      'MD5 over app id, nonce, server secret and timestamp; at most ten minutes from the emulator’s time.',
    isValid: ({ signature }) => signature === 'valid',
    refusal: ({ signature }) => `the signature is ${String(signature)}`,
    fields: {
      appId: { label: 'App id' },
      nonce: { label: 'Nonce' },
      timestamp: { label: 'Timestamp', as: 'moment' },
      ageSeconds: { label: 'Age', as: 'seconds' },
      signature: { label: 'Signature' },
    },
  },
  tokenName: 'Token04',
  deviceTimeout: '35 seconds',
  messageIdName: 'MsgId',
  newGroupKinds: [
    { name: 'Group', channel: 'group' },
    { name: 'Room', channel: 'room' },
  ],
  groupsNeedOwner: true,
  kindOf: ({ channel }) => (channel === 'room' ? 'Room' : 'Group'),
  isRoom: ({ channel }) => channel === 'room',
  textMessage: (words) => ({ MessageType: 1, MessageBody: { Message: words } }),
  textEdit: (words) => ({ Message: words }),
  editableMembers: ['Message', 'ExtendedData'],
  faultCodes: {
    tooFast: 660300005,
    internal: 660000003,
    signatureExpired: 100000004,
    contentRefused: 660500009,
    blocked: 660800045,
    recipientUnknown: 660700015,
  },
  ownFaults: [],
};
