import {
  type CallResult,
  createCatalogue,
  createProblem,
  type ListReply,
  type Problem,
  problemOfCode,
  type VendorDetail,
} from '@polychat/core/adapter';
import { type Command, commands } from './commands.ts';
import {
  batchTooFastCode,
  commandTooFastCode,
  exceptions,
  groups,
  groupTooFastCode,
  pushTooFastCode,
  ranges,
  signatureCodes,
  signatureLockCode,
} from './error-codes.ts';
import { batchRecipientsLimitName, callsLimitName, groupMessagesLimitName } from './limits.ts';
import { vendorName, vendorTitle } from './vendor.ts';

/** What every code of Tencent IM means, by command and position where that matters. */
export const catalogue = createCatalogue({ groups, ranges, exceptions });

/** Whether a code refuses the signature alone, so that a new one may help. */
export function isSignatureRefusal(vendorCode: number): boolean {
  return signatureCodes.includes(vendorCode);
}

const signatureLockMs = 60_000;
/** Long enough for the second to have passed in which a group had too many messages. */
export const groupPauseMs = 1_100;

/** The problem that a reply's own code stands for. `words` are the vendor's, redacted. */
export function problemOfCall(endpoint: Command, vendorCode: number, words?: string): Problem {
  const said = { name: vendorName, title: vendorTitle, code: vendorCode, message: words };
  const problem = problemOfCode(catalogue, { endpoint, position: 'call' }, said);
  const retryAfterMs = pauseAfter(endpoint, vendorCode);
  return retryAfterMs === undefined ? problem : createProblem({ ...problem, retryAfterMs });
}

function pauseAfter(endpoint: Command, vendorCode: number): number | undefined {
  if (vendorCode === signatureLockCode) return signatureLockMs;
  return vendorCode === groupTooFastCode && endpoint === commands.sendGroup ? groupPauseMs : undefined;
}

/** The problem that a code beside a recipient stands for. A failure with the code of success may be either. */
export function problemOfRecipient(endpoint: Command, vendorCode: number): Problem {
  if (vendorCode === 0) return unclearReply(endpoint, 'code 0 beside a recipient', { code: vendorCode });
  const said = { name: vendorName, title: vendorTitle, code: vendorCode };
  return problemOfCode(catalogue, { endpoint, position: 'recipient' }, said);
}

/** The failed recipients of a reply. Those with the same code share one problem. */
export function problemsOfRecipients(
  endpoint: Command,
  recipients: readonly { readonly id: string; readonly code: number }[],
): ListReply<never>['failed'] {
  const problems = new Map<number, Problem>();
  return recipients.map(({ id, code }) => {
    const problem = problems.get(code) ?? problemOfRecipient(endpoint, code);
    problems.set(code, problem);
    return { id, problem };
  });
}

/** The same problem; where it comes from one of these codes, it names the field that they speak of. */
export function aboutField(problem: Problem, field: string, vendorCodes: readonly number[]): Problem {
  return vendorCodes.includes(Number(problem.vendor?.code)) ? createProblem({ ...problem, field }) : problem;
}

/**
 * The problem of a reply that contradicts itself or leaves out who failed: nobody knows what happened. `said` is what
 * the vendor said, redacted.
 */
export function unclearReply(
  endpoint: Command,
  what: string,
  said: Pick<VendorDetail, 'code' | 'message'> = {},
): Problem {
  return createProblem({
    code: 'bad_reply',
    effect: 'unknown',
    transient: true,
    message: `${vendorTitle} answered ${endpoint} with ${what}`,
    vendor: { name: vendorName, ...said },
  });
}

/**
 * What `tooFast` says for the problems of a reply; undefined where none of them is a refusal for speed. Limits are
 * named only where each refusal names its own. Whether the vendor counts what it refuses is not documented [?]: that it
 * does is the safe reading.
 */
export function tooFastOf(endpoint: Command, problems: readonly Problem[]): CallResult<unknown>['tooFast'] {
  const codes = problems.filter(({ code }) => code === 'rate_limited').map(({ vendor }) => vendor?.code);
  if (codes.length === 0) return undefined;
  const named = [...new Set(codes.map((code) => limitNamedBy(endpoint, code)))];
  const limits = named.filter((name) => name !== undefined);
  return { limits: limits.length === named.length ? limits : undefined, counted: true };
}

function limitNamedBy(endpoint: Command, vendorCode: number | string | undefined): string | undefined {
  switch (vendorCode) {
    case commandTooFastCode:
    case pushTooFastCode:
      return callsLimitName(endpoint);
    case groupTooFastCode:
      return endpoint === commands.sendGroup ? groupMessagesLimitName : undefined;
    case batchTooFastCode:
      return endpoint === commands.sendBatch ? batchRecipientsLimitName : undefined;
    default:
      return undefined;
  }
}
