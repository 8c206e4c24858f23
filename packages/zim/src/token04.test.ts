import { describe, expect, test } from 'vitest';
import { openToken04, sealToken04, type TokenCipher } from './token04.ts';

const secret = 'fa94dd0f974cf2e293728a526b028271';
const ascii = (text: string) => new TextEncoder().encode(text);
const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

interface Vector {
  readonly name: string;
  readonly cipher: TokenCipher;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly expire: number;
  readonly text: string;
  readonly token: string;
}

const demo =
  '{"app_id":1,"user_id":"demo","nonce":12345,"ctime":1700000000,"expire":1700003600,"payload":""}';

/** Section 6 of the vendor reference for Token04; the key is the sample key of the official test and docs. */
const vectors: readonly Vector[] = [
  {
    name: 'T1',
    cipher: 'cbc',
    iv: ascii('cceutxv9vrhfnx0r'),
    expire: 1_700_003_600,
    text: demo,
    token:
      '04AAAAAGVT/xAAEGNjZXV0eHY5dnJoZm54MHIAYN5fwc5WG9/KO7lhQKqSkwToISJcx1HvL2y+XABiF620fPYP/19wNWv6vo4GcYvKwEcHw2+tPZxhhXQr7IMIxJv+iV6YxEYylqto6vb/c/kH6ZRku5txac/+QY4yXD6VQQ==',
  },
  {
    name: 'T2',
    cipher: 'cbc',
    iv: ascii('0123456789abcdef'),
    expire: 1_752_073_600,
    text: '{"app_id":1234567890,"user_id":"用户 A&b<c>","nonce":-2147483648,"ctime":1750000000,"expire":1752073600,"payload":"{\\"room_id\\":\\"demo\\",\\"privilege\\":{\\"1\\":1,\\"2\\":0},\\"stream_id_list\\":null}"}',
    token:
      '04AAAAAGhuhYAAEDAxMjM0NTY3ODlhYmNkZWYA0K/oyydKytM1aQ+0EzyZaCrKfJWJQIVBzfCfER5aaXlYZAvN74in3VCalEZ7nHvOeEZfFPN0D13jNTYYRRfBek7w9eLt7Vxi92yzldBwMIOw9Pjcd2wPdsqrGAKt6p7qOBoFD/0lMnaxEGE+DKO+cIUcUl4TzNAYA7mi60z0eEFqmic8wm69IpnMlIwv+dIEwMXMT6Ovim1PrDe6EF/5/gxPueIGecXcxLYj8a4VIZq0v1PMA1Lh9co8Tfmw2469BjDBH5qJdWHd/Bfu1fFY+q0=',
  },
  {
    name: 'T3',
    cipher: 'gcm',
    iv: hex('000102030405060708090a0b'),
    expire: 1_700_003_600,
    text: demo,
    token:
      '04AAAAAGVT/xAADAABAgMEBQYHCAkKCwBvlo4HRoGUdkuLbKIoOhbZY6YpcMaBTLWHRtiSNdXNuWkV2JYrMFwLwjjq87Q0iYsgNxPm5ZgErGa8Vck+JDoGDtf3J0qWOFqGNFZfeMqNCNmU/0pkeR91TGFj+EcvonxOJL2x/t0B0viQxnvluGAUAQ==',
  },
  {
    name: 'T4',
    cipher: 'gcm',
    iv: hex('ffeeddccbbaa998877665544'),
    expire: 1_750_000_001,
    text: '{"app_id":4294967295,"user_id":"user_with_32_bytes_0123456789abc","nonce":2147483647,"ctime":1750000000,"expire":1750000001,"payload":"x"}',
    token:
      '04AAAAAGhO4YEADP/u3cy7qpmId2ZVRACaciWtTx5wiq6aEhdvDkihv/mhbw8t9A8l/WMsfoo3zfP8YmVHKXakBQGv7BMWisN9E0jdHbcfGrGLI4ie0ciNWVZ6rok0HjTswUXn24bb7Pqb0JMWtdKlp9K5SIMbUcYoZwuyN4uIOq29o94BiG11lvKjjIrNO2ON9Siwq0r3gxjaMbH0uzOzx7pv4KTr9DdpP5sh9B6RqtGGlwE=',
  },
];

describe('Token04', () => {
  test.each(vectors)('is sealed as vector $name', async ({ token, text, ...rest }) => {
    expect(await sealToken04(text, { secret, ...rest })).toBe(token);
  });

  test.each(vectors)('is opened as vector $name', async ({ token, text, expire }) => {
    expect(await openToken04(token, secret)).toEqual({ expire, text });
  });

  test('of GCM is not opened once any of its bytes was changed', async () => {
    const { token = '' } = vectors[3] ?? {};
    const bytes = Uint8Array.from(atob(token.slice(2)), (each) => each.charCodeAt(0));
    for (let index = 10; index < bytes.length; index += 1) {
      const changed = Uint8Array.from(bytes, (byte, at) => (at === index ? byte ^ 1 : byte));
      const opened = await openToken04(`04${btoa(String.fromCharCode(...changed))}`, secret);
      expect(opened?.text, `byte ${index}`).toBeUndefined();
    }
  });

  test.each([
    ['nothing', ''],
    ['another version', `03${vectors[0]?.token.slice(2)}`],
    ['no base64', '04***'],
    ['eleven bytes', `04${btoa('x'.repeat(11))}`],
    ['lengths that reach past its end', `04${btoa(`${'\0'.repeat(8)}\u00ff\u00ff${'x'.repeat(40)}`)}`],
    ['a cut end', `04${btoa(atob(vectors[0]?.token.slice(2) ?? '').slice(0, -1))}`],
    ['two bytes too many', `04${btoa(`${atob(vectors[0]?.token.slice(2) ?? '')}\0\0`)}`],
    ['an unknown mode', `04${btoa(`${atob(vectors[0]?.token.slice(2) ?? '')}\u0002`)}`],
    ['random bytes of another length', `04${btoa(`${'\0'.repeat(8)}\0\u0001x\0\u0001x`)}`],
  ])('that is %s has not the layout of one', async (_what, token) => {
    expect(await openToken04(token, secret)).toBeUndefined();
  });

  test('with the mode byte 0 is opened as CBC, as the official verifier does', async () => {
    const { token = '', text } = vectors[0] ?? {};
    const longer = `04${btoa(`${atob(token.slice(2))}\0`)}`;
    expect(await openToken04(longer, secret)).toMatchObject({ text });
  });
});
