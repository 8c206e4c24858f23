import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readSecret, secretSchema } from './secret.ts';

const pattern = /^[0-9a-f]{8}$/;
const good = 'deadbeef';

describe('secretSchema', () => {
  const schema = secretSchema(pattern, '8 hexadecimal digits');
  test.each([[good], [() => good], [async () => good]])('takes %o', (secret) => {
    expect(schema.safeParse(secret).success).toBe(true);
  });

  test.each([['DEADBEEF!'], [''], [7], [undefined], [{}]])('refuses %o, and does not show it', (secret) => {
    const result = schema.safeParse(secret);
    expect(result.error?.issues.map(({ message }) => message)).toEqual([
      'must be 8 hexadecimal digits, or a function that returns it',
    ]);
  });
});

describe('readSecret', () => {
  test.each([
    ['a string', good],
    ['a function', () => good],
    ['an async function', async () => good],
  ])('reads the secret from %s', async (_, secret) => {
    expect(await readSecret(secret, 'serverSecret', pattern)).toBe(good);
  });

  test('asks every time, so that a key can rotate', async () => {
    const keys = ['00000001', '00000002'];
    const secret = () => keys.shift() ?? '';
    expect([await readSecret(secret, 's', pattern), await readSecret(secret, 's', pattern)]).toEqual([
      '00000001',
      '00000002',
    ]);
  });

  test.each<[string, () => unknown, string, boolean]>([
    [
      'throws',
      () => {
        throw new RangeError(`bad ${good}`);
      },
      'serverSecret: its function threw RangeError',
      true,
    ],
    [
      'rejects',
      () => Promise.reject(new Error(`no ${good}`)),
      'serverSecret: its function threw Error',
      true,
    ],
    [
      'throws an error that is named like the secret',
      () => {
        throw Object.assign(new Error('no'), { name: good, code: good });
      },
      'serverSecret: its function threw Error',
      true,
    ],
    [
      'throws an error of a class that is named like the secret',
      () => {
        const classes = { [good]: class extends Error {} };
        throw new (classes[good] as ErrorConstructor)('no');
      },
      'serverSecret: its function threw Error',
      true,
    ],
    [
      'throws an error that cannot be read',
      () => {
        throw Object.defineProperty(new Error('no'), 'name', {
          get() {
            throw new Error(good);
          },
        });
      },
      'serverSecret: its function threw Error',
      true,
    ],
    [
      'throws no error',
      () => {
        throw good;
      },
      'serverSecret: its function threw string',
      true,
    ],
    [
      'returns another shape',
      () => `${good}${good}`,
      'serverSecret: its function returned a value of the wrong shape',
      false,
    ],
    [
      'returns nothing',
      () => undefined,
      'serverSecret: its function returned a value of the wrong shape',
      false,
    ],
  ])('is a ChatError without the secret where a function %s', async (_, secret, message, transient) => {
    const error = await Promise.resolve(readSecret(secret as () => string, 'serverSecret', pattern)).catch(
      (reason) => reason,
    );
    expect(error).toMatchObject({
      name: 'ChatError',
      code: 'misconfigured',
      effect: 'not_sent',
      transient,
      field: 'serverSecret',
      message,
    });
    // Where it threw is told, and of what it said nothing but plain words.
    expect(error.cause instanceof Error).toBe(transient);
    expect(inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain(good);
  });
});

test('the error for a secret names as its cause the vault that is down, by its own words', async () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:8200'), { code: 'ECONNREFUSED' });
  const down = new TypeError('fetch failed', { cause: refused });
  const error = await Promise.resolve(readSecret(() => Promise.reject(down), 'serverSecret', pattern)).catch(
    (reason) => reason,
  );
  expect(error).toMatchObject({
    message: 'serverSecret: its function threw TypeError',
    transient: true,
    cause: { name: 'TypeError', message: 'fetch failed ECONNREFUSED' },
  });
  expect(error.cause.stack).toContain('secret.test.ts');
});
