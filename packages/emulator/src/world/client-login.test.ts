import { createCipheriv, createHmac } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createEmulator } from '../create-emulator.ts';
import type { Emulator } from '../emulator.ts';

/** Section 6 of the reference for Token04, T1 and T3: one text by both ciphers, for user "demo" of app 1. */
const sampleSecret = 'fa94dd0f974cf2e293728a526b028271';
const [t1, t3] = [
  '04AAAAAGVT/xAAEGNjZXV0eHY5dnJoZm54MHIAYN5fwc5WG9/KO7lhQKqSkwToISJcx1HvL2y+XABiF620fPYP/19wNWv6vo4GcYvKwEcHw2+tPZxhhXQr7IMIxJv+iV6YxEYylqto6vb/c/kH6ZRku5txac/+QY4yXD6VQQ==',
  '04AAAAAGVT/xAADAABAgMEBQYHCAkKCwBvlo4HRoGUdkuLbKIoOhbZY6YpcMaBTLWHRtiSNdXNuWkV2JYrMFwLwjjq87Q0iYsgNxPm5ZgErGa8Vck+JDoGDtf3J0qWOFqGNFZfeMqNCNmU/0pkeR91TGFj+EcvonxOJL2x/t0B0viQxnvluGAUAQ==',
];
/** Far ahead, since an emulator's time cannot be set back. */
const issuedAt = 4_000_000_000;

const claims = { app_id: 1, user_id: 'demo', nonce: 1, ctime: issuedAt, expire: issuedAt + 60, payload: '' };

function laidOut(expire: number, iv: Buffer, sealed: Buffer, end: Buffer): string {
  const head = Buffer.alloc(10);
  head.writeBigInt64BE(BigInt(expire));
  head.writeUInt16BE(iv.length, 8);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(sealed.length);
  return `04${Buffer.concat([head, iv, length, sealed, end]).toString('base64')}`;
}

/** A Token04 of any text, by CBC. */
function token04(text: string, expire = issuedAt + 60, secret = sampleSecret): string {
  const iv = Buffer.alloc(16, 7);
  const cipher = createCipheriv('aes-256-cbc', Buffer.from(secret), iv);
  return laidOut(expire, iv, Buffer.concat([cipher.update(text), cipher.final()]), Buffer.alloc(0));
}

/** A Token04 of any text, by GCM. */
function gcmToken04(text: string): string {
  const iv = Buffer.alloc(12, 7);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(sampleSecret), iv);
  const sealed = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  return laidOut(issuedAt + 60, iv, sealed, Buffer.from([1]));
}

/** The same in milliseconds. */
const says = { userId: 'demo', appId: 1, issuedAt: issuedAt * 1000, expiresAt: (issuedAt + 60) * 1000 };

const sdkAppId = 1_400_000_000;
const secretKey = '5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e';

function userSig(userId: string, appId = sdkAppId): string {
  const lines = `TLS.identifier:${userId}\nTLS.sdkappid:${appId}\nTLS.time:${issuedAt}\nTLS.expire:60\n`;
  const ticket = {
    'TLS.ver': '2.0',
    'TLS.identifier': userId,
    'TLS.sdkappid': appId,
    'TLS.time': issuedAt,
    'TLS.expire': 60,
    'TLS.sig': createHmac('sha256', secretKey).update(lines).digest('base64'),
  };
  const base64 = deflateSync(JSON.stringify(ticket)).toString('base64');
  return base64.replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_');
}

/** An emulator whose clock stands at the moment at which the tokens begin. */
async function emulatorAt(seconds: number): Promise<Emulator> {
  const emulator = await createEmulator({
    zim: { appId: 1, serverSecret: sampleSecret },
    tencentIm: { sdkAppId, secretKey },
  });
  emulator.freeze();
  emulator.advance(seconds * 1000 - emulator.now());
  return emulator;
}

describe('a device logs in at ZIM', () => {
  const good = JSON.stringify(claims);

  test.each([
    ['by CBC', token04(good)],
    ['by GCM', gcmToken04(good)],
  ])('with a token %s, and its user exists and is online', async (_cipher, token) => {
    await using disposable = await scoped(issuedAt);
    const { emulator } = disposable;
    expect(emulator.clientLogin('zim', { userId: 'demo', token })).toEqual({
      code: 0,
      expiresAt: (issuedAt + 60) * 1000,
      says,
    });
    expect(emulator.zim.users.get('demo')).toMatchObject({ presence: 'online' });
    expect(emulator.tencentIm.users.get('demo')).toBeUndefined();
  });

  test.each([
    ['T1', t1],
    ['T3', t3],
  ])('not with the sample token %s, which is good, and ended in 2023', async (_name, token = '') => {
    await using disposable = await scoped(issuedAt);
    expect(disposable.emulator.clientLogin('zim', { userId: 'demo', token })).toMatchObject({
      code: 6000106,
      says: { userId: 'demo', appId: 1 },
    });
  });

  test.each<[string, string, string, number]>([
    ['of another user', 'ana', token04(good), 6000103],
    ['of another app', 'demo', token04(JSON.stringify({ ...claims, app_id: 2 })), 6000103],
    ['by another secret', 'demo', token04(good, undefined, 'f'.repeat(32)), 6000103],
    ['with another end in clear', 'demo', token04(good, issuedAt + 61), 6000103],
    ['without a user', 'demo', token04(JSON.stringify({ ...claims, user_id: undefined })), 6000103],
    ['that is no JSON', 'demo', token04('x'), 6000103],
    ['that is cut', 'demo', token04(good).slice(0, 40), 6000103],
    ['that is none', 'demo', 'eJyrVgrxCdYrSy1SslJQ', 6000103],
    [
      'of more than 24 days',
      'demo',
      token04(JSON.stringify({ ...claims, expire: issuedAt + 2_073_601 }), issuedAt + 2_073_601),
      6000103,
    ],
  ])('not with a token %s', async (_what, userId, token, code) => {
    await using disposable = await scoped(issuedAt);
    const { emulator } = disposable;
    expect(emulator.clientLogin('zim', { userId, token }).code).toBe(code);
    expect(emulator.zim.users.get(userId)).toBeUndefined();
  });

  test('and is told what the token says, if it can be read', async () => {
    await using disposable = await scoped(issuedAt);
    const { emulator } = disposable;
    const other = token04(JSON.stringify({ ...claims, app_id: 2 }));
    expect([
      emulator.clientLogin('zim', { userId: 'ana', token: token04(good) }).says,
      emulator.clientLogin('zim', { userId: 'demo', token: other }).says,
      emulator.clientLogin('zim', { userId: 'demo', token: token04(good, undefined, 'f'.repeat(32)) }),
    ]).toEqual([says, { ...says, appId: 2 }, { code: 6000103 }]);
  });

  test.each([
    [60, 0],
    [61, 6000106],
  ])('%d seconds after the token began with code %d', async (later, code) => {
    await using disposable = await scoped(issuedAt + later);
    expect(disposable.emulator.clientLogin('zim', { userId: 'demo', token: token04(good) }).code).toBe(code);
  });
});

describe('a device logs in at Tencent IM', () => {
  test.each<[string, string, string, number, number]>([
    ['with a UserSig', 'demo', userSig('demo'), 60, 0],
    ['not a second after its end', 'demo', userSig('demo'), 61, 70001],
    ['not with that of another user', 'ana', userSig('demo'), 0, 70013],
    ['not with that of another app', 'demo', userSig('demo', 5), 0, 70014],
    ['not with what is none', 'demo', '04AAAA', 0, 70003],
  ])('%s', async (_what, userId, token, later, code) => {
    await using disposable = await scoped(issuedAt + later);
    const { emulator } = disposable;
    const result = emulator.clientLogin('tencentIm', { userId, token });
    expect(result.code).toBe(code);
    // A UserSig is signed and not encrypted, so that anybody can read it.
    const appId = code === 70014 ? 5 : sdkAppId;
    expect(result.says).toEqual(code === 70003 ? undefined : { ...says, appId });
    expect(emulator.tencentIm.users.get(userId)?.presence).toBe(code === 0 ? 'online' : undefined);
  });
});

test('the control API logs a device in, and answers with what the device is told', async () => {
  await using disposable = await scoped(issuedAt);
  const { emulator } = disposable;
  const response = await fetch(`${emulator.url}/control/client-logins`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ vendor: 'zim', userId: 'demo', token: token04(JSON.stringify(claims)) }),
  });
  expect([response.status, await response.json()]).toEqual([
    201,
    { code: 0, expiresAt: (issuedAt + 60) * 1000, says },
  ]);
});

test('the control API says what the code means that a device is told', async () => {
  await using disposable = await scoped(issuedAt);
  const response = await fetch(`${disposable.emulator.url}/control/client-logins`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ vendor: 'zim', userId: 'demo', token: t1 }),
  });
  expect(await response.json()).toMatchObject({ code: 6000106, meaning: 'The token has ended' });
});

async function scoped(seconds: number) {
  const emulator = await emulatorAt(seconds);
  return { emulator, [Symbol.asyncDispose]: () => emulator.close() };
}
