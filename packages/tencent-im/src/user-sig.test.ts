import { describe, expect, test } from 'vitest';
import { decodeUserSig } from './__fixtures__/decode-user-sig.ts';
import { secretKey } from './__fixtures__/support.ts';
import { createUserSig, type UserSigOptions } from './user-sig.ts';

const sdkAppId = 1_400_000_000;
const bytes = (text: string) => new TextEncoder().encode(text);

/** Section 3.3 of the vendor reference. Key order and compression are free, so whole UserSigs are never compared. */
const vectors: readonly [name: string, options: UserSigOptions, sig: string][] = [
  [
    'V1',
    { sdkAppId, secretKey, userId: '0', issuedAt: 1_569_910_200_000 },
    'CpjuBdQs9ZwnuGAJR8onoOeI9fweX2vIMMY94iOJWJY=',
  ],
  [
    'V2',
    { sdkAppId, secretKey, userId: '0', issuedAt: 1_569_910_200_999, userBuffer: bytes('abc') },
    'bC3u5cuslSg8Ds7KY58mhSkTrxunrFu50dkdkCYH4i8=',
  ],
  [
    'V3',
    { sdkAppId, secretKey, userId: 'xiaojun', issuedAt: new Date(1_600_000_000_000) },
    '1Z5PngDjGaufeSiPoBuxdHY7EK3JTdAjMP93S4KvV3M=',
  ],
  [
    'V4',
    {
      sdkAppId,
      secretKey,
      userId: 'administrator',
      issuedAt: 1_700_000_000_000,
      expiresInSeconds: 86_400,
    },
    'yLAe+w7WUeUuqbV9h/TX78u21oTGi+i9Zp1u3PpnY60=',
  ],
  [
    'V5',
    { sdkAppId: 1, secretKey: '2', userId: '3', issuedAt: 1_700_000_000_000, expiresInSeconds: 4 },
    'f5gSvBYdWRemW5KQRjxvTzWiOlJwFEuyR7UEE4EjP6o=',
  ],
];

describe('createUserSig', () => {
  test.each(vectors)('makes the UserSig of the public vector %s', (_name, options, sig) => {
    const { userBuffer } = options;
    expect(decodeUserSig(createUserSig(options))).toEqual({
      'TLS.ver': '2.0',
      'TLS.identifier': options.userId,
      'TLS.sdkappid': options.sdkAppId,
      'TLS.expire': options.expiresInSeconds ?? 15_552_000,
      'TLS.time': Math.floor(Number(options.issuedAt) / 1000),
      ...(userBuffer ? { 'TLS.userbuf': 'YWJj' } : {}),
      'TLS.sig': sig,
    });
  });

  test.each([
    [
      'eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwjDB4pTsxIKCzBQlK0MTAyiAyKRWFGQWpQLFTU1NjeCiJZm5YDEzS0tDAyOYaHFmOtBM54KsUqeUwGLLqPK8UndHryCL-Lx8-1RPy7Ty1AijMk9f30hLk0x-r3CvSFulWgAPYy*9',
      vectors[0],
    ],
    [
      'eJyrVgrxCdYrSy1SslJQMtIzUNJRAItkpqTmlWSmZUIkElNyM-Myi0uKEkvyi2BKilOyEwsKMlOACgxNDKAAKpdaUZBZlAqUsTAzgQuWZOaChAzN0RQXZ6aDLKn0cUzVLjcPD00NLS1MCrPM0A*JMLcoNTLMD3HP1M60jCowLDUOKMiLNDOwVaoFAD4PNPI_',
      vectors[3],
    ],
  ])('decodes to what the published UserSig %# decodes to', (published, vector) => {
    expect(decodeUserSig(published)).toEqual(decodeUserSig(createUserSig(vector?.[1] as UserSigOptions)));
  });

  test('uses an alphabet that needs no escaping in a URL', () => {
    for (let second = 0; second < 50; second += 1) {
      const userSig = createUserSig({ sdkAppId, secretKey, userId: 'alice', issuedAt: second * 1000 });
      expect(userSig).toMatch(/^[A-Za-z0-9*_-]+$/);
    }
  });

  test('begins now and lasts 180 days where nothing is said', () => {
    const before = Math.floor(Date.now() / 1000);
    const ticket = decodeUserSig(createUserSig({ sdkAppId, secretKey, userId: 'alice' }));
    expect(ticket['TLS.time']).toBeGreaterThanOrEqual(before);
    expect(ticket['TLS.time']).toBeLessThanOrEqual(Date.now() / 1000);
    expect(ticket['TLS.expire']).toBe(180 * 86_400);
  });

  test.each(['x'.repeat(32), '名'.repeat(10)])('takes a user id of up to 32 bytes: %s', (userId) => {
    expect(decodeUserSig(createUserSig({ sdkAppId, secretKey, userId }))['TLS.identifier']).toBe(userId);
  });

  test('signs an empty buffer too', () => {
    const options = { sdkAppId, secretKey, userId: '0', issuedAt: 0 };
    const withBuffer = decodeUserSig(createUserSig({ ...options, userBuffer: new Uint8Array() }));
    expect(withBuffer['TLS.userbuf']).toBe('');
    expect(withBuffer['TLS.sig']).not.toBe(decodeUserSig(createUserSig(options))['TLS.sig']);
  });

  test.each([
    ['sdkAppId', { sdkAppId: 0 }],
    ['sdkAppId', { sdkAppId: '1400000000' }],
    ['secretKey', { secretKey: '' }],
    ['userId', { userId: '' }],
    ['userId', { userId: 'x'.repeat(33) }],
    ['userId', { userId: '名'.repeat(11) }],
    // Its second line would be signed as the app's id.
    ['userId', { userId: 'alice\nTLS.sdkappid:1' }],
    ['userId', { userId: '\ud800' }],
    ['expiresInSeconds', { expiresInSeconds: 0 }],
    ['expiresInSeconds', { expiresInSeconds: 1.5 }],
    ['issuedAt', { issuedAt: new Date(Number.NaN) }],
    ['issuedAt', { issuedAt: -1 }],
    ['issuedAt', { issuedAt: Number.POSITIVE_INFINITY }],
    ['issuedAt', { issuedAt: '2026-01-01' }],
    ['userBuffer', { userBuffer: 'abc' }],
    ['identifier', { identifier: 'alice' }],
    ['toString', { toString: 'alice' }],
    ['sdkAppId', { sdkAppId: undefined }],
    ['sdkAppId', { sdkAppId: 2 ** 53 }],
    ['secretKey', { secretKey: undefined }],
    ['userId', { userId: undefined }],
    ['userId', { userId: 7 }],
  ])('refuses a wrong %s', (field, wrong) => {
    const options = { sdkAppId, secretKey, userId: 'alice', ...wrong } as UserSigOptions;
    expect(() => createUserSig(options)).toThrow(
      expect.objectContaining({ name: 'ChatError', code: 'misconfigured', field }),
    );
  });
});
