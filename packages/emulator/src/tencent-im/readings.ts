import * as z from 'zod';

/**
 * How to read what the vendor's documents leave open. The default of each is the safe reading: the one under
 * which a client that works here works under the others too.
 */
export const readingsSchema = z
  .strictObject({
    /**
     * Whether the recipient is part of `sendmsg`'s 120-second duplicate key. The rule's wording leaves it out,
     * so by default the same sender, MsgSeq, MsgRandom and content to two recipients collide.
     */
    dedupByRecipient: z.boolean().default(false),
    /**
     * Whether `sendmsg` also keeps the older rule, by which the same MsgRandom within the same second is a
     * duplicate whatever else differs. `batchsendmsg` always has this rule and no other.
     */
    sendmsgSameSecond: z.boolean().default(false),
    /**
     * What a discarded duplicate of `sendmsg` or `batchsendmsg` is answered: `first` repeats the first MsgTime
     * and MsgKey, `new_time` succeeds with those it would have had, a number fails with that code.
     */
    duplicateReply: z.union([z.enum(['first', 'new_time']), z.int().min(1)]).default('first'),
    /** A MsgLifeTime above seven days: `refuse` is 90026, `clamp` takes it as seven days. */
    longLifeTime: z.enum(['refuse', 'clamp']).default('refuse'),
    /**
     * Which spellings of "online only" `batchsendmsg` obeys; any one of them is enough: `OnlineOnlyFlag` 1
     * (2026), `MsgLifeTime` 1 (2024-12), `MsgLifeTime` 0 (older).
     */
    batchOnlineOnly: z
      .array(z.enum(['OnlineOnlyFlag', 'MsgLifeTime 0', 'MsgLifeTime 1']))
      .default(['OnlineOnlyFlag', 'MsgLifeTime 0', 'MsgLifeTime 1']),
    /** A name that stands twice in one To_Account: delivered once, or to each place. */
    repeatedRecipients: z.enum(['once', 'each']).default('once'),
    /** Whether TIMRelayElem may be sent, which is documented as something received. */
    relayElements: z.boolean().default(false),
    /** Which UserIDs may be imported; `word` is `a–z A–Z 0–9 _ -`. */
    userIdCharacters: z.enum(['printable_ascii', 'word', 'any']).default('printable_ascii'),
    /** Whether `account_import` changes name and picture of an account that exists; `multiaccount_import` does. */
    reimportUpdatesProfile: z.boolean().default(false),
    /**
     * Whether names retired by newer pages still work: `Identifier` in `account_import`, `From_Account` and
     * `To_Account` in `admin_getroammsg`, `SyncFromOldSystem` 1 for real time, the command `querystate`.
     */
    retiredNames: z.boolean().default(true),
    /** A field this service does not know is ignored, as the list of fields grows, or refused. */
    unknownFields: z.enum(['ignore', 'refuse']).default('ignore'),
    /** An unknown word in SendMsgControl or ForbidCallbackControl. */
    unknownFlags: z.enum(['refuse', 'ignore']).default('refuse'),
    /** `random` in the query: `optional` still refuses a malformed one. */
    random: z.enum(['optional', 'required', 'unchecked']).default('optional'),
    /** Whether a UserSig made in the future is refused (70003); no page speaks of it. */
    refuseFutureUserSig: z.boolean().default(false),
    /** The code of an empty `usersig`. */
    emptyUserSigCode: z.literal([70002, 60025]).default(70002),
    /** Who answers a body that is not JSON: the service (90001; 10011 in groups) or the gateway (60003). */
    unparsableBody: z.enum(['service', 'gateway']).default('service'),
    /** The code for more than 100 accounts in one call; 70206 is the older one. */
    tooManyAccountsCode: z.literal([70402, 70206]).default(70402),
    /** The code for a `batchsendmsg` body over the limit: of the command's own table, or of the general one. */
    batchTooLargeCode: z.literal([93000, 90055]).default(93000),
    /** Whether `im_push` with MsgLifeTime 0, which stores nothing, still shows its push on phones. */
    pushWithoutStorage: z.boolean().default(true),
  })
  .prefault({});

export type TencentImReadings = z.output<typeof readingsSchema>;
