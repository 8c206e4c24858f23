import {
  createCatalogue,
  createProblem,
  type Problem,
  problemOfCode,
  type RefusedRecipient,
  type SaidWithCode,
  type VendorDetail,
} from '@polychat/core/adapter';
import { exceptions, groups, signatureCodes } from './error-codes.ts';
import type { FailedItem, ZimReply } from './reply.ts';
import { vendorName, vendorTitle } from './vendor.ts';

/** What every code of ZIM means, by position where that matters. */
export const catalogue = createCatalogue({ groups, exceptions });

/** Whether a code refuses the signature alone, so that a new one may help. */
export function isSignatureRefusal(vendorCode: number): boolean {
  return signatureCodes.includes(vendorCode);
}

type Envelope = Pick<ZimReply, 'code' | 'message' | 'requestId' | 'audits'>;

/** What a reply's own code means. */
export function problemOfCall(endpoint: string, reply: Envelope): Problem {
  return problemOfCode(catalogue, { endpoint, position: 'call' }, said(reply, reply.code));
}

/** What the codes beside users mean. Users with the same code share one problem. */
export function problemsOfRecipients(
  items: readonly FailedItem[],
  endpoint: string,
  reply: Envelope,
): RefusedRecipient[] {
  const problems = new Map<string, Problem>();
  return items.map(({ userId, subCode, message }) => {
    const key = `${subCode} ${message}`;
    const problem = problems.get(key) ?? problemOfItem({ subCode, message }, endpoint, reply);
    problems.set(key, problem);
    return { userId, problem };
  });
}

function problemOfItem(
  { subCode, message }: Omit<FailedItem, 'userId'>,
  endpoint: string,
  reply: Envelope,
): Problem {
  const own = { ...reply, message };
  return subCode
    ? problemOfCode(catalogue, { endpoint, position: 'recipient' }, said(own, subCode))
    : unclearReply('the user is among the failed ones without a code', own);
}

/** The problem of a reply that contradicts itself, or leaves out what it should say: nobody knows what happened. */
export function unclearReply(what: string, reply: Envelope): Problem {
  return createProblem({
    code: 'bad_reply',
    effect: 'unknown',
    retryable: true,
    message: `the reply of ZIM is unclear: ${what}`,
    vendor: vendorDetail(reply, reply.code),
  });
}

/** The problem of those whom a reply does not name, where moderation refused something. */
export function moderationProblem(reply: Envelope): Problem {
  return createProblem({
    code: 'content_rejected',
    effect: 'unknown',
    retryable: false,
    message:
      'moderation of ZIM refused the message or a part of it, and the reply does not say who got the rest',
    vendor: vendorDetail(reply, reply.code),
  });
}

function said(reply: Envelope, code: number): SaidWithCode {
  return { ...vendorDetail(reply, code), code, title: vendorTitle };
}

function vendorDetail({ message, requestId, audits }: Envelope, code: number): VendorDetail {
  const words = [message, ...audits].filter((text) => text !== undefined);
  return {
    name: vendorName,
    code,
    message: words.length > 0 ? words.join('; ') : undefined,
    requestId,
  };
}
