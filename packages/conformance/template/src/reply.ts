import {
  type AttemptInfo,
  type CallResult,
  createCatalogue,
  createProblem,
  type HttpReply,
  type ListReply,
  type Problem,
  problemOfCode,
  type ResultIds,
  readReply,
} from '@polychat/core/adapter';
import * as z from 'zod/mini';
import { limits } from './limits.ts';
import { vendor } from './vendor.ts';

const catalogue = createCatalogue({
  groups: [
    { codes: [401], code: 'unauthenticated', effect: 'rejected', transient: false },
    { codes: [403], code: 'recipient_blocked', effect: 'rejected', transient: false },
    { codes: [404], code: 'recipient_not_found', effect: 'rejected', transient: false },
    { codes: [410], code: 'sender_not_found', effect: 'rejected', transient: false },
    { codes: [411], code: 'not_found', effect: 'rejected', transient: false },
    { codes: [412], code: 'permission_denied', effect: 'rejected', transient: false },
    { codes: [422], code: 'content_rejected', effect: 'rejected', transient: false },
    { codes: [429, 430], code: 'rate_limited', effect: 'rejected', transient: true },
    // "Please try again": the message may have gone.
    { codes: [500], code: 'vendor_unavailable', effect: 'unknown', transient: true },
  ],
});

/** What in a message is to blame: "no such flock" and "not of this flock". */
const blamedFields: Readonly<Record<number, string>> = { 411: 'groupId', 412: 'from' };

const replySchema = z.object({
  code: z.int(),
  reason: z.nullish(z.string()),
  id: z.nullish(z.string()),
  results: z.nullish(z.array(z.object({ user: z.string(), code: z.int(), id: z.nullish(z.string()) }))),
});
type Reply = z.output<typeof replySchema>;

/** Reads any reply: who was accepted, who was not, or why nobody was. */
export function readList(
  endpoint: string,
  reply: HttpReply,
  attempt: AttemptInfo,
): CallResult<ListReply<ResultIds>> {
  return readGood(endpoint, reply, attempt, ({ results }) => {
    const all = results ?? [];
    return {
      accepted: all
        .filter((each) => each.code === 0)
        .map(({ user, id }) => ({ id: user, value: { messageId: attempt.redact.id(id) } })),
      failed: all
        .filter((each) => each.code !== 0)
        .map((each) => ({
          id: each.user,
          problem: problemOf({ endpoint, position: 'recipient' }, each.code),
        })),
    };
  });
}

/** Reads a reply to a letter to a flock: its id, or why there is none. */
export function readFlock(reply: HttpReply, attempt: AttemptInfo): CallResult<ResultIds> {
  return readGood('flocks', reply, attempt, ({ id }) => ({ messageId: attempt.redact.id(id) }));
}

/** Reads any reply: what a good one says, or why there is none. */
function readGood<Value>(
  endpoint: string,
  reply: HttpReply,
  attempt: AttemptInfo,
  valueIn: (reply: Reply) => Value,
): CallResult<Value> {
  const read = readReply(reply, attempt, { vendor: vendor.name, schemas: { 200: replySchema } });
  if ('problem' in read) return { problem: read.problem };
  const { code, reason } = read.data;
  if (code === 0) return { value: valueIn(read.data) };
  const problem = problemOf({ endpoint, position: 'call' }, code, attempt.redact.words(reason));
  const field = blamedFields[code];
  return {
    problem: field === undefined ? problem : createProblem({ ...problem, field }),
    ...(code === 401 && { refused: 'signature' }),
    // The document does not say whether a call that came too fast is counted. 430 speaks of one flock alone.
    ...(code === 429 && { tooFast: { counted: true } }),
    ...(code === 430 && { tooFast: { limits: [limits.ofFlock.name], counted: true } }),
  };
}

function problemOf(
  at: { readonly endpoint: string; readonly position: 'call' | 'recipient' },
  code: number,
  message?: string,
): Problem {
  const { name, title } = vendor;
  return problemOfCode(catalogue, at, { name, title, code, message });
}
