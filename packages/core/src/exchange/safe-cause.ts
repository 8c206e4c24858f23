import type { Problem } from '../model/problem.ts';
import type { Redact } from '../ports/vendor-call.ts';

/** Problems are plain data without a cause; what lies behind one is kept beside it, for the error that is thrown. */
const causes = new WeakMap<Problem, Error>();

/** Remembers what was thrown behind a problem. */
export function rememberCause(problem: Problem, cause: Error): Problem {
  causes.set(problem, cause);
  return problem;
}

export function causeOf(problem: Problem): Error | undefined {
  return causes.get(problem);
}

/** The same problem, with the cause of the one that it was made of. */
export function withCauseOf(original: Problem, problem: Problem): Problem {
  const cause = causes.get(original);
  return cause ? rememberCause(problem, cause) : problem;
}

const standardNames: readonly string[] = [
  'Error',
  'TypeError',
  'RangeError',
  'SyntaxError',
  'ReferenceError',
  'URIError',
  'EvalError',
  'AggregateError',
  'AssertionError',
];

/** A code such as `ECONNREFUSED`: nothing secret has this shape. */
const codeShape = /^[A-Z][A-Z0-9_]{1,60}$/;

/**
 * An error that tells where something broke and holds nothing secret: the name where it is a standard one, the words
 * and the frames of the stack without what was sent or signed with. Without a `redact`, where nobody knows what secret
 * the words may hold, of them only a code such as `ECONNREFUSED`.
 */
export function safeCause(thrown: unknown, redact?: Redact): Error {
  if (!(thrown instanceof Error)) return new Error(`a value of type ${typeof thrown} was thrown`);
  const words = redact ? redact.words(thrown.message) : codeOf(thrown);
  const safe = new Error(words ?? '');
  safe.name = standardNames.includes(thrown.name) ? thrown.name : 'Error';
  const frames = framesOf(thrown).map((frame) => (redact ? redact.words(frame) : frame));
  safe.stack = [`${safe.name}: ${safe.message}`, ...frames].join('\n');
  return safe;
}

function codeOf(thrown: Error): string | undefined {
  const { code } = thrown as { code?: unknown };
  return [code, thrown.message].find(
    (said): said is string => typeof said === 'string' && codeShape.test(said),
  );
}

/** What stands in the stack behind the words: among them a line may look like a frame. None where it is unclear. */
function framesOf({ message, stack }: Error): readonly string[] {
  const at = typeof stack === 'string' && typeof message === 'string' ? stack.indexOf(message) : -1;
  if (!stack || at < 0) return [];
  return stack
    .slice(at + message.length)
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
}
