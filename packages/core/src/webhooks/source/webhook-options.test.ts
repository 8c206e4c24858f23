import { describe, expect, test } from 'vitest';
import { checkWebhookOptions } from './webhook-options.ts';

const rules = { factory: 'pigeonWebhooks', app: 'appId', secret: 'token', maxAgeMs: 60_000 };
const good = { appId: 7, token: 'hush' };

describe('checkWebhookOptions', () => {
  test.each([
    ['a secret', good, { app: '7', secret: 'hush', maxAgeMs: 60_000 }],
    ['several secrets', { ...good, token: ['new', 'old'] }, { secret: ['new', 'old'] }],
    ['an age', { ...good, maxAgeMs: 1 }, { maxAgeMs: 1 }],
    ['no secret on purpose', { appId: 7, unsigned: true }, { secret: undefined }],
    ['an unsigned that is false', { ...good, unsigned: false }, { secret: 'hush' }],
  ])('takes %s', (_what, options, expected) => {
    expect(checkWebhookOptions(options, rules)).toMatchObject(expected);
  });

  test.each([
    ['no options', {}, 'appId'],
    ['no app', { token: 'hush' }, 'appId'],
    ['an app that is a string', { ...good, appId: '7' }, 'appId'],
    ['an app of 0', { ...good, appId: 0 }, 'appId'],
    ['no secret', { appId: 7 }, 'token'],
    ['no secret, and unsigned: false', { appId: 7, unsigned: false }, 'token'],
    ['an empty secret', { ...good, token: '' }, 'token'],
    ['no secret in a list', { ...good, token: [] }, 'token'],
    ['a number as secret', { ...good, token: 1 }, 'token'],
    ['a secret and unsigned', { ...good, unsigned: true }, 'unsigned'],
    ['an unsigned that is no boolean', { appId: 7, unsigned: 'yes' }, 'unsigned'],
    ['an age of 0', { ...good, maxAgeMs: 0 }, 'maxAgeMs'],
    ['an age that is endless', { ...good, maxAgeMs: Number.POSITIVE_INFINITY }, 'maxAgeMs'],
    ['an option that nobody knows', { ...good, maxAge: 5 }, 'maxAge'],
  ])('refuses %s with the option’s name, and no secret', (_what, options, field) => {
    const fault = (() => {
      try {
        checkWebhookOptions(options, rules);
      } catch (error) {
        return error;
      }
      return undefined;
    })();
    expect(fault).toMatchObject({ code: 'misconfigured', field });
    expect(String(fault)).not.toContain('hush');
  });
});
