import type { SignContext } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import { appId, nonceWords, serverSecret } from './__fixtures__/support.ts';
import { createSignature, createSigner, md5Hex, type SignerOptions } from './sign.ts';

function wordsInTurn(words: readonly number[]): () => number {
  let next = 0;
  return () => {
    next += 1;
    return words[next - 1] ?? 0;
  };
}

const settings = { appId, serverSecret, baseUrl: new URL('https://zim-api.zego.im/') };
const signContext = () => ({
  now: 1_750_000_000_999,
  random: wordsInTurn(nonceWords),
  renewSignature: false,
});

async function signedUrl(action: string, options: SignerOptions, context: SignContext): Promise<string> {
  const { url } = await createSigner(options)(action, context);
  return url;
}

describe('signature 2.0', () => {
  test.each([
    [
      'of the vendor',
      12345,
      '4fd24687296dd9f3',
      '9193cc662a4c0ec135ec71fb57194b38',
      1615186943,
      '43e5cfcca828314675f91b001390566a',
    ],
    [
      'of the reference',
      2000000001,
      'a1b2c3d4e5f60718',
      '0123456789abcdef0123456789abcdef',
      1750000000,
      '31d6842f22967c72c060230946d8a245',
    ],
  ])('vector %s', (_name, id, nonce, secret, timestamp, signature) => {
    expect(createSignature({ appId: id, nonce, serverSecret: secret, timestamp })).toBe(signature);
  });
});

describe('the signed URL', () => {
  test('has the six parameters, with whole seconds and a nonce from two random words', async () => {
    expect(await signedUrl('SendPeerMessage', settings, signContext())).toBe(
      'https://zim-api.zego.im/?Action=SendPeerMessage&AppId=2000000001&SignatureNonce=a1b2c3d4e5f60718' +
        '&Timestamp=1750000000&SignatureVersion=2.0&Signature=31d6842f22967c72c060230946d8a245',
    );
  });

  test('has a nonce of 16 digits also where the words are small', async () => {
    const url = await signedUrl('SendPeerMessage', settings, {
      ...signContext(),
      random: wordsInTurn([0, 15]),
    });
    expect(new URL(url).searchParams.get('SignatureNonce')).toBe('000000000000000f');
  });

  test.each([
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/?Action='],
    ['http://127.0.0.1:8080/zim', 'http://127.0.0.1:8080/zim/?Action='],
    ['http://127.0.0.1:8080/zim/', 'http://127.0.0.1:8080/zim/?Action='],
  ])('stays below the base URL %s', async (baseUrl, start) => {
    const url = await signedUrl('UserRegister', { ...settings, baseUrl: new URL(baseUrl) }, signContext());
    expect(url.startsWith(start)).toBe(true);
  });

  test('asks for the secret each time, so that it can rotate', async () => {
    const secrets = [serverSecret, 'f'.repeat(32)];
    const rotating = { ...settings, serverSecret: async () => secrets.shift() ?? '' };
    const first = await signedUrl('SendPeerMessage', rotating, signContext());
    const second = await signedUrl('SendPeerMessage', rotating, signContext());
    expect(new URL(first).searchParams.get('Signature')).toBe('31d6842f22967c72c060230946d8a245');
    expect(new URL(second).searchParams.get('Signature')).toBe(
      md5Hex(`2000000001a1b2c3d4e5f60718${'f'.repeat(32)}1750000000`),
    );
  });

  test.each([
    ['fails', () => Promise.reject(new Error(serverSecret))],
    ['returns another shape', () => 'short'],
  ])('is not made when the function of the secret %s', async (_name, secret) => {
    await expect(
      signedUrl('SendPeerMessage', { ...settings, serverSecret: secret }, signContext()),
    ).rejects.toMatchObject({
      name: 'ChatError',
      code: 'misconfigured',
      field: 'serverSecret',
      effect: 'not_sent',
    });
  });
});
