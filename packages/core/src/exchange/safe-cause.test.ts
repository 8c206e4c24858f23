import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createProblem } from '../model/problem.ts';
import { createRedact } from './redaction.ts';
import { causeOf, rememberCause, safeCause, withCauseOf } from './safe-cause.ts';

const secret = 's3cr3tk3y';
const redact = createRedact([secret]);
const showing = (error: Error) =>
  inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true }) + error.stack + error.message;

class VaultError extends Error {
  override readonly name = `VaultError of ${secret}`;
  readonly key = secret;
}

/** Throws from a function whose name tells where it was. */
function failInVault(error: Error): Error {
  try {
    throw error;
  } catch (thrown) {
    return thrown as Error;
  }
}

describe('what was thrown', () => {
  test.each<[string, unknown, string, string]>([
    ['an Error', new Error('no key'), 'Error', 'no key'],
    ['a TypeError', new TypeError('x is undefined'), 'TypeError', 'x is undefined'],
    ['an error with a secret in its words', new RangeError(`bad ${secret}!`), 'RangeError', 'bad …!'],
    ['an error of another class', new VaultError('is sealed'), 'Error', 'is sealed'],
    ['an error without words', new Error(), 'Error', ''],
    ['an error whose words are none', Object.assign(new Error('x'), { message: 7 }), 'Error', ''],
    ['a string', secret, 'Error', 'a value of type string was thrown'],
    ['nothing', undefined, 'Error', 'a value of type undefined was thrown'],
    ['an object', { message: secret }, 'Error', 'a value of type object was thrown'],
  ])('%s tells its kind and its words without secrets', (_, thrown, name, message) => {
    const safe = safeCause(thrown, redact);
    expect(safe).toBeInstanceOf(Error);
    expect([safe.name, safe.message]).toEqual([name, message]);
    expect(showing(safe)).not.toContain(secret);
  });

  test('tells where it broke, by the frames of its stack', () => {
    const thrown = failInVault(new Error(`bad ${secret}`));
    const safe = safeCause(thrown, redact);
    expect(safe.stack).toMatch(/^Error: bad …\n\s+at /);
    expect(safe.stack).toContain('safe-cause.test.ts');
  });

  test('loses members, causes and lines of its stack that are no frames', () => {
    const thrown = Object.assign(new Error('no', { cause: new Error(secret) }), { config: { secret } });
    thrown.stack = `Error: no\nwith ${secret}\n    at vault (file.ts:1:1)`;
    const safe = safeCause(thrown, redact);
    expect(safe.cause).toBeUndefined();
    expect(safe.stack).toBe('Error: no\n    at vault (file.ts:1:1)');
    expect(showing(safe)).not.toContain(secret);
  });

  test('loses a secret in words that look like a frame', () => {
    const safe = safeCause(
      new Error(`failed:\n    at vault (https://vault.example/?key=${secret}:1:1)`),
      redact,
    );
    expect(showing(safe)).not.toContain(secret);
    const wordless = safeCause(new Error(`failed:\n    at vault (https://vault.example/?key=${secret}:1:1)`));
    expect(showing(wordless)).not.toContain(secret);
    expect(wordless.stack).toContain('safe-cause.test.ts');
  });

  test('loses its frames where nobody can tell where its words end', () => {
    const thrown = new Error(`failed:\n    at vault (${secret})`);
    expect(thrown.stack).toContain(secret);
    thrown.message = 'something else';
    expect(safeCause(thrown).stack).toBe('Error: ');
  });

  test('without a stack is kept without one', () => {
    const thrown = new Error('no');
    Object.assign(thrown, { stack: undefined });
    expect(safeCause(thrown, redact).stack).toBe('Error: no');
  });

  test('is at most 300 characters of words', () => {
    expect(safeCause(new Error('x'.repeat(1_000)), redact).message).toHaveLength(300);
  });
});

describe('what was thrown where nobody knows the secret', () => {
  test.each<[string, unknown, string, string]>([
    ['an Error', new TypeError(`bad ${secret}`), 'TypeError', ''],
    [
      'an error with a code',
      Object.assign(new Error(secret), { code: 'ECONNREFUSED' }),
      'Error',
      'ECONNREFUSED',
    ],
    ['an error with a code that is none', Object.assign(new Error(secret), { code: secret }), 'Error', ''],
    [
      'an error that is safe already',
      safeCause(Object.assign(new Error(secret), { code: 'EIO' })),
      'Error',
      'EIO',
    ],
    ['a string', secret, 'Error', 'a value of type string was thrown'],
  ])('%s tells its kind and its code, and none of its words', (_, thrown, name, message) => {
    const safe = safeCause(thrown);
    expect([safe.name, safe.message]).toEqual([name, message]);
    expect(showing(safe)).not.toContain(secret);
  });
});

test('a cause is kept beside its problem, and not in it', () => {
  const problem = createProblem({ code: 'network', effect: 'not_sent', transient: true, message: 'm' });
  const cause = new Error('why');
  expect(causeOf(problem)).toBeUndefined();
  expect(rememberCause(problem, cause)).toBe(problem);
  expect(causeOf(problem)).toBe(cause);
  expect(JSON.stringify(problem)).not.toContain('why');
});

test('a problem that is made of another can take its cause over', () => {
  const original = createProblem({ code: 'network', effect: 'not_sent', transient: true, message: 'm' });
  const copy = { ...original };
  expect(causeOf(withCauseOf(original, copy))).toBeUndefined();
  const cause = new Error('why');
  rememberCause(original, cause);
  expect(causeOf(withCauseOf(original, copy))).toBe(cause);
});
