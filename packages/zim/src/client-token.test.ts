import { describe, expect, test } from 'vitest';
import {
  type ClientTokenOptions,
  createClientToken,
  type VerifyClientTokenOptions,
  verifyClientToken,
} from './client-token.ts';
import { openToken04, sealToken04 } from './token04.ts';

const serverSecret = 'fa94dd0f974cf2e293728a526b028271';
const appId = 1_234_567_890;
const second = 1_750_000_000;
const issuedAt = second * 1_000;
const options: ClientTokenOptions = { appId, serverSecret, userId: 'alice', issuedAt };
const verify = (token: string, changes: Partial<VerifyClientTokenOptions> = {}) =>
  verifyClientToken(token, { appId, serverSecret, at: issuedAt, ...changes });
const iv = new Uint8Array(16);

/** A token of any text at all. */
const sealed = (claims: object, expire = second + 60) =>
  sealToken04(JSON.stringify(claims), { secret: serverSecret, cipher: 'cbc', iv, expire });

const good = { app_id: appId, user_id: 'alice', nonce: -5, ctime: second, expire: second + 60 };

describe('createClientToken', () => {
  test.each<[string, Partial<ClientTokenOptions>, number]>([
    ['lasts a day where nothing is said', {}, 86_400],
    ['lasts as long as is said', { expiresInSeconds: 60 }, 60],
    ['lasts 24 days at most', { expiresInSeconds: 2_073_600 }, 2_073_600],
    ['takes a cipher', { cipher: 'gcm' }, 86_400],
    ['takes the secret from a function', { serverSecret: async () => serverSecret }, 86_400],
    ['begins in whole seconds', { issuedAt: issuedAt + 999 }, 86_400],
    ['takes a Date', { issuedAt: new Date(issuedAt) }, 86_400],
  ])('%s', async (_title, changes, seconds) => {
    const { token, expiresAt } = await createClientToken({ ...options, ...changes });
    expect(expiresAt).toBe(issuedAt + seconds * 1_000);
    expect(await verify(token)).toEqual({ valid: true, userId: 'alice', issuedAt, expiresAt });
    const { expire, text = '' } = (await openToken04(token, serverSecret)) ?? {};
    expect(expire).toBe(second + seconds);
    expect(JSON.parse(text)).toEqual({
      app_id: appId,
      user_id: 'alice',
      nonce: expect.any(Number),
      ctime: second,
      expire: second + seconds,
      payload: '',
    });
  });

  test('makes another token for the same options', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => createClientToken(options)));
    expect(new Set(tokens.map(({ token }) => token)).size).toBe(20);
  });

  test('begins now where nothing is said', async () => {
    const before = Math.floor(Date.now() / 1_000) * 1_000;
    const { token } = await createClientToken({ appId, serverSecret, userId: 'alice' });
    const verified = await verifyClientToken(token, { appId, serverSecret });
    expect(verified).toMatchObject({ valid: true });
    if (verified.valid) expect(verified.issuedAt).toBeGreaterThanOrEqual(before);
  });

  test.each([
    ['appId', { appId: 0 }],
    ['appId', { appId: 2 ** 32 }],
    ['appId', { appId: '1' }],
    ['serverSecret', { serverSecret: 'short' }],
    ['serverSecret', { serverSecret: undefined }],
    ['serverSecret', { serverSecret: () => 'short' }],
    ['serverSecret', { serverSecret: () => Promise.reject(new Error(serverSecret)) }],
    ['userId', { userId: '' }],
    ['userId', { userId: 'x'.repeat(33) }],
    ['userId', { userId: 'a,b' }],
    ['userId', { userId: '名' }],
    ['expiresInSeconds', { expiresInSeconds: 2_073_601 }],
    ['expiresInSeconds', { expiresInSeconds: 0 }],
    ['issuedAt', { issuedAt: -1 }],
    ['cipher', { cipher: 'ecb' }],
    ['user', { user: 'alice' }],
  ])('refuses a wrong %s, and names no secret', async (field, wrong) => {
    const made = createClientToken({ ...options, ...wrong } as ClientTokenOptions);
    await expect(made).rejects.toMatchObject({ name: 'ChatError', code: 'misconfigured', field });
    await expect(made).rejects.not.toThrow(serverSecret);
  });
});

describe('verifyClientToken', () => {
  test.each<[string, () => Promise<string> | string, Partial<VerifyClientTokenOptions>]>([
    ['malformed', () => 'eJyrVgrxCdYrSy1S', {}],
    ['malformed', () => undefined as unknown as string, {}],
    ['forged', () => sealed(good), { serverSecret: 'f'.repeat(32) }],
    ['forged', () => sealed(good, second + 61), {}],
    ['forged', () => sealed({ ...good, nonce: '-5' }), {}],
    ['forged', () => sealed({ ...good, user_id: 7 }), {}],
    ['forged', () => sealed({ ...good, payload: {} }), {}],
    ['forged', () => sealed([]), {}],
    ['other_app', () => sealed(good), { appId: 1 }],
    ['expired', () => sealed(good), { at: issuedAt + 61_000 }],
    ['lives_too_long', () => sealed({ ...good, expire: second + 2_073_601 }, second + 2_073_601), {}],
  ])('says %s', async (fault, token, changes) => {
    expect(await verify(await token(), changes)).toEqual({ valid: false, fault });
  });

  test('takes a token to its last second, and one without a payload, as the page of the docs makes it', async () => {
    expect(await verify(await sealed(good), { at: issuedAt + 60_999 })).toMatchObject({ valid: true });
  });

  test.each([
    ['at', { at: 'now' }],
    ['appId', { appId: 0 }],
  ])('refuses a wrong %s', async (field, wrong) => {
    const checked = verify('04', wrong as object);
    await expect(checked).rejects.toMatchObject({ code: 'misconfigured', field });
  });
});
