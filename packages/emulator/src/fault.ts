import * as z from 'zod';

/** `before`: the call has no effect. `after`: it has its full effect, and only then the fault strikes. */
const when = z.enum(['before', 'after']).optional();

/** What can go wrong. Plain data, so that code, the control API and the page say it alike. */
export const faultSchema = z.discriminatedUnion('kind', [
  /** No answer, ever; the connection stays open. `when` is `before` unless said otherwise. */
  z.strictObject({ kind: z.literal('silence'), when }),
  /** The answer comes late by `milliseconds`. With `after`, the effect is there at once. `before` by default. */
  z.strictObject({ kind: z.literal('delay'), milliseconds: z.number().min(0), when }),
  /** The connection is reset without an answer. `before` by default. */
  z.strictObject({ kind: z.literal('reset'), when }),
  /** The reply's JSON ends half way. `after` by default, as for all kinds below that speak of the reply. */
  z.strictObject({ kind: z.literal('truncated'), when }),
  /** Half of the reply comes, and then nothing more on an open connection. */
  z.strictObject({ kind: z.literal('stalled'), when }),
  /** A page of HTML in place of the reply; status 502 unless given, `before` by default. */
  z.strictObject({ kind: z.literal('html'), status: z.int().min(200).max(599).optional(), when }),
  /** The vendor's envelope with this code; for one recipient where the fault names one. `before` by default. */
  z.strictObject({ kind: z.literal('code'), code: z.int(), text: z.string().optional(), when }),
  /** The named recipient was served, but the reply leaves them out. */
  z.strictObject({ kind: z.literal('omit') }),
  /** Every list of the reply is turned round. */
  z.strictObject({ kind: z.literal('shuffle') }),
]);

export type Fault = z.infer<typeof faultSchema>;

/** A fault that concerns one recipient of a call and not the call as a whole. */
export type RecipientFault = Extract<Fault, { kind: 'code' | 'omit' }>;
