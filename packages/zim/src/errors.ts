import {
  type CallResult,
  createCatalogue,
  createProblem,
  type ListReply,
  type Problem,
  problemOfCode,
  type VendorDetail,
} from '@polychat/core/adapter';
import type { Command } from './commands.ts';
import { callsTooFastCodes, exceptions, groups, ranges, signatureCodes } from './error-codes.ts';
import { callsLimitName } from './limits.ts';
import type { FailedUser, ParsedReply } from './reply.ts';
import { vendorName, vendorTitle } from './vendor.ts';

/** What every code of ZIM means, by position where that matters. */
export const catalogue = createCatalogue({ groups, ranges, exceptions });

/** Whether a code refuses the signature alone, so that a new one may help. */
export function isSignatureRefusal(vendorCode: number): boolean {
  return signatureCodes.includes(vendorCode);
}

/** What is said of a call, or of one user of it. */
type Said = Pick<ParsedReply, 'code' | 'words' | 'requestId'>;

/** What a reply's own code means. */
export function problemOfCall(endpoint: Command, reply: Said): Problem {
  return problemOfCode(
    catalogue,
    { endpoint, position: 'call' },
    { ...vendorDetail(reply), code: reply.code, title: vendorTitle },
  );
}

/** What the code beside a user means. Without one, all that is certain is that the user is called failed. */
export function problemOfRecipient(
  endpoint: Command,
  user: Omit<FailedUser, 'userId'>,
  reply: Said,
): Problem {
  const { subCode, words } = user;
  if (!subCode) return unclearReply(endpoint, 'a user who failed without a code', { ...reply, words });
  return problemOfCode(
    catalogue,
    { endpoint, position: 'recipient' },
    { ...vendorDetail({ ...reply, words }), code: subCode, title: vendorTitle },
  );
}

/** The failed users of a reply. Those with the same code and words share one problem. */
export function problemsOfRecipients(
  endpoint: Command,
  users: readonly FailedUser[],
  reply: Said,
): ListReply<never>['failed'] {
  const problems = new Map<string, Problem>();
  return users.map(({ userId, ...user }) => {
    const key = `${user.subCode} ${user.words}`;
    const problem = problems.get(key) ?? problemOfRecipient(endpoint, user, reply);
    problems.set(key, problem);
    return { id: userId, problem };
  });
}

/** The same problem; where it comes from one of these codes, it names the field that they speak of. */
export function aboutField(problem: Problem, field: string, vendorCodes: readonly number[]): Problem {
  return vendorCodes.includes(Number(problem.vendor?.code)) ? createProblem({ ...problem, field }) : problem;
}

/** The problem of a reply that contradicts itself, or leaves out what it should say: nobody knows what happened. */
export function unclearReply(endpoint: Command, what: string, reply: Said): Problem {
  return createProblem({
    code: 'bad_reply',
    effect: 'unknown',
    transient: true,
    message: `${vendorTitle} answered ${endpoint} with ${what}`,
    vendor: vendorDetail(reply),
  });
}

/** The problem of those whom a reply does not name, where moderation refused something. */
export function moderationProblem(reply: Said): Problem {
  return createProblem({
    code: 'content_rejected',
    effect: 'unknown',
    transient: false,
    message:
      'moderation of ZIM refused the message or a part of it, and the reply does not say who got the rest',
    vendor: vendorDetail(reply),
  });
}

/**
 * What `tooFast` says for the problems of a reply; undefined where none of them is a refusal for speed. The limit is
 * named where each refusal speaks of calls in a second. Whether the vendor counts what it refuses is not documented
 * [?]: that it does is the safe reading.
 */
export function tooFastOf(endpoint: Command, problems: readonly Problem[]): CallResult<unknown>['tooFast'] {
  const codes = problems.filter(({ code }) => code === 'rate_limited').map(({ vendor }) => vendor?.code);
  if (codes.length === 0) return undefined;
  const areOfCalls = codes.every((code) => callsTooFastCodes.includes(Number(code)));
  return { limits: areOfCalls ? [callsLimitName(endpoint)] : undefined, counted: true };
}

function vendorDetail({ code, words, requestId }: Said): VendorDetail {
  return { name: vendorName, code, message: words, requestId };
}
