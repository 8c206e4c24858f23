import { ChatError } from '../model/chat-error.ts';
import type { Problem } from '../model/problem.ts';
import { isPlain } from '../text/plain-words.ts';
import { plainPartOf } from './redaction.ts';

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

/** A `fetch` that failed says why two or three causes deep. */
const deepestCause = 5;

const longestName = 60;

/** So many frames say where it was. */
const mostFrames = 20;

/**
 * An error that tells what broke and where, and holds nothing secret: the name and the words as far as they are plain
 * ones, a code such as `ECONNREFUSED`, and the places of the stack without the names of functions, which like the name
 * of an error may be anything. It takes no trust in what was thrown: never throws, and reads no more than it needs.
 */
export function safeCause(thrown: unknown): Error {
  const kind = typeof thrown;
  try {
    return thrown instanceof Error ? safeError(thrown) : new Error(`a value of type ${kind} was thrown`);
  } catch {
    // Its own members throw.
    return new Error('an error that cannot be read was thrown');
  }
}

function safeError(thrown: Error): Error {
  // Our own errors say nothing that is not theirs to say.
  const isOurs = ChatError.is(thrown) && typeof thrown.message === 'string';
  const words = (isOurs ? thrown.message : plainPartOf(thrown.message)) ?? '';
  const code = codeOf(thrown);
  const known = words === '…' ? '' : words;
  const isSaid = code === undefined || known.includes(code);
  const safe = new Error(isSaid ? words : [known, code].filter(Boolean).join(' '));
  safe.name = nameOf(thrown);
  safe.stack = [`${safe.name}: ${safe.message}`, ...placesOf(thrown)].join('\n');
  return safe;
}

/** `TypeError`, `CredentialsProviderError`: a name that is made of plain words. */
function nameOf({ name }: Error): string {
  return typeof name === 'string' && name.length <= longestName && isPlain(name) ? name : 'Error';
}

/** The code of an error, or of the first of its causes that has one. */
function codeOf(thrown: unknown, depth = 0): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || depth > deepestCause) return undefined;
  const { code, cause } = thrown as { code?: unknown; cause?: unknown };
  if (typeof code === 'string' && code.length <= longestName && isPlain(code.replace(/^UND_/, '')))
    return code;
  return codeOf(cause, depth + 1);
}

/** A path of a file or of a module of the runtime's, with its line: no query, no code, no credentials. */
const place = /^\s+at (?:async )?(?:.{0,200}\()?((?!https?:|data:)[\w@./\\: +-]{1,300}:\d+:\d+)\)?$/;

/** What stands in the stack behind the words: among them a line may look like a frame. None where it is unclear. */
function placesOf({ message, stack }: Error): readonly string[] {
  if (typeof stack !== 'string' || typeof message !== 'string') return [];
  const end = message === '' ? stack.indexOf('\n') : stack.indexOf(message) + message.length;
  const isHead = message === '' ? /^[^\n:]+$/ : /^[^\n]+$/;
  if (end < message.length || !isHead.test(stack.slice(0, end - message.length))) return [];
  return stack
    .slice(end)
    .split('\n', 2 * mostFrames)
    .flatMap((line) => {
      const found = place.exec(line)?.[1];
      return found === undefined ? [] : [`    at ${found}`];
    })
    .slice(0, mostFrames);
}
