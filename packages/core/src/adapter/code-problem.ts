import { createProblem, type Problem, type VendorDetail } from '../model/problem.ts';
import { problemMeanings } from '../model/problem-meaning.ts';
import type { Catalogue, CodePosition } from './catalogue.ts';

/** What a vendor said with a code, and the vendor's name as people write it. */
export interface SaidWithCode extends VendorDetail {
  readonly code: number | string;
  readonly title: string;
}

/**
 * The problem that a vendor's code stands for, as the catalogue has it. Its message says what that means; the vendor's
 * words are kept as they are.
 */
export function problemOfCode(
  catalogue: Catalogue,
  place: CodePosition,
  { title, ...vendor }: SaidWithCode,
): Problem {
  const { code, effect, transient } = catalogue.row(vendor.code, place);
  const answered = effect === 'rejected' ? 'refused' : 'answered';
  const what = place.position === 'call' ? place.endpoint : `a recipient of ${place.endpoint}`;
  return createProblem({
    code,
    effect,
    transient,
    message: `${title} ${answered} ${what} with code ${vendor.code}: ${problemMeanings[code]}`,
    vendor,
  });
}
