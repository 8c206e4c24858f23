import {
  type AttemptInfo,
  type CallResult,
  createCatalogue,
  type HttpReply,
  type ListReply,
  problemOfCode,
  type ResultIds,
  readReply,
} from '@polychat/core/adapter';
import * as z from 'zod/mini';
import { vendor } from './vendor.ts';

const catalogue = createCatalogue({
  groups: [
    { codes: [401], code: 'unauthenticated', effect: 'rejected', transient: false },
    { codes: [403], code: 'recipient_blocked', effect: 'rejected', transient: false },
    { codes: [404], code: 'recipient_not_found', effect: 'rejected', transient: false },
    { codes: [410], code: 'sender_not_found', effect: 'rejected', transient: false },
    { codes: [422], code: 'content_rejected', effect: 'rejected', transient: false },
    { codes: [429], code: 'rate_limited', effect: 'rejected', transient: true },
    // "Please try again": the message may have gone.
    { codes: [500], code: 'vendor_unavailable', effect: 'unknown', transient: true },
  ],
});

const replySchema = z.object({
  code: z.int(),
  reason: z.nullish(z.string()),
  results: z.nullish(z.array(z.object({ user: z.string(), code: z.int(), id: z.nullish(z.string()) }))),
});

/** Reads any reply: who was accepted, who was not, or why nobody was. */
export function readList(
  endpoint: string,
  reply: HttpReply,
  attempt: AttemptInfo,
): CallResult<ListReply<ResultIds>> {
  const read = readReply(reply, attempt, { vendor: vendor.name, schemas: { 200: replySchema } });
  if ('problem' in read) return { problem: read.problem };
  const { code, reason, results } = read.data;
  const { name, title } = vendor;
  const problemOf = (vendorCode: number, position: 'call' | 'recipient') =>
    problemOfCode(
      catalogue,
      { endpoint, position },
      { name, title, code: vendorCode, message: attempt.redact.words(reason) },
    );
  if (code !== 0) {
    return {
      problem: problemOf(code, 'call'),
      ...(code === 401 && { refused: 'signature' }),
      // The document does not say whether a call that came too fast is counted.
      ...(code === 429 && { tooFast: { counted: true } }),
    };
  }
  const all = results ?? [];
  return {
    value: {
      accepted: all
        .filter((each) => each.code === 0)
        .map(({ user, id }) => ({ id: user, value: { messageId: attempt.redact.id(id) } })),
      failed: all
        .filter((each) => each.code !== 0)
        .map((each) => ({ id: each.user, problem: problemOf(each.code, 'recipient') })),
    },
  };
}
