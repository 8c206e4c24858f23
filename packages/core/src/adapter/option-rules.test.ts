import { describe, expect, test } from 'vitest';
import { checkOptionRules, isCount, momentRule } from './option-rules.ts';

interface Options {
  readonly seconds: number;
  readonly at?: Date | number;
}

const check = (options: unknown) =>
  checkOptionRules<Options>('makeToken', options as Options, {
    seconds: { holds: isCount, words: 'must be an integer of at least 1' },
    at: momentRule,
  });

describe('checkOptionRules', () => {
  test.each([
    [{ seconds: 1 }],
    [{ seconds: 1, at: 0 }],
    [{ seconds: 1, at: new Date(5) }],
    [{ seconds: 1, at: 8_640_000_000_000_000 }],
    [{ seconds: 1, at: undefined }],
  ])('takes %j', (options) => {
    expect(() => check(options)).not.toThrow();
  });

  test.each<[unknown, string, string]>([
    [undefined, 'options', 'makeToken: options: must be an object'],
    [null, 'options', 'makeToken: options: must be an object'],
    [{}, 'seconds', 'makeToken: seconds: must be an integer of at least 1'],
    [{ seconds: 0 }, 'seconds', 'makeToken: seconds: must be an integer of at least 1'],
    [{ seconds: '1' }, 'seconds', 'makeToken: seconds: must be an integer of at least 1'],
    [{ seconds: 1, at: -1 }, 'at', 'makeToken: at: must be a valid Date, or milliseconds of at least 0'],
    [
      { seconds: 1, at: new Date(Number.NaN) },
      'at',
      'makeToken: at: must be a valid Date, or milliseconds of at least 0',
    ],
    // The first number that is no date any more.
    [
      { seconds: 1, at: 8_640_000_000_000_001 },
      'at',
      'makeToken: at: must be a valid Date, or milliseconds of at least 0',
    ],
    [{ seconds: 1, at: '5' }, 'at', 'makeToken: at: must be a valid Date, or milliseconds of at least 0'],
    [{ seconds: 1, minutes: 1 }, 'minutes', 'makeToken: minutes: no such option'],
    [{ seconds: 1, toString: 1 }, 'toString', 'makeToken: toString: no such option'],
  ])('refuses %j and names the field %s', (options, field, message) => {
    expect(() => check(options)).toThrow(
      expect.objectContaining({ name: 'ChatError', code: 'misconfigured', field, message }),
    );
  });
});
