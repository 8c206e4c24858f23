import * as z from 'zod';
import { type Vendor, vendors } from '../../vendor.ts';

const when = z.enum(['before', 'after']).optional();

const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('silence'), when }),
  z.strictObject({ kind: z.literal('delay'), milliseconds: z.number().min(0), when }),
  z.strictObject({ kind: z.literal('reset'), when }),
  z.strictObject({ kind: z.literal('truncated'), when }),
  z.strictObject({ kind: z.literal('stalled'), when }),
  z.strictObject({ kind: z.literal('html'), status: z.int().min(200).max(599).optional(), when }),
  z.strictObject({ kind: z.literal('code'), code: z.int(), text: z.string().optional(), when }),
  z.strictObject({ kind: z.literal('omit') }),
  z.strictObject({ kind: z.literal('shuffle') }),
  z.strictObject({ kind: z.literal('drop') }),
]);

/** Checks a `FaultRule`. */
export const faultRuleSchema = z
  .strictObject({
    vendor: z.enum(vendors as [Vendor, ...Vendor[]]).optional(),
    endpoint: z.string().min(1).optional(),
    recipient: z.string().min(1).optional(),
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
