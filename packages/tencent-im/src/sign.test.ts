import { inspect } from 'node:util';
import type { HttpTarget, SignContext } from '@polychat/core/adapter';
import { describe, expect, test, vi } from 'vitest';
import { decodeUserSig } from './__fixtures__/decode-user-sig.ts';
import {
  createAdapter,
  directCall,
  directMessage,
  planContext,
  present,
  secretKey,
  startMs,
} from './__fixtures__/support.ts';
import { commands } from './commands.ts';
import { createSigner, type SignerOptions } from './sign.ts';

const otherKey = 'A'.repeat(64);
const halfLifeMs = 500_000;

function signer(options: Partial<SignerOptions> = {}) {
  return createSigner({
    sdkAppId: 1_400_000_000,
    secretKey,
    adminUserId: 'administrator',
    userSigLifetimeSeconds: 1_000,
    baseUrl: 'https://adminapisgp.im.qcloud.com',
    ...options,
  });
}

function at(now: number, renewSignature = false): SignContext {
  return { now, random: () => 4_294_967_295, renewSignature };
}

async function userSigOf(target: HttpTarget | Promise<HttpTarget>): Promise<string> {
  return new URL((await target).url).searchParams.get('usersig') ?? '';
}

describe('the target of an attempt', () => {
  test('is a POST to the command with the documented query', async () => {
    const { method, url, headers } = await signer()(commands.sendSingle, at(startMs));
    expect(method).toBe('POST');
    // The body says its type.
    expect(headers).toEqual({});
    const { origin, pathname, searchParams } = new URL(url);
    expect(origin + pathname).toBe('https://adminapisgp.im.qcloud.com/v4/openim/sendmsg');
    expect([...searchParams.keys()]).toEqual(['sdkappid', 'identifier', 'usersig', 'random', 'contenttype']);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      sdkappid: '1400000000',
      identifier: 'administrator',
      random: '4294967295',
      contenttype: 'json',
    });
    expect(decodeUserSig(searchParams.get('usersig') ?? '')).toMatchObject({
      'TLS.identifier': 'administrator',
      'TLS.sdkappid': 1_400_000_000,
      'TLS.time': 1_700_000_000,
      'TLS.expire': 1_000,
    });
  });

  test('escapes the identifier', async () => {
    const { url } = await signer({ adminUserId: 'ops & admin+1' })(commands.sendSingle, at(startMs));
    expect(url).toContain('&identifier=ops%20%26%20admin%2B1&usersig=');
  });

  test('has a new random number each time', async () => {
    let random = 0;
    const sign = signer();
    const context = { ...at(startMs), random: () => random++ };
    const urls = [await sign(commands.sendBatch, context), await sign(commands.sendBatch, context)];
    expect(urls.map(({ url }) => new URL(url).searchParams.get('random'))).toEqual(['0', '1']);
  });

  test('comes from the call of a plan', async () => {
    const call = directCall({ content: { type: 'text', text: 'x' } }, ['alice'], {
      baseUrl: 'http://127.0.0.1:9/tencent-im/',
      userSigLifetimeSeconds: 60,
    });
    const { url } = await call.target(at(startMs));
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:9\/tencent-im\/v4\/openim\/sendmsg\?sdkappid=1400000000&/);
    const userSig = new URL(url).searchParams.get('usersig') ?? '';
    expect(decodeUserSig(userSig)['TLS.expire']).toBe(60);
  });
});

describe('the UserSig of the administrator', () => {
  test('lives a day where nothing is said: it stands in every URL', async () => {
    const call = directCall({ content: { type: 'text', text: 'x' } }, ['alice']);
    expect(decodeUserSig(await userSigOf(call.target(at(startMs))))['TLS.expire']).toBe(86_400);
  });

  test.each([
    ['is used again at once', startMs, false, true],
    ['is used again until half of its lifetime is over', startMs + halfLifeMs - 1, false, true],
    ['is renewed when half of its lifetime is over', startMs + halfLifeMs, false, false],
    ['is renewed when the clock was set back', startMs - 1_000, false, false],
    ['is renewed when the vendor refused it', startMs + 1_000, true, false],
  ])('%s', async (_name, now, renewSignature, isSame) => {
    const sign = signer();
    const first = await userSigOf(sign(commands.sendSingle, at(startMs)));
    const second = await userSigOf(sign(commands.sendBatch, at(now, renewSignature)));
    expect(second === first).toBe(isSame);
    if (!isSame) expect(decodeUserSig(second)['TLS.time']).toBe(Math.floor(now / 1000));
  });

  test('is renewed when the key changes, and the key is asked for each time', async () => {
    const keys = [secretKey, secretKey, otherKey];
    const ask = vi.fn(async () => keys.shift() ?? otherKey);
    const sign = signer({ secretKey: ask });
    const sigs = [];
    for (const later of [0, 1_000, 2_000, 3_000]) {
      sigs.push(decodeUserSig(await userSigOf(sign(commands.sendSingle, at(startMs + later)))));
    }
    expect(ask).toHaveBeenCalledTimes(4);
    expect(sigs.map((ticket) => ticket['TLS.time'])).toEqual([
      1_700_000_000, 1_700_000_000, 1_700_000_002, 1_700_000_002,
    ]);
    expect(sigs[2]?.['TLS.sig']).not.toBe(sigs[0]?.['TLS.sig']);
  });

  test.each([
    ['throws', () => Promise.reject(new TypeError(`vault ${secretKey}`)), true],
    ['returns something else', () => 'ab'.repeat(31), false],
  ])('cannot be made when the key function %s', async (_name, ask, transient) => {
    const failure = signer({ secretKey: ask })(commands.sendSingle, at(startMs));
    const error = await Promise.resolve(failure).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({
      code: 'misconfigured',
      effect: 'not_sent',
      field: 'secretKey',
      transient,
    });
    expect(inspect(error, { depth: null })).not.toContain(secretKey);
  });
});

test('neither key, UserSig nor message shows when adapter, plan or call is looked at', async () => {
  const adapter = createAdapter();
  const message = directMessage({ content: { type: 'text', text: 'very private words' } });
  const plan = present(adapter.plan.direct?.(message, planContext()));
  const call = present(plan.next(['alice']).call);
  call.body();
  const userSig = await userSigOf(call.target(at(startMs)));
  expect(userSig).not.toBe('');
  const shown = inspect([adapter, plan, call], { depth: null, showHidden: true, getters: true });
  for (const secret of [secretKey, userSig, 'very private words']) expect(shown).not.toContain(secret);
});
