import { misconfigured } from '@polychat/core/combine';

/** What a number must be. */
export interface NumberRule {
  readonly is: (value: unknown) => boolean;
  readonly words: string;
  readonly min: number;
  readonly max: number;
}

export const count: NumberRule = {
  is: Number.isInteger,
  words: 'an integer, at least 1',
  min: 1,
  max: Number.MAX_SAFE_INTEGER,
};
export const milliseconds: NumberRule = {
  is: Number.isFinite,
  words: 'a number above 0',
  min: Number.MIN_VALUE,
  max: Number.POSITIVE_INFINITY,
};

/** A signal is listened to before any chat has checked the options of a send. Throws a `ChatError` with code `misconfigured`. */
export function checkSignal(options: { readonly signal?: unknown } | null | undefined): void {
  const signal = options?.signal;
  if (signal === undefined || signal instanceof AbortSignal) return;
  throw misconfigured('send options: signal: must be an AbortSignal', 'signal');
}

/** Checks the options of one function. Every method throws a `ChatError` with code `misconfigured` that names the option. */
export class OptionCheck {
  readonly #where: string;

  constructor(where: string) {
    this.#where = where;
  }

  refuseIf(isWrong: boolean, field: string, words: string): void {
    if (isWrong) throw misconfigured(`${this.#where}: ${field}: must be ${words}`, field);
  }

  /** An object with no other members than these; its own name, if it is itself an option, ends in a dot. */
  members(value: unknown, allowed: readonly string[], prefix = ''): void {
    this.refuseIf(typeof value !== 'object' || value === null, prefix.slice(0, -1) || 'options', 'an object');
    const unknown = Object.keys(value as object).find((name) => !allowed.includes(name));
    if (unknown === undefined) return;
    throw misconfigured(`${this.#where}: ${prefix}${unknown}: no such option`, prefix + unknown);
  }

  number(field: string, value: unknown, { is, words, min, max }: NumberRule): void {
    this.refuseIf(!is(value) || Number(value) < min || Number(value) > max, field, words);
  }

  name(value: unknown): void {
    this.refuseIf(typeof value !== 'string' || value === '', 'name', 'a string that is not empty');
  }

  flag(field: string, value: unknown): void {
    this.refuseIf(typeof value !== 'boolean', field, 'true or false');
  }

  optionalFunction(field: string, value: unknown): void {
    this.refuseIf(!['undefined', 'function'].includes(typeof value), field, 'a function');
  }

  clock(value: unknown): void {
    const clock = value as Readonly<Record<string, unknown>> | null | undefined;
    const isClock = ['now', 'monotonic', 'schedule'].every((method) => typeof clock?.[method] === 'function');
    this.refuseIf(!isClock, 'clock', 'an object with the methods now, monotonic, schedule');
  }
}
