import { describe, expect, test } from 'vitest';
import { makeUserSig, pack, signatureOf, type UserSigParts } from './__fixtures__/user-sig.ts';
import { createUserSigVerifier, type UserSigVerifierOptions } from './sign.ts';

const README_KEY = '5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e';
const APP = 1400000000;

const VECTORS: readonly (UserSigParts & { name: string; signature: string })[] = [
  {
    name: 'V1',
    identifier: '0',
    issuedAt: 1569910200,
    expiresInSeconds: 15552000,
    sdkAppId: APP,
    secretKey: README_KEY,
    signature: 'CpjuBdQs9ZwnuGAJR8onoOeI9fweX2vIMMY94iOJWJY=',
  },
  {
    name: 'V2',
    identifier: '0',
    issuedAt: 1569910200,
    expiresInSeconds: 15552000,
    userBuffer: 'abc',
    sdkAppId: APP,
    secretKey: README_KEY,
    signature: 'bC3u5cuslSg8Ds7KY58mhSkTrxunrFu50dkdkCYH4i8=',
  },
  {
    name: 'V3',
    identifier: 'xiaojun',
    issuedAt: 1600000000,
    expiresInSeconds: 15552000,
    sdkAppId: APP,
    secretKey: README_KEY,
    signature: '1Z5PngDjGaufeSiPoBuxdHY7EK3JTdAjMP93S4KvV3M=',
  },
  {
    name: 'V4',
    identifier: 'administrator',
    issuedAt: 1700000000,
    expiresInSeconds: 86400,
    sdkAppId: APP,
    secretKey: README_KEY,
    signature: 'yLAe+w7WUeUuqbV9h/TX78u21oTGi+i9Zp1u3PpnY60=',
  },
  {
    name: 'V5',
    identifier: '3',
    issuedAt: 1700000000,
    expiresInSeconds: 4,
    sdkAppId: 1,
    secretKey: '2',
    signature: 'f5gSvBYdWRemW5KQRjxvTzWiOlJwFEuyR7UEE4EjP6o=',
  },
];

const WHOLE = {
  V1: 'eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwjDB4pTsxIKCzBQlK0MTAyiAyKRWFGQWpQLFTU1NjeCiJZm5YDEzS0tDAyOYaHFmOtBM54KsUqeUwGLLqPK8UndHryCL-Lx8-1RPy7Ty1AijMk9f30hLk0x-r3CvSFulWgAPYy*9',
  V4: 'eJyrVgrxCdYrSy1SslJQMtIzUNJRAItkpqTmlWSmZUIkElNyM-Myi0uKEkvyi2BKilOyEwsKMlOACgxNDKAAKpdaUZBZlAqUsTAzgQuWZOaChAzN0RQXZ6aDLKn0cUzVLjcPD00NLS1MCrPM0A*JMLcoNTLMD3HP1M60jCowLDUOKMiLNDOwVaoFAD4PNPI_',
};

function verifierAt(seconds: number, changed: Partial<UserSigVerifierOptions> = {}) {
  const now = () => seconds * 1000;
  return createUserSigVerifier({
    sdkAppId: APP,
    secretKey: README_KEY,
    refuseFuture: false,
    now,
    ...changed,
  });
}

describe('public vectors', () => {
  test.each(VECTORS)('$name has the published signature and verifies', (vector) => {
    expect(signatureOf(vector)).toBe(vector.signature);
    const { sdkAppId, secretKey, identifier, issuedAt, expiresInSeconds } = vector;
    const verify = verifierAt(issuedAt + 1, { sdkAppId, secretKey });
    const hasUserBuffer = vector.userBuffer !== undefined;
    expect(verify(makeUserSig(vector), { sdkAppId, identifier })).toEqual({
      valid: true,
      claims: { identifier, sdkAppId, issuedAt, expiresInSeconds, hasUserBuffer },
    });
  });

  test.each([
    ['V1', WHOLE.V1, '0', 1569910201],
    ['V4', WHOLE.V4, 'administrator', 1700000001],
  ])('the whole UserSig of %s verifies', (_name, userSig, identifier, now) => {
    expect(verifierAt(now)(userSig, { sdkAppId: APP, identifier }).valid).toBe(true);
  });
});

const PARTS: UserSigParts = {
  sdkAppId: APP,
  secretKey: README_KEY,
  identifier: 'administrator',
  issuedAt: 1700000000,
  expiresInSeconds: 100,
};
const CONTEXT = { sdkAppId: APP, identifier: 'administrator' };
const document = {
  'TLS.ver': '2.0',
  'TLS.identifier': 'administrator',
  'TLS.sdkappid': APP,
  'TLS.expire': 100,
  'TLS.time': 1700000000,
  'TLS.sig': signatureOf(PARTS),
};

describe('the check of a UserSig', () => {
  test.each([
    ['nothing', '', 70002],
    ['other characters', 'a+b/c===', 70003],
    ['a broken length', makeUserSig(PARTS).slice(0, -1), 70003],
    ['base64 of something else', 'QUJDREVG', 70003],
    ['half of it', makeUserSig(PARTS).slice(0, 80), 70003],
    ['JSON that is no object', pack('TLS'), 70003],
    ['null', pack(null), 70003],
    ['another version', pack({ ...document, 'TLS.ver': '1.0' }), 70003],
    ['sdkappid as a string', pack({ ...document, 'TLS.sdkappid': String(APP) }), 70003],
    ['time as a string', pack({ ...document, 'TLS.time': '1700000000' }), 70003],
    ['expire as a string', pack({ ...document, 'TLS.expire': '100' }), 70003],
    ['a number as identifier', pack({ ...document, 'TLS.identifier': 5 }), 70003],
    ['no signature', pack({ ...document, 'TLS.sig': undefined }), 70003],
    ['an object as user buffer', pack({ ...document, 'TLS.userbuf': {} }), 70003],
    ['another app', makeUserSig({ ...PARTS, sdkAppId: 7 }), 70014],
    ['another identifier', makeUserSig({ ...PARTS, identifier: 'alice' }), 70013],
    ['an expired one', makeUserSig({ ...PARTS, issuedAt: 1699999000 }), 70001],
    ['another key', makeUserSig({ ...PARTS, secretKey: 'f'.repeat(64) }), 70009],
    ['a changed expiry', pack({ ...document, 'TLS.expire': 1000 }), 70009],
    ['an added user buffer', pack({ ...document, 'TLS.userbuf': 'YWJj' }), 70009],
    ['a signature of another length', pack({ ...document, 'TLS.sig': 'AAAA' }), 70009],
  ])('refuses %s with code $2', (_name, userSig, code) => {
    expect(verifierAt(1700000050)(userSig, CONTEXT)).toMatchObject({ valid: false, code });
  });

  test('takes one in its last second of validity', () => {
    expect(verifierAt(1700000100)(makeUserSig(PARTS), CONTEXT).valid).toBe(true);
    expect(verifierAt(1700000101)(makeUserSig(PARTS), CONTEXT)).toMatchObject({ code: 70001 });
  });

  test('looks at the expiry again for a UserSig that was verified before', () => {
    let seconds = 1700000050;
    const verify = verifierAt(0, { now: () => seconds * 1000 });
    const userSig = makeUserSig(PARTS);
    expect(verify(userSig, CONTEXT).valid).toBe(true);
    expect(verify(userSig, { ...CONTEXT, identifier: 'bob' })).toMatchObject({ code: 70013 });
    seconds = 1700000200;
    expect(verify(userSig, CONTEXT)).toMatchObject({ code: 70001 });
  });

  test('refuses an unknown app and an app without a key', () => {
    const foreign = makeUserSig({ ...PARTS, sdkAppId: 7 });
    const now = 1700000050;
    expect(verifierAt(now)(foreign, { ...CONTEXT, sdkAppId: 7 })).toMatchObject({ code: 70020 });
    expect(verifierAt(now, { secretKey: null })(makeUserSig(PARTS), CONTEXT)).toMatchObject({ code: 70016 });
  });

  test('refuses one from the future only where the option says so', () => {
    const early = 1699999999;
    expect(verifierAt(early)(makeUserSig(PARTS), CONTEXT).valid).toBe(true);
    expect(verifierAt(early, { refuseFuture: true })(makeUserSig(PARTS), CONTEXT)).toMatchObject({
      code: 70003,
    });
  });

  test('refuses a decompression bomb as malformed', () => {
    const bomb = pack({ ...document, 'TLS.userbuf': 'A'.repeat(1_000_000) });
    expect(verifierAt(1700000050)(bomb, CONTEXT)).toMatchObject({ code: 70003 });
  });
});

test('many different UserSigs are each checked anew', () => {
  const verify = verifierAt(1700000050);
  for (let issuedAt = 1700000000; issuedAt < 1700000600; issuedAt++) {
    const userSig = makeUserSig({ ...PARTS, issuedAt });
    expect(verify(userSig, CONTEXT).valid).toBe(true);
  }
  expect(verify(makeUserSig({ ...PARTS, secretKey: 'x' }), CONTEXT).valid).toBe(false);
});
