import { misconfigured } from '../model/issues.ts';

/** What one option must be, and how that is said. */
export interface OptionRule {
  readonly holds: (value: unknown) => boolean;
  readonly words: string;
  /** Whether it may be left out. */
  readonly isOptional?: true;
}

/**
 * Checks the options of a small function by hand: with a schema, a program that only makes tokens would load twice as
 * much. Throws a `ChatError` with code `misconfigured` that names the function and the first option at fault.
 */
export function checkOptionRules<Options extends object>(
  factory: string,
  options: Options,
  rules: Readonly<Record<keyof Options & string, OptionRule>>,
): void {
  const wrong = (field: string, words: string) => misconfigured(`${factory}: ${field}: ${words}`, field);
  if (typeof options !== 'object' || options === null) throw wrong('options', 'must be an object');
  for (const [name, { holds, words, isOptional }] of Object.entries<OptionRule>(rules)) {
    const value = options[name as keyof Options];
    if (value === undefined ? !isOptional : !holds(value)) throw wrong(name, words);
  }
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(rules, name)) throw wrong(name, 'no such option');
  }
}

/** A number of seconds: an integer of at least 1. */
export function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 1;
}

/** The rule of a secret, or of a function that returns it; a value must match the pattern. */
export function secretRule(pattern: RegExp, shape: string): OptionRule {
  return {
    holds: (value) => typeof value === 'function' || (typeof value === 'string' && pattern.test(value)),
    words: `must be ${shape}, or a function that returns it`,
  };
}

/** The rule of a moment that may be left out. */
export const momentRule: OptionRule = {
  isOptional: true,
  holds: (value) =>
    (value instanceof Date || (typeof value === 'number' && value >= 0)) &&
    // No date is later than 275,760, and no number beyond it keeps its seconds.
    Number.isFinite(new Date(value).getTime()),
  words: 'must be a valid Date, or milliseconds of at least 0',
};
