import * as z from 'zod';
import { rateSchema } from '../rate-option.ts';
import { newUserPresenceSchema, usersSchema } from '../user-options.ts';

const bytes = z.int().min(1);

/** Rates per second and per day; the vendor raises them for money. `Infinity` switches one off. */
const zimRatesSchema = z.strictObject({
  /** Calls per second of each action that has no rate of its own. */
  calls: rateSchema.default(20),
  /** Calls per second of SendGroupMessage and of SendRoomMessage. */
  groupAndRoomSends: rateSchema.default(10),
  /** SendMessageToAllUsers. */
  broadcastsPerSecond: rateSchema.default(1),
  broadcastsPerDay: rateSchema.default(100),
  /** QueryMessagesByMsgSeq: messages per second, not calls. */
  messagesBySequence: rateSchema.default(20),
});

/** Sizes in bytes of UTF-8, and counts; the vendor raises some of them on request. */
const zimSizesSchema = z.strictObject({
  /** `Message` of every type but 10; 32 KB at most on request. 1 KB is taken as 1024 bytes [?]. */
  message: bytes.max(32_768).default(2048),
  /** `Message` of type 10. */
  multiItemMessage: bytes.max(32_768).default(5120),
  extendedData: bytes.default(1024),
  searchedContent: bytes.default(64),
  /** Users on one user's blocklist. */
  blocklist: z.int().min(1).default(1000),
});

/** What the vendor's documents leave open. Each default is the reading that is safest to build a client on. */
const zimReadingsSchema = z.strictObject({
  /** SubCode for a recipient of SendPeerMessage who does not exist. */
  unknownRecipientCode: z.int().default(660700015),
  /** Code when every recipient failed, and not all for the same reason. */
  mixedFailureCode: z.int().default(660000001),
  /** How an empty list of a reply looks. */
  emptyList: z.enum(['empty', 'null', 'absent']).default('empty'),
  /** How a missing MsgSeq (type 2) looks. */
  missingSequence: z.enum(['absent', 'null']).default('absent'),
  /** A recipient named twice in one SendPeerMessage. */
  duplicateRecipients: z.enum(['refuse', 'once', 'twice']).default('refuse'),
  /** A nonce that was used in the last ten minutes. */
  replayedNonce: z.enum(['accept', 'refuse']).default('accept'),
  /** GET where POST is documented, and the other way round. */
  wrongMethod: z.enum(['refuse', 'accept']).default('refuse'),
  /** Text that is no well-formed Unicode (a lone surrogate). `replace` delivers U+FFFD in its place. */
  illFormedText: z.enum(['refuse', 'replace']).default('refuse'),
  /** The client guide's counts for type 10: 10 images, 1 file, 1 audio, 1 video, 1 custom. */
  multiItemCounts: z.enum(['unchecked', 'checked']).default('unchecked'),
  /** Whether both sides of a one-to-one chat count their messages together. */
  peerSequence: z.enum(['shared', 'per_side']).default('shared'),
  /** Whether the sender of SendGroupMessage must belong to the group (660600024). */
  groupSender: z.enum(['anyone', 'member']).default('anyone'),
  /** Whether SendRoomMessage answers with the MsgSeq that the recall page speaks of. */
  roomSequence: z.enum(['absent', 'present']).default('absent'),
  /** A member of the body that the action does not have. */
  unknownFields: z.enum(['ignore', 'refuse']).default('ignore'),
  /** How the 24 hours of broadcasts are counted. */
  broadcastDay: z.enum(['rolling', 'calendar']).default('rolling'),
  /** Whether sends of high priority have a rate limit of their own. */
  highPriority: z.enum(['own_limit', 'same_limit']).default('own_limit'),
});

/** The emulated ZIM app. */
export const zimOptionsSchema = z.strictObject({
  appId: z.int().min(1).max(4_294_967_295).default(2_000_000_001),
  serverSecret: z.string().length(32).default('0123456789abcdef0123456789abcdef'),
  users: usersSchema,
  newUserPresence: newUserPresenceSchema,
  /** Groups that exist from the start. Their members must be among `users`. */
  groups: z
    .array(
      z.strictObject({
        groupId: z.string().min(1),
        owner: z.string().min(1),
        name: z.string().optional(),
        members: z.array(z.string().min(1)).optional(),
      }),
    )
    .default([]),
  /** Rooms that exist from the start, with who is inside. */
  rooms: z
    .array(
      z.strictObject({
        roomId: z.string().min(1),
        name: z.string().optional(),
        members: z.array(z.string().min(1)).optional(),
      }),
    )
    .default([]),
  /** False answers every call with 100000017. */
  activated: z.boolean().default(true),
  /** The plan decides on broadcasts, receipts, groups, message types and how long history is kept. */
  plan: z.enum(['free', 'signaling', 'pro', 'enterprise']).default('enterprise'),
  /** How long a message can be recalled; up to 24 hours on request. */
  recallWindowSeconds: z.int().min(1).max(86_400).default(120),
  editWindowSeconds: z.int().min(1).default(86_400),
  /** What becomes of a client's message whose pre-send callback fails; the vendor changes it on request. */
  webhookFailure: z.enum(['withhold', 'deliver']).default('withhold'),
  rates: zimRatesSchema.prefault({}),
  sizes: zimSizesSchema.prefault({}),
  readings: zimReadingsSchema.prefault({}),
  /** Stands in for the vendor's content moderation: a text that holds one of these words is refused. */
  moderation: z
    .strictObject({
      words: z.array(z.string().min(1)).default([]),
      /** Server sends are not moderated unless the vendor switches it on. */
      serverSends: z.boolean().default(false),
    })
    .prefault({}),
});

export type ZimOptions = z.output<typeof zimOptionsSchema>;
