import { createCatalogue, createProblem, type Problem, problemOfCode } from '@polychat/core/adapter';
import { exceptions, groups, ranges } from './error-codes.ts';
import { vendorName, vendorTitle } from './vendor.ts';

/** What every code of Tencent IM means, by command and position where that matters. */
export const catalogue = createCatalogue({ groups, ranges, exceptions });

/**
 * Refusals of a UserSig that a new one, or one made with a rotated key, can mend. A UserSig for another user or
 * app (70013, 70014) is not among them: the next one would be the same.
 */
const signatureCodes: ReadonlySet<number> = new Set([
  20002, 60004, 60005, 70001, 70002, 70003, 70005, 70009, 70052,
]);

/** Whether a code refuses the signature alone, so that a new one may help. */
export function isSignatureRefusal(vendorCode: number): boolean {
  return signatureCodes.has(vendorCode);
}

/** The lock on an app that fails too many UserSig checks lasts about a minute (34348). */
const retryAfterMs: ReadonlyMap<number, number> = new Map([[70050, 60_000]]);

/** The problem that a reply's own code stands for. The vendor's words are kept as they are; the engine scrubs them. */
export function problemOfCall(endpoint: string, vendorCode: number, vendorMessage?: string): Problem {
  const said = { name: vendorName, title: vendorTitle, code: vendorCode, message: vendorMessage };
  const problem = problemOfCode(catalogue, { endpoint, position: 'call' }, said);
  const waitMs = retryAfterMs.get(vendorCode);
  return waitMs === undefined ? problem : createProblem({ ...problem, retryAfterMs: waitMs });
}

/** The problem that a code beside a recipient stands for. */
export function problemOfRecipient(endpoint: string, vendorCode: number): Problem {
  const said = { name: vendorName, title: vendorTitle, code: vendorCode };
  return problemOfCode(catalogue, { endpoint, position: 'recipient' }, said);
}

/** The problem of a reply that contradicts itself or leaves out who failed: nobody knows what happened. */
export function unclearReply(
  endpoint: string,
  what: string,
  vendorCode?: number,
  vendorMessage?: string,
): Problem {
  return createProblem({
    code: 'bad_reply',
    effect: 'unknown',
    retryable: true,
    message: `Tencent IM answered ${endpoint} with ${what}`,
    vendor: { name: vendorName, code: vendorCode, message: vendorMessage },
  });
}
