import type { SignContext } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import { appId, nonceWords, serverSecret } from './__fixtures__/support.ts';
import { commands } from './commands.ts';
import { md5Hex } from './md5.ts';
import { checkOptions } from './options.ts';
import { createSigner, type SignerOptions } from './sign.ts';

function wordsInTurn(words: readonly number[]): () => number {
  let next = 0;
  return () => {
    next += 1;
    return words[next - 1] ?? 0;
  };
}

const settings = { appId, serverSecret, baseUrl: 'https://zim-api.zego.im' };
const signContext = () => ({
  now: 1_750_000_000_999,
  random: wordsInTurn(nonceWords),
  renewSignature: false,
});

async function signedUrl(action: string, options: SignerOptions, context: SignContext): Promise<string> {
  const { url } = await createSigner(options)(action, context);
  return url;
}

/** The base URL as the options make it of what was given. */
const baseUrlOf = (baseUrl: string) => checkOptions({ appId, serverSecret, baseUrl }).baseUrl;

describe('signature 2.0', () => {
  test.each([
    [
      'of the vendor',
      12345,
      [0x4fd24687, 0x296dd9f3],
      '9193cc662a4c0ec135ec71fb57194b38',
      1615186943,
      '43e5cfcca828314675f91b001390566a',
    ],
    ['of the reference', appId, nonceWords, serverSecret, 1750000000, '31d6842f22967c72c060230946d8a245'],
  ])('is that of the vector %s', async (_name, id, words, secret, seconds, signature) => {
    const url = await signedUrl(
      'SendPeerMessage',
      { ...settings, appId: id, serverSecret: secret },
      { now: seconds * 1_000, random: wordsInTurn(words), renewSignature: false },
    );
    expect(new URL(url).searchParams.get('Signature')).toBe(signature);
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
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080/?Action='],
    ['http://127.0.0.1:8080/zim', 'http://127.0.0.1:8080/zim/?Action='],
    ['http://127.0.0.1:8080/zim/', 'http://127.0.0.1:8080/zim/?Action='],
    ['http://127.0.0.1:8080/zim//', 'http://127.0.0.1:8080/zim//?Action='],
    ['HTTP://LocalHost:80/a b/../zim', 'http://localhost/zim/?Action='],
    ['https://example.com/ä', 'https://example.com/%C3%A4/?Action='],
  ])('stays below the base URL %s', async (baseUrl, start) => {
    const options = { ...settings, baseUrl: baseUrlOf(baseUrl) };
    const url = await signedUrl('UserRegister', options, signContext());
    expect(url.startsWith(start)).toBe(true);
    expect(url).toBe(new URL(url).href);
  });

  test('is what URL and URLSearchParams would make of the same', async () => {
    for (const action of Object.values(commands)) {
      const built = new URL(await signedUrl(action, settings, signContext()));
      const rebuilt = new URL(settings.baseUrl);
      rebuilt.search = new URLSearchParams([...built.searchParams]).toString();
      expect(rebuilt.href).toBe(built.href);
    }
  });

  test('goes with headers that say nothing of the body, which has its own type', async () => {
    const target = await createSigner(settings)('UserRegister', signContext());
    expect(target).toMatchObject({ method: 'POST', headers: {} });
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
