import * as z from 'zod';
import { rateSchema } from '../world/rate-option.ts';
import { newUserPresenceSchema, usersSchema } from '../world/user-options.ts';
import { zimReadingsSchema } from './readings-schema.ts';

const bytes = z.int().min(1);

const zimRatesSchema = z.strictObject({
  calls: rateSchema.default(20),
  groupAndRoomSends: rateSchema.default(10),
  broadcastsPerSecond: rateSchema.default(1),
  broadcastsPerDay: rateSchema.default(100),
  messagesBySequence: rateSchema.default(20),
});

const zimSizesSchema = z.strictObject({
  message: bytes.max(32_768).default(2048),
  multiItemMessage: bytes.max(32_768).default(5120),
  extendedData: bytes.default(1024),
  searchedContent: bytes.default(64),
  blocklist: z.int().min(1).default(1000),
});

/** Checks `ZimAppOptions` and fills in the defaults. */
export const zimOptionsSchema = z.strictObject({
  appId: z.int().min(1).max(4_294_967_295).default(2_000_000_001),
  serverSecret: z.string().length(32).default('0123456789abcdef0123456789abcdef'),
  users: usersSchema,
  newUserPresence: newUserPresenceSchema,
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
  rooms: z
    .array(
      z.strictObject({
        roomId: z.string().min(1),
        name: z.string().optional(),
        members: z.array(z.string().min(1)).optional(),
      }),
    )
    .default([]),
  activated: z.boolean().default(true),
  plan: z.enum(['free', 'signaling', 'pro', 'enterprise']).default('enterprise'),
  recallWindowSeconds: z.int().min(1).max(86_400).default(120),
  editWindowSeconds: z.int().min(1).default(86_400),
  webhookFailure: z.enum(['withhold', 'deliver']).default('withhold'),
  rates: zimRatesSchema.prefault({}),
  sizes: zimSizesSchema.prefault({}),
  readings: zimReadingsSchema.prefault({}),
  moderation: z
    .strictObject({
      words: z.array(z.string().min(1)).default([]),
      serverSends: z.boolean().default(false),
    })
    .prefault({}),
});

/** `ZimAppOptions` with the defaults filled in. */
export type ZimSettings = z.output<typeof zimOptionsSchema>;
