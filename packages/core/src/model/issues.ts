import type * as z from 'zod/mini';
import { ChatError } from './chat-error.ts';
import { countCopies } from './copies.ts';
import { createProblem, invalidField, type Problem, type ProblemLimit } from './problem.ts';

/**
 * Turns a schema's findings about a message into problems that name the field and the limit, and no value.
 * Paths begin with `prefix`; `whole` is the name of what was checked, for a finding about all of it; `unknown` is said of
 * a member that there is not.
 * What is missing is told from what has another type only where the schema was asked to `reportInput`.
 */
export function problemsFromIssues(
  issues: readonly z.core.$ZodIssue[],
  prefix = '',
  whole = 'message',
  unknown = 'no such field',
): Problem[] {
  return issues.flatMap((issue) => {
    const field = joinPath(prefix, issue.path);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => invalidField(joinPath(field, [key]), unknown));
    }
    return [invalidField(field || whole, describe(issue), limitOf(issue))];
  });
}

/**
 * Checks a factory's options against a strict schema.
 * Throws a `ChatError` with code `misconfigured` that names the first option at fault, and says how many more there are.
 */
export function parseOptions<Schema extends z.ZodMiniType>(
  schema: Schema,
  options: unknown,
  factory: string,
): z.output<Schema> {
  // Every adapter comes by here when it is made, with the copy of this package that it was installed with.
  countCopies();
  const result = schema.safeParse(options, { reportInput: true });
  if (result.success) return result.data;
  const [first, ...others] = problemsFromIssues(result.error.issues, '', 'options', 'no such option');
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  throw misconfigured(`${factory}: ${first?.message ?? 'invalid options'}${more}`, first?.field);
}

/** The error of an option that does not fit. */
export function misconfigured(message: string, field?: string): ChatError {
  return new ChatError(
    createProblem({ code: 'misconfigured', effect: 'not_sent', transient: false, message, field }),
  );
}

/** Writes a path as one would in code: `content.parts[2].url`. */
function joinPath(prefix: string, path: readonly PropertyKey[]): string {
  let joined = prefix;
  for (const key of path) {
    if (typeof key === 'number') joined += `[${key}]`;
    else joined += joined ? `.${String(key)}` : String(key);
  }
  return joined;
}

function describe(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return 'input' in issue && issue.input === undefined
        ? 'is required'
        : `must be ${typeNames[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return oneOf(issue.values.map((value) => JSON.stringify(value)));
    case 'too_big':
      return `must be ${issue.inclusive === false ? 'below' : 'at most'} ${issue.maximum}${unitOf(issue.origin)}`;
    case 'too_small':
      return issue.origin === 'string' && Number(issue.minimum) === 1
        ? 'must not be empty'
        : `must be ${issue.inclusive === false ? 'above' : 'at least'} ${issue.minimum}${unitOf(issue.origin)}`;
    case 'custom':
      return issue.message;
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options) && issue.options.length > 0
        ? oneOf(issue.options.map((value) => JSON.stringify(value)))
        : issue.message === noWords
          ? 'has the wrong form'
          : issue.message;
    default:
      return 'has the wrong form';
  }
}

/** What zod says where nobody has said anything else. */
const noWords = 'Invalid input';

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? `must be ${values[0]}` : `must be one of ${values.join(', ')}`;
}

/** Types with their articles, as a sentence has them. */
const typeNames: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'an integer',
  boolean: 'a boolean',
  array: 'an array',
  object: 'an object',
  record: 'an object',
};

const units = { string: ' characters long', array: ' items long' } as const;

function unitOf(origin: string): string {
  return units[origin as keyof typeof units] ?? '';
}

function limitOf(issue: z.core.$ZodIssue): ProblemLimit | undefined {
  if (issue.code !== 'too_big' && issue.code !== 'too_small') return undefined;
  const unit = issue.origin === 'string' ? 'characters' : issue.origin === 'array' ? 'items' : 'value';
  return issue.code === 'too_big'
    ? { max: Number(issue.maximum), unit }
    : { min: Number(issue.minimum), unit };
}
