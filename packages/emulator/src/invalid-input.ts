import type * as z from 'zod';

/** One member that is wrong. */
export interface InputIssue {
  /** Where it stands, such as `zim.rates.calls`; empty for the whole. */
  readonly field: string;
  /** What is wrong with it. */
  readonly message: string;
}

/** What a caller gave is wrong. The message names each member at fault; no value of theirs stands in it. */
export class InvalidInput extends TypeError {
  declare readonly issues: readonly InputIssue[];

  constructor(where: string, issues: readonly InputIssue[]) {
    super(
      `${where}: ${issues.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join('; ')}`,
    );
    // Not enumerable, since a log would print the message twice.
    Object.defineProperty(this, 'issues', { value: issues });
  }
}

/**
 * The value, checked and with its defaults.
 *
 * @param where whose argument it is, such as `createEmulator`
 * @throws InvalidInput, a TypeError that names each member that is wrong
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  where: string,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (!result.success) throw new InvalidInput(where, issuesOf(result.error.issues));
  return result.data;
}

/** What is wrong, member by member. */
export function issuesOf(issues: readonly z.core.$ZodIssue[]): readonly InputIssue[] {
  return issues.map((issue) => {
    const { path, message } = nearest(issue);
    return { field: path.map(String).join('.'), message };
  });
}

/** Of a union, what is wrong with the variant that came nearest: where the fault lies deepest. */
function nearest(issue: z.core.$ZodIssue): {
  readonly path: readonly PropertyKey[];
  readonly message: string;
} {
  const { path, message } = issue;
  if (issue.code === 'unrecognized_keys')
    return { path: [...path, issue.keys[0] ?? ''], message: 'no such option' };
  if (issue.code !== 'invalid_union') return { path, message };
  const deepest = issue.errors
    .flatMap(([first]) => (first ? [nearest(first)] : []))
    .toSorted((a, b) => b.path.length - a.path.length)[0];
  if (!deepest || deepest.path.length === 0) return { path, message };
  return { path: [...path, ...deepest.path], message: deepest.message };
}
