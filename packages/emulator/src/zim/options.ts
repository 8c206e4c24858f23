import * as z from 'zod';
import { rateSchema } from '../rate-option.ts';
import { newUserPresenceSchema, usersSchema } from '../user-options.ts';
import { zimReadingsSchema } from './readings.ts';

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
