import * as z from 'zod';
import { faultSchema } from './fault.ts';
import { type Vendor, vendors } from './vendor.ts';

/** Which calls a fault hits. Members left out match everything. */
export const faultRuleSchema = z
  .strictObject({
    vendor: z.enum(vendors as [Vendor, ...Vendor[]]).optional(),
    /** ZIM's Action, Tencent's path or its last part, such as `sendmsg`. */
    endpoint: z.string().min(1).optional(),
    /** Calls that name this user. */
    recipient: z.string().min(1).optional(),
    /** The next how many calls; 1 when absent. */
    times: z.int().min(1).optional(),
    fault: faultSchema,
  })
  .refine((rule) => rule.fault.kind !== 'omit' || rule.recipient !== undefined, {
    path: ['recipient'],
    error: 'omit needs to know which recipient the reply leaves out',
  })
  .refine(
    (rule) => rule.recipient === undefined || rule.fault.kind !== 'code' || rule.fault.when !== 'after',
    {
      path: ['fault', 'when'],
      error: 'a recipient who fails with a code gets nothing; only a whole call can fail after its effect',
    },
  );

export type FaultRule = z.infer<typeof faultRuleSchema>;
