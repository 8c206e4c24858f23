import { misconfigured } from '../model/issues.ts';

/** What one option must be, and how that is said. A required one may not be missing. */
export interface OptionRule {
  readonly isRequired: boolean;
  readonly holds: (value: unknown) => boolean;
  readonly words: string;
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
  for (const name of Object.keys(rules) as (keyof Options & string)[]) {
    const { isRequired, holds, words } = rules[name];
    const value: unknown = options[name];
    if (value === undefined) {
      if (isRequired) throw wrong(name, 'is required');
    } else if (!holds(value)) throw wrong(name, words);
  }
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(rules, name));
  if (unknown !== undefined) throw wrong(unknown, 'no such field');
}

/** A number of seconds: an integer of at least 1. */
export function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 1;
}

/** The rule of a secret, or of a function that returns it; a value must match the pattern. */
export function secretRule(pattern: RegExp, shape: string): OptionRule {
  return {
    isRequired: true,
    holds: (value) => typeof value === 'function' || (typeof value === 'string' && pattern.test(value)),
    words: `must be ${shape}, or a function that returns it`,
  };
}

/** The rule of a moment that may be left out. */
export const momentRule: OptionRule = {
  isRequired: false,
  holds: (value) =>
    value instanceof Date ? Number.isFinite(value.getTime()) : Number.isFinite(value) && Number(value) >= 0,
  words: 'must be a valid Date, or milliseconds of at least 0',
};
