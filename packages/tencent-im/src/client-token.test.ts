import { toBase64 } from '@polychat/core/adapter';
import { zlibSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { decodeUserSig } from './__fixtures__/decode-user-sig.ts';
import { secretKey } from './__fixtures__/support.ts';
import {
  type ClientTokenOptions,
  createClientToken,
  type VerifyClientTokenOptions,
  verifyClientToken,
} from './client-token.ts';
import { createUserSig } from './user-sig.ts';

const sdkAppId = 1_400_000_000;
const second = 1_700_000_000;
const issuedAt = second * 1_000;
const options: ClientTokenOptions = { sdkAppId, secretKey, userId: 'alice', issuedAt };
const verify = (token: string, changes: Partial<VerifyClientTokenOptions> = {}) =>
  verifyClientToken(token, { sdkAppId, secretKey, at: issuedAt, ...changes });
const encode = (text: string) =>
  toBase64(zlibSync(new TextEncoder().encode(text)))
    .replaceAll('+', '*')
    .replaceAll('/', '-')
    .replaceAll('=', '_');
/** A UserSig with members of another value, and the signature that it had. */
const changed = (changes: object) =>
  encode(
    JSON.stringify({
      ...decodeUserSig(createUserSig({ sdkAppId, secretKey, userId: 'alice', issuedAt })),
      ...changes,
    }),
  );

describe('createClientToken', () => {
  test.each<[string, Partial<ClientTokenOptions>, number]>([
    ['lasts a day where nothing is said', {}, 86_400],
    ['lasts as long as is said', { expiresInSeconds: 60 }, 60],
    ['takes the key from a function', { secretKey: async () => secretKey }, 86_400],
    ['begins in whole seconds', { issuedAt: issuedAt + 999 }, 86_400],
    ['takes a Date', { issuedAt: new Date(issuedAt) }, 86_400],
  ])('%s', async (_title, changes, seconds) => {
    const { token, expiresAt } = await createClientToken({ ...options, ...changes });
    expect(expiresAt).toBe(issuedAt + seconds * 1_000);
    expect(token).toBe(
      createUserSig({ sdkAppId, secretKey, userId: 'alice', issuedAt, expiresInSeconds: seconds }),
    );
    expect(await verify(token)).toEqual({ valid: true, userId: 'alice', issuedAt, expiresAt });
  });

  test.each([
    ['sdkAppId', { sdkAppId: 0 }],
    ['secretKey', { secretKey: 'short' }],
    ['secretKey', { secretKey: undefined }],
    ['secretKey', { secretKey: () => 'short' }],
    ['secretKey', { secretKey: () => Promise.reject(new Error(secretKey)) }],
    ['userId', { userId: 'x'.repeat(33) }],
    ['userId', { userId: undefined }],
    ['userId', { userId: 'alice\nTLS.sdkappid:1' }],
    ['expiresInSeconds', { expiresInSeconds: 0 }],
    ['issuedAt', { issuedAt: -1 }],
    ['userBuffer', { userBuffer: new Uint8Array() }],
  ])('refuses a wrong %s, and names no secret', async (field, wrong) => {
    const made = createClientToken({ ...options, ...wrong } as ClientTokenOptions);
    await expect(made).rejects.toMatchObject({ name: 'ChatError', code: 'misconfigured', field });
    await expect(made).rejects.not.toThrow(secretKey);
  });
});

describe('verifyClientToken', () => {
  test('takes the published UserSig of vector V4', async () => {
    const published =
      'eJyrVgrxCdYrSy1SslJQMtIzUNJRAItkpqTmlWSmZUIkElNyM-Myi0uKEkvyi2BKilOyEwsKMlOACgxNDKAAKpdaUZBZlAqUsTAzgQuWZOaChAzN0RQXZ6aDLKn0cUzVLjcPD00NLS1MCrPM0A*JMLcoNTLMD3HP1M60jCowLDUOKMiLNDOwVaoFAD4PNPI_';
    expect(await verify(published)).toEqual({
      valid: true,
      userId: 'administrator',
      issuedAt,
      expiresAt: issuedAt + 86_400_000,
    });
  });

  test('takes one with a buffer', async () => {
    const userBuffer = new TextEncoder().encode('abc');
    const token = createUserSig({ sdkAppId, secretKey, userId: '0', issuedAt, userBuffer });
    expect(await verify(token)).toMatchObject({ valid: true, userId: '0' });
  });

  test.each<[string, string, Partial<VerifyClientTokenOptions>]>([
    ['malformed', '04AAAA', {}],
    ['malformed', '', {}],
    ['malformed', encode('no JSON'), {}],
    ['malformed', encode('[]'), {}],
    ['malformed', encode(`"${'x'.repeat(70_000)}"`), {}],
    ['malformed', encode(`"${'x'.repeat(9_000_000)}"`), {}],
    // The sum at the end is of other bytes, or not there.
    ['malformed', `${changed({}).slice(0, -4)}AAA_`, {}],
    ['malformed', changed({}).slice(0, -8), {}],
    ['malformed', changed({ 'TLS.ver': '1.0' }), {}],
    ['malformed', changed({ 'TLS.time': '1' }), {}],
    ['malformed', changed({ 'TLS.identifier': 7 }), {}],
    ['malformed', changed({ 'TLS.userbuf': 7 }), {}],
    ['forged', changed({ 'TLS.identifier': 'bob' }), {}],
    ['forged', changed({ 'TLS.expire': 86_401 * 365 }), {}],
    ['forged', changed({ 'TLS.sig': 'short' }), {}],
    ['forged', changed({}), { secretKey: '0'.repeat(64) }],
    ['other_app', changed({}), { sdkAppId: 1 }],
    ['expired', changed({}), { at: issuedAt + 15_552_001_000 }],
  ])('says %s', async (fault, token, changes) => {
    expect(await verify(token, changes)).toEqual({ valid: false, fault });
  });

  test('takes a token to its last second', async () => {
    expect(await verify(changed({}), { at: issuedAt + 15_552_000_999 })).toMatchObject({ valid: true });
  });

  test('refuses a wrong moment', async () => {
    await expect(verify('04', { at: 'now' as unknown as number })).rejects.toMatchObject({
      code: 'misconfigured',
      field: 'at',
    });
  });
});
