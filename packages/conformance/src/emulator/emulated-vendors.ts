import type { VendorLimit } from '../vendor-double.ts';

/** A vendor, as the emulator names it. */
export type EmulatedVendor = 'zim' | 'tencentIm';

/** What a vendor's documents say, as far as the neutral faults and limits need it. */
export interface VendorKnowledge {
  /** Where the emulator keeps the vendor's state. */
  readonly member: 'zim' | 'tencentIm';
  /** The vendor's codes for what can happen at every vendor. */
  readonly codes: {
    readonly tooFast: number;
    readonly signatureRefused: number;
    readonly internalError: number;
    readonly refused: number;
    readonly recipientRefused: number;
  };
  readonly limits: readonly VendorLimit[];
}

const second = 1_000;
const minute = 60 * second;
const day = 24 * 60 * minute;

export const emulatedVendors: Readonly<Record<EmulatedVendor, VendorKnowledge>> = {
  // "Return codes" (article 14028); the pages of the actions for the limits, as of 2026-08-21.
  zim: {
    member: 'zim',
    codes: {
      tooFast: 660300005,
      signatureRefused: 100000005,
      internalError: 660000003,
      refused: 660500010,
      recipientRefused: 660800045,
    },
    limits: [
      { endpoints: ['SendPeerMessage'], counts: 'calls', capacity: 20, windowMs: second },
      { endpoints: ['SendGroupMessage'], counts: 'calls', capacity: 10, windowMs: second },
      { endpoints: ['SendRoomMessage'], counts: 'calls', capacity: 10, windowMs: second },
      { endpoints: ['UserRegister'], counts: 'calls', capacity: 20, windowMs: second },
      { endpoints: ['QueryUserInfos'], counts: 'calls', capacity: 20, windowMs: second },
      { endpoints: ['SendMessageToAllUsers'], counts: 'calls', capacity: 1, windowMs: second },
      { endpoints: ['SendMessageToAllUsers'], counts: 'calls', capacity: 100, windowMs: day },
    ],
  },
  // Error codes 34348 (2025-12-17); 34919, 34920 (2026-02-04), 37166, 34953, 34954 for the limits.
  tencentIm: {
    member: 'tencentIm',
    codes: {
      tooFast: 60007,
      signatureRefused: 70003,
      internalError: 91000,
      refused: 80001,
      recipientRefused: 20007,
    },
    limits: [
      { endpoints: ['v4/openim/sendmsg'], counts: 'calls', capacity: 200, windowMs: second },
      { endpoints: ['v4/openim/batchsendmsg'], counts: 'calls', capacity: 200, windowMs: second },
      { endpoints: ['v4/openim/batchsendmsg'], counts: 'recipients', capacity: 12_000, windowMs: minute },
      {
        endpoints: ['v4/group_open_http_svc/send_group_msg'],
        counts: 'calls',
        capacity: 200,
        windowMs: second,
      },
      {
        endpoints: ['v4/group_open_http_svc/send_group_msg'],
        counts: 'calls',
        capacity: 40,
        windowMs: second,
        per: 'conversation',
      },
      // "More than one second apart".
      { endpoints: ['v4/all_member_push/im_push'], counts: 'calls', capacity: 1, windowMs: second + 1 },
      { endpoints: ['v4/all_member_push/im_push'], counts: 'calls', capacity: 100, windowMs: day },
      {
        endpoints: ['v4/im_open_login_svc/account_import'],
        counts: 'calls',
        capacity: 200,
        windowMs: second,
      },
      {
        endpoints: ['v4/im_open_login_svc/multiaccount_import'],
        counts: 'calls',
        capacity: 100,
        windowMs: second,
      },
      { endpoints: ['v4/im_open_login_svc/account_check'], counts: 'calls', capacity: 100, windowMs: second },
    ],
  },
};
