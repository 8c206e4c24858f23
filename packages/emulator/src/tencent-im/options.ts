import * as z from 'zod';
import { newUserPresenceSchema, usersSchema } from '../user-options.ts';

/** The emulated Tencent IM app. */
export const tencentImOptionsSchema = z.strictObject({
  sdkAppId: z.int().min(1).max(4_294_967_295).default(1_400_000_000),
  secretKey: z
    .string()
    .length(64)
    .default('0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'),
  /** Accounts that may call the server API. */
  admins: z.array(z.string().min(1)).min(1).default(['administrator']),
  users: usersSchema,
  newUserPresence: newUserPresenceSchema,
});

export type TencentImOptions = z.output<typeof tencentImOptionsSchema>;
