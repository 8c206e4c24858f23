import type { CatalogueException, CatalogueGroup, CatalogueRange } from '@polychat/core/adapter';
import { commands } from './commands.ts';

/** The vendor's code of a broadcast above one a second or above 100 in 24 hours: it does not say which. */
export const broadcastLimitCode = 660500003;
/** Codes of an action's calls above so many a second: at the gateway, and behind it. */
export const callsTooFastCodes: readonly number[] = [7, 660300005, 660700001];
/** The pre-send callback had the vendor take the message and drop it in silence. */
export const droppedInSilenceCode = 660500009;
/** The user that is to be registered exists already. */
export const userExistsCode = 660700002;
/** The message has been taken back already. */
export const alreadyRecalledCode = 660000023;
/** There is no such group; of the second, also that it could not be read. */
export const unknownGroupCodes: readonly number[] = [660600001, 660600009];
/** There is no such room, or no more. */
export const unknownRoomCodes: readonly number[] = [660300001];
/** The sender of a message to a group is no member of it, or of one to a room is not inside. */
export const outsiderCodes: readonly number[] = [660600024, 660300002, 660300012];
/** The signature is too old, or does not match, which is what a rotated secret looks like. */
export const signatureCodes: readonly number[] = [100000004, 100000005];

/**
 * Every return code of the vendor's reference ("Return codes", article 14028, and the pages of the actions).
 * A code that can stand for a timeout or a fault inside the vendor leaves the effect unknown.
 */
export const groups: readonly CatalogueGroup[] = [
  // Plain refusals that pass. Only for codes that stand in `safeRepeats`.
  { codes: [7, 660300005, 660500003, 660700001], code: 'rate_limited', effect: 'rejected', transient: true },
  // Those of other actions: nobody looked for a document which says that nothing was done.
  {
    codes: [660300006, 660600004, 660600005, 660600007, 660600010],
    code: 'rate_limited',
    effect: 'unknown',
    transient: true,
  },

  // Who we are.
  // Every attempt has a fresh signature; the one repeat that may help is asked for by `signatureCodes`.
  {
    codes: [
      3, 910002, 910004, 100000002, 100000003, 100000004, 100000005, 100000008, 100000009, 100000013,
      100000014,
    ],
    code: 'unauthenticated',
    effect: 'rejected',
    transient: false,
  },
  // 100000011 is the gateway without the app's configuration, as for an app that it does not know: it passes nothing on.
  {
    codes: [100000000, 100000001, 100000006, 100000011, 100000016, 100000017],
    code: 'misconfigured',
    effect: 'rejected',
    transient: false,
  },
  {
    codes: [660000026, 660000027, 660000028, 660600032, 660900008],
    code: 'permission_denied',
    effect: 'rejected',
    transient: false,
  },
  { codes: [100000007, 660300013], code: 'unsupported', effect: 'rejected', transient: false },

  // Whom or what is missing.
  { codes: [660500002, 660700015], code: 'sender_not_found', effect: 'rejected', transient: false },
  {
    codes: [51102, 660200001, 660700012, 660800001, 660800025, 660900003],
    code: 'recipient_not_found',
    effect: 'rejected',
    transient: false,
  },
  {
    codes: [
      660000022, 660300001, 660300002, 660300008, 660300012, 660600001, 660600008, 660600013, 660600024,
      660800002, 660800034, 660800044,
    ],
    code: 'not_found',
    effect: 'rejected',
    transient: false,
  },
  // "Could not be read, may not exist": also what a fault inside looks like.
  { codes: [660600009, 660900004], code: 'not_found', effect: 'unknown', transient: false },
  { codes: [660700008], code: 'recipient_not_found', effect: 'unknown', transient: false },
  { codes: [660800045], code: 'recipient_blocked', effect: 'rejected', transient: false },

  // What the message is.
  {
    codes: [660500005, 660500007, 660500009, 660500010],
    code: 'content_rejected',
    effect: 'rejected',
    transient: false,
  },
  { codes: [660400001, 660600023], code: 'message_too_large', effect: 'rejected', transient: false },
  {
    codes: [660000011, 660600016, 660800019, 660800039, 660900007],
    code: 'too_many_recipients',
    effect: 'rejected',
    transient: false,
  },
  {
    codes: [
      2, 50014, 910001, 660000002, 660000012, 660000025, 660300019, 660400102, 660600019, 660600020,
      660600021, 660600029, 660600030, 660600033, 660700006, 660700007, 660800020, 660800021, 660800022,
      660800023, 660800024, 660800026, 660800032, 660800033, 660800038, 660800041, 660800042, 660800046,
      661000002,
    ],
    code: 'invalid_message',
    effect: 'rejected',
    transient: false,
  },
  {
    codes: [660300015, 660600012, 660800028, 660800030, 660800040, 660800048],
    code: 'quota_exhausted',
    effect: 'rejected',
    transient: false,
  },
  {
    codes: [
      660000023, 660000024, 660300014, 660600011, 660700002, 660800027, 660800037, 660800043, 660800051,
      660800052, 660900005, 661000001,
    ],
    code: 'conflict',
    effect: 'rejected',
    transient: false,
  },

  // Belongs to no send; a meaning that speaks of a timeout is never called certain.
  { codes: [660900006], code: 'conflict', effect: 'unknown', transient: false },

  // Faults inside the vendor: the message may have gone. Passing ones, for which the vendor says "try again" …
  // 1 is "the service is busy". No document says that it comes before anything is done, and ZIM discards no copy.
  { codes: [1, 660000001, 660000003], code: 'vendor_unavailable', effect: 'unknown', transient: true },
  // … and those for which it says "contact us".
  {
    codes: [
      105001, 910003, 100000010, 100000012, 100000015, 660300007, 660400103, 660400104, 660500004, 660500006,
      660600003, 660600006, 660600014, 660600015, 660600017, 660600022, 660600028, 660700013, 660700016,
      660700017, 660800053, 660800054, 661000005,
    ],
    code: 'vendor_error',
    effect: 'unknown',
    transient: false,
  },
];

/**
 * Codes after which a call is repeated although the vendor discards no copy, and why nothing was done. A code that may
 * pass and does not stand here has the effect `unknown`: after it, a call is repeated only where a copy does no harm.
 * That a code other than 0 refuses a call as a whole (article 13992) is no reason by itself: it is also said of system
 * errors, and a fault inside the vendor may not know what it did.
 */
export const safeRepeats: readonly { readonly codes: readonly number[]; readonly why: string }[] = [
  {
    codes: [7],
    why: 'the gateway refused a call above the limit (article 14028), and refuses it as a whole (article 13992)',
  },
  {
    codes: [660300005],
    why: 'above the limit of the app, a call is refused as a whole; beside a user, the code says that this one failed (article 13992)',
  },
  {
    codes: [660500003],
    why: 'a broadcast above its limit is refused (article 16493), and as a whole (article 13992)',
  },
  {
    codes: [660700001],
    why: 'a registration above the limit is refused as a whole (article 13992); a second one changes nothing besides',
  },
  {
    codes: signatureCodes,
    why: 'the signature was refused, and with it the whole call (article 13992); repeated once, with a new signature',
  },
];

/** The vendor leaves no codes to the app. */
export const ranges: readonly CatalogueRange[] = [];

/** Codes that mean something else at one place. */
export const exceptions: readonly CatalogueException[] = [
  // At the top it means the operator, beside a recipient the recipient.
  {
    vendorCode: 660700015,
    position: 'recipient',
    code: 'recipient_not_found',
    effect: 'rejected',
    transient: false,
  },
  // The one user whom these actions speak of is the sender, who must be in the group or the room.
  ...[
    { vendorCode: 660600024, endpoint: commands.group },
    { vendorCode: 660600024, endpoint: commands.editGroup },
    { vendorCode: 660300002, endpoint: commands.room },
    { vendorCode: 660300012, endpoint: commands.room },
  ].map((place) => ({
    ...place,
    code: 'permission_denied' as const,
    effect: 'rejected' as const,
    transient: false,
  })),
  // Placeholders in the vendor's samples. The list they stand in says that it failed; not why, so never repeat.
  { vendorCode: 1, position: 'recipient', code: 'vendor_error', effect: 'rejected', transient: false },
  { vendorCode: 2, position: 'recipient', code: 'vendor_error', effect: 'rejected', transient: false },
];
