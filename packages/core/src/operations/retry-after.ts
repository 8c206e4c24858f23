import { withCauseOf } from '../exchange/safe-cause.ts';
import { createProblem, type Problem, whereCopiesDoNoHarm } from '../model/problem.ts';

/** Where the vendor does not say how long: most count by the second. */
const usualMs = 1_000;

/** Recipients that share a problem still do afterwards. */
const completed = new WeakMap<Problem, Problem>();

/**
 * The same problem, of which `rate_limited` says when to try again. Only what a send ends with: the engine's own repeats
 * wait as long as its backoff and its pacer say.
 */
export function withRetryAfter(problem: Problem): Problem {
  if (problem.code !== 'rate_limited' || Number.isFinite(problem.retryAfterMs)) return problem;
  const known = completed.get(problem);
  if (known) return known;
  const made = createProblem({ ...problem, retryAfterMs: usualMs });
  const complete = withCauseOf(
    problem,
    made.retryable === problem.retryable ? made : whereCopiesDoNoHarm(made),
  );
  completed.set(problem, complete);
  return complete;
}
