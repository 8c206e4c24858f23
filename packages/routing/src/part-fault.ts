import { ChatError, type Problem } from '@polychat/core';
import { createProblem, rememberCause, safeCause } from '@polychat/core/combine';

/** What a part threw, as the problem of everybody whom it was to serve. */
export function problemOfThrown(thrown: unknown): Problem {
  if (!ChatError.is(thrown)) {
    const problem = createProblem({
      code: 'vendor_error',
      effect: 'unknown',
      transient: false,
      message: 'the chat threw something that is no ChatError',
    });
    return rememberCause(problem, safeCause(thrown));
  }
  const { code, effect, transient, message, field, limit, retryAfterMs, vendor, cause } = thrown;
  const problem = createProblem({
    code,
    effect,
    transient,
    message,
    field,
    limit,
    retryAfterMs,
    vendor,
  });
  return cause instanceof Error && code !== 'aborted' ? rememberCause(problem, cause) : problem;
}

/** In which list those stand who have this problem. */
export function statusOf({ effect }: Problem): 'failed' | 'unconfirmed' {
  return effect === 'unknown' ? 'unconfirmed' : 'failed';
}

/** A chat must name everybody. Whom it left out may have got the message. */
export const leftOut = createProblem({
  code: 'bad_reply',
  effect: 'unknown',
  transient: false,
  message: 'the chat did not say what became of this recipient',
});
