import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { misconfigured } from '../model/issues.ts';
import { createProblem } from '../model/problem.ts';
import { causeOf, rememberCause, safeCause, withCauseOf } from './safe-cause.ts';

const secret = 's3cr3tk3y';
const showing = (error: Error) =>
  inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true }) + error.stack + error.message;

class VaultError extends Error {
  override readonly name = `VaultError of ${secret}`;
  readonly key = secret;
}

class CredentialsProviderError extends Error {
  override readonly name = 'CredentialsProviderError';
}

/** Throws from a function whose name tells where it was. */
function failInVault(error: Error): Error {
  try {
    throw error;
  } catch (thrown) {
    return thrown as Error;
  }
}

const withCode = (error: Error, code: unknown) => Object.assign(error, { code });

describe('what was thrown', () => {
  test.each<[string, unknown, string, string]>([
    // Our own words hold no secret, so that nothing of them is hidden.
    [
      'a ChatError',
      misconfigured('claims: the table "orders_2026" is not there; create it first', 'claims'),
      'Error',
      'claims: the table "orders_2026" is not there; create it first misconfigured',
    ],
    ['an Error', new Error('no key'), 'Error', 'no key'],
    ['a TypeError', new TypeError('x is undefined'), 'TypeError', '… is undefined'],
    ['an error with a secret in its words', new RangeError(`bad ${secret}!`), 'RangeError', 'bad …'],
    ['an error of another class', new VaultError('is sealed'), 'Error', 'is sealed'],
    [
      'an error of a class with a plain name',
      new CredentialsProviderError('expired'),
      'CredentialsProviderError',
      'expired',
    ],
    [
      'an error that is named like a secret',
      Object.assign(new Error('no key'), { name: secret }),
      'Error',
      'no key',
    ],
    [
      'an error that is named like a short secret',
      Object.assign(new Error('no key'), { name: 'DEADBEEF' }),
      'Error',
      'no key',
    ],
    ['an error without words', new Error(), 'Error', ''],
    ['an error whose words are none', Object.assign(new Error('x'), { message: 7 }), 'Error', ''],
    ['an error whose name is none', Object.assign(new Error('no key'), { name: 7 }), 'Error', 'no key'],
    [
      'a connection that was refused',
      withCode(new Error('connect ECONNREFUSED 10.0.0.1:8200'), 'ECONNREFUSED'),
      'Error',
      'connect ECONNREFUSED …',
    ],
    [
      'a fetch that failed',
      new TypeError('fetch failed', { cause: withCode(new Error(secret), 'ECONNRESET') }),
      'TypeError',
      'fetch failed ECONNRESET',
    ],
    ['an error with a code', withCode(new Error(secret), 'ENOTFOUND'), 'Error', 'ENOTFOUND'],
    [
      'an error with a code of the runtime’s',
      withCode(new Error('no'), 'ERR_INVALID_ARG_TYPE'),
      'Error',
      'no ERR_INVALID_ARG_TYPE',
    ],
    [
      'an error with a code of its HTTP client’s',
      withCode(new Error('no'), 'UND_ERR_CONNECT_TIMEOUT'),
      'Error',
      'no UND_ERR_CONNECT_TIMEOUT',
    ],
    ['an error with a secret as its code', withCode(new Error('no key'), secret), 'Error', 'no key'],
    [
      'an error with a secret in capitals as its code',
      withCode(new Error('no key'), 'EA7DEADBEEF'),
      'Error',
      'no key',
    ],
    ['an error with a number as its code', withCode(new Error('no key'), 503), 'Error', 'no key'],
    ['an error that is safe already', safeCause(withCode(new Error(secret), 'EIO')), 'Error', 'EIO'],
    ['a string', secret, 'Error', 'a value of type string was thrown'],
    ['nothing', undefined, 'Error', 'a value of type undefined was thrown'],
    ['an object', { message: secret }, 'Error', 'a value of type object was thrown'],
  ])('%s tells its kind, its code and its plain words', (_, thrown, name, message) => {
    const safe = safeCause(thrown);
    expect(safe).toBeInstanceOf(Error);
    expect([safe.name, safe.message]).toEqual([name, message]);
    expect(showing(safe)).not.toContain(secret);
  });

  test('tells where it broke, by the places of its stack', () => {
    const thrown = failInVault(new Error(`bad ${secret}`));
    const safe = safeCause(thrown);
    expect(safe.stack).toMatch(/^Error: bad …\n {4}at /);
    expect(safe.stack).toContain('safe-cause.test.ts');
  });

  test('does not tell the names of functions, which may be anything', () => {
    const named = {
      [secret]: () =>
        new (class {
          readonly error = new Error('no');
        })().error,
    };
    const thrown = (named[secret] as () => Error)();
    expect(thrown.stack).toContain(secret);
    const safe = safeCause(thrown);
    expect(showing(safe)).not.toContain(secret);
    expect(safe.stack).toContain('safe-cause.test.ts');
  });

  test('loses members, causes and lines of its stack that are no places', () => {
    const thrown = Object.assign(new Error('no', { cause: new Error(secret) }), { config: { secret } });
    thrown.stack = [
      'Error: no',
      `with ${secret}`,
      '    at vault (file.ts:1:1)',
      '    at async file:///srv/app/key.js:20:3',
      `    at vault (https://user:${secret}@vault.example/key.js:1:1)`,
      `    at vault (file:///srv/key.js?${secret}:1:1)`,
      `    at data:text/javascript,${secret}:1:1`,
      `    at eval (eval at ${secret} (file.ts:2:2), <anonymous>:1:1)`,
    ].join('\n');
    const safe = safeCause(thrown);
    expect(safe.cause).toBeUndefined();
    expect(safe.stack).toBe('Error: no\n    at file.ts:1:1\n    at file:///srv/app/key.js:20:3');
    expect(showing(safe)).not.toContain(secret);
  });

  test('loses a secret in words that look like a frame', () => {
    const safe = safeCause(new Error(`failed:\n    at vault (https://vault.example/?key=${secret}:1:1)`));
    expect(showing(safe)).not.toContain(secret);
    expect(safe.stack).toContain('safe-cause.test.ts');
  });

  test.each(['something else', '', 'Err'])(
    'loses its places where nobody can tell where its words end, since they are now %j',
    (message) => {
      const thrown = new Error(`failed:\n    at vault (${secret}:1:1)`);
      expect(thrown.stack).toContain(secret);
      thrown.message = message;
      expect(showing(safeCause(thrown))).not.toContain(secret);
    },
  );

  test('without a stack is kept without one', () => {
    const thrown = new Error('no');
    Object.assign(thrown, { stack: undefined });
    expect(safeCause(thrown).stack).toBe('Error: no');
  });

  test('is at most 300 characters of words, and twenty places', () => {
    const thrown = new Error('failed '.repeat(1_000));
    thrown.stack = `Error: ${thrown.message}${'\n    at file.ts:1:1'.repeat(1_000)}`;
    const safe = safeCause(thrown);
    expect(safe.message.length).toBeLessThanOrEqual(300);
    expect(safe.stack?.split('\n')).toHaveLength(21);
  });

  test.each(['message', 'name', 'stack', 'code', 'cause'])('is told apart when its %s throws', (member) => {
    const thrown = Object.defineProperty(new Error('no'), member, {
      get() {
        throw new Error(secret);
      },
    });
    const safe = safeCause(thrown);
    expect(safe.message).toBe('an error that cannot be read was thrown');
    expect(showing(safe)).not.toContain(secret);
  });

  test('may be its own cause', () => {
    const thrown = new Error('no key');
    thrown.cause = thrown;
    expect(safeCause(thrown).message).toBe('no key');
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
