import * as z from 'zod/mini';
import { misconfigured, problemsFromIssues } from '../model/issues.ts';
import type { CallRecord } from '../ports/journal.ts';

const milliseconds = z.number();

const recordSchema = z.strictObject({
  version: z.literal(1),
  chat: z.string(),
  vendor: z.string(),
  app: z.string(),
  sendId: z.string(),
  callId: z.string(),
  replaces: z.optional(z.string()),
  attempt: z.int(),
  operation: z.enum(['direct', 'audience', 'users']),
  endpoint: z.string(),
  body: z.optional(z.strictObject({ contentType: z.string(), text: z.string() })),
  items: z.array(z.strictObject({ userId: z.string(), index: z.int(), id: z.string() })),
  unlistedMeans: z.enum(['accepted', 'unconfirmed']),
  sender: z.optional(z.string()),
  dedupWindowMs: z.union([z.number().check(z.minimum(0)), z.literal('unlimited')]),
  firstAttemptAt: milliseconds,
  leaveBy: milliseconds,
  mayRunUntil: milliseconds,
});

/** Checks a record that comes back from a journal. Throws a `ChatError` with code `misconfigured`. */
export function checkRecord(record: unknown): CallRecord {
  const result = recordSchema.safeParse(record, { reportInput: true });
  if (result.success) return result.data;
  const [first] = problemsFromIssues(result.error.issues, 'record', 'record');
  throw misconfigured(`resume: ${first?.message}`, first?.field);
}
