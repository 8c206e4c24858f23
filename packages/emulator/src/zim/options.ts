import * as z from 'zod';
import { newUserPresenceSchema, usersSchema } from '../user-options.ts';

/** The emulated ZIM app. */
export const zimOptionsSchema = z.strictObject({
  appId: z.int().min(1).max(4_294_967_295).default(2_000_000_001),
  serverSecret: z.string().length(32).default('0123456789abcdef0123456789abcdef'),
  users: usersSchema,
  newUserPresence: newUserPresenceSchema,
});

export type ZimOptions = z.output<typeof zimOptionsSchema>;
