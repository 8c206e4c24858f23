import * as z from 'zod/mini';
import { misconfigured, problemsFromIssues } from '../model/issues.ts';
import { once } from '../model/once.ts';
import type { CallRecord, RecordedOperation } from '../ports/journal.ts';

const recordSchema = once(() =>
  z.strictObject({
    version: z.literal(1),
    chat: z.string(),
    vendor: z.string(),
    app: z.string(),
    sendId: z.string(),
    correlationId: z.optional(z.string()),
    callId: z.string(),
    replaces: z.optional(z.string()),
    attempt: z.int().check(z.minimum(1)),
    operation: z.enum(['direct', 'audience', 'group', 'room', 'users']),
    endpoint: z.string(),
    identity: z.optional(z.string()),
    body: z.optional(z.strictObject({ contentType: z.string(), text: z.string() })),
    items: z.array(
      z.strictObject({ userId: z.string(), index: z.int().check(z.minimum(0)), id: z.string() }),
    ),
    unlistedMeans: z.enum(['accepted', 'unconfirmed']),
    sender: z.optional(z.string()),
    dedupWindowMs: z.union([z.number().check(z.minimum(0)), z.literal('unlimited')]),
    firstAttemptAt: z.number(),
    leaveBy: z.number(),
    mayRunUntil: z.number(),
  }),
);

/** Operations that are one call for no list of items. */
const singles: Readonly<Partial<Record<RecordedOperation, string>>> = {
  audience: 'an audience',
  group: 'a group',
  room: 'a room',
};

/** What no call that was begun can be: outcomes would be said of the wrong items, or of nobody. */
function contradictionIn({ operation, items }: CallRecord): string | undefined {
  const single = singles[operation];
  if ((single !== undefined) !== (items.length === 0)) {
    return `the record of a call to ${single ? `${single} names users` : 'users names nobody'}`;
  }
  const places = new Set(items.map(({ index }) => index));
  return places.size < items.length ? 'the record names two items in one place' : undefined;
}

/** Checks a record that comes back from a journal. Throws a `ChatError` with code `misconfigured`. */
export function checkRecord(record: unknown): CallRecord {
  const result = recordSchema().safeParse(record, { reportInput: true });
  if (result.success) {
    const contradiction = contradictionIn(result.data);
    if (contradiction) throw misconfigured(`resume: ${contradiction}`, 'record.items');
    return result.data;
  }
  const [first] = problemsFromIssues(result.error.issues, 'record', 'record');
  throw misconfigured(`resume: ${first?.message}`, first?.field);
}
