import { type CodePosition, createCatalogue, createProblem, type Problem } from '@polychat/core/adapter';
import { vendorName } from './commands.ts';
import { exceptions, groups, ranges } from './error-codes.ts';

/** What every code of Tencent IM means, by command and position where that matters. */
export const catalogue = createCatalogue({ groups, ranges, exceptions });

/**
 * Refusals of a UserSig that a new one, or one made with a rotated key, can mend. A UserSig for another user or
 * app (70013, 70014) is not among them: the next one would be the same.
 */
const signatureCodes: ReadonlySet<number> = new Set([
  20002, 60004, 60005, 70001, 70002, 70003, 70005, 70009, 70052,
]);

export function isSignatureRefusal(vendorCode: number): boolean {
  return signatureCodes.has(vendorCode);
}

/** The lock on an app that fails too many UserSig checks lasts about a minute (34348). */
const retryAfterMs: ReadonlyMap<number, number> = new Map([[70050, 60_000]]);

/** The problem that a code stands for. The vendor's words are kept as they are; the engine scrubs them. */
export function problemOfCode(vendorCode: number, place: CodePosition, vendorMessage?: string): Problem {
  const { code, outcome, retryable } = catalogue.row(vendorCode, place);
  const answered = outcome === 'rejected' ? 'refused' : 'answered';
  const what = place.position === 'call' ? place.endpoint : `a recipient of ${place.endpoint}`;
  return createProblem({
    code,
    outcome,
    retryable,
    message: `Tencent IM ${answered} ${what} with code ${vendorCode}`,
    retryAfterMs: retryAfterMs.get(vendorCode),
    vendor: { name: vendorName, code: vendorCode, message: vendorMessage },
  });
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
    outcome: 'unknown',
    retryable: true,
    message: `Tencent IM answered ${endpoint} with ${what}`,
    vendor: { name: vendorName, code: vendorCode, message: vendorMessage },
  });
}
