import * as z from 'zod';

/** Checks `TencentImReadings` and fills in the defaults. */
export const readingsSchema = z
  .strictObject({
    dedupByRecipient: z.boolean().default(false),
    sendmsgSameSecond: z.boolean().default(false),
    duplicateReply: z
      .union([z.enum(['first', 'new_time']), z.int().min(1)], { error: 'must be first, new_time or a code' })
      .default('first'),
    longLifeTime: z.enum(['refuse', 'clamp']).default('refuse'),
    batchOnlineOnly: z
      .array(z.enum(['OnlineOnlyFlag', 'MsgLifeTime 0', 'MsgLifeTime 1']))
      .default(['OnlineOnlyFlag', 'MsgLifeTime 0', 'MsgLifeTime 1']),
    repeatedRecipients: z.enum(['once', 'each']).default('once'),
    relayElements: z.boolean().default(false),
    userIdCharacters: z.enum(['printable_ascii', 'word', 'any']).default('printable_ascii'),
    reimportUpdatesProfile: z.boolean().default(false),
    retiredNames: z.boolean().default(true),
    unknownFields: z.enum(['ignore', 'refuse']).default('ignore'),
    unknownMembers: z.enum(['refuse', 'skip']).default('refuse'),
    groupTypeNames: z.enum(['old', 'both']).default('old'),
    groupDedup: z.enum(['content_and_random', 'random']).default('content_and_random'),
    groupOverload: z.enum(['refuse', 'drop']).default('refuse'),
    groupSender: z.enum(['anyone', 'member']).default('anyone'),
    groupHistoryCustomData: z.boolean().default(false),
    unknownFlags: z.enum(['refuse', 'ignore']).default('refuse'),
    random: z.enum(['optional', 'required', 'unchecked']).default('optional'),
    refuseFutureUserSig: z.boolean().default(false),
    emptyUserSigCode: z.literal([70002, 60025]).default(70002),
    unparsableBody: z.enum(['service', 'gateway']).default('service'),
    tooManyAccountsCode: z.literal([70402, 70206]).default(70402),
    batchTooLargeCode: z.literal([93000, 90055]).default(93000),
    eventTime: z.enum(['string', 'number']).default('string'),
    pushWithoutStorage: z.boolean().default(true),
  })
  .prefault({});

/** `TencentImReadings` with the defaults filled in. */
export type TencentImReadingSettings = z.output<typeof readingsSchema>;
