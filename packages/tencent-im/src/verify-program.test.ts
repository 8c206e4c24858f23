import { runVerify } from '@polychat/core/cli';
import { createEmulator } from '@polychat/emulator';
import { expect, test } from 'vitest';
import { verifyProgram } from './verify-program.ts';

/** Runs the command against an emulator. */
async function run(changed: Readonly<Record<string, string>>, prepare = (_: Emulator) => {}) {
  const emulator = await createEmulator();
  const { sdkAppId, secretKey, admins, baseUrl } = emulator.tencentIm;
  prepare(emulator);
  const lines: string[] = [];
  const env = {
    TENCENT_IM_SDK_APP_ID: String(sdkAppId),
    TENCENT_IM_SECRET_KEY: secretKey,
    TENCENT_IM_ADMIN_USER_ID: admins[0] ?? '',
    TENCENT_IM_BASE_URL: baseUrl,
    ...changed,
  };
  try {
    const code = await runVerify(verifyProgram, {
      args: ['verify'],
      env,
      print: (line) => void lines.push(line),
    });
    expect(lines.join()).not.toContain(env.TENCENT_IM_SECRET_KEY);
    return [code, lines.slice(1).join('\n')];
  } finally {
    await emulator.close();
  }
}
type Emulator = Awaited<ReturnType<typeof createEmulator>>;

const otherKey = '0'.repeat(64);

test.each<[string, Parameters<typeof run>, number, RegExp]>([
  ['all is well', [{}], 0, /^ok: the vendor takes the credentials \(\d+ ms\)$/],
  [
    'the key is wrong',
    [{ TENCENT_IM_SECRET_KEY: otherKey }],
    1,
    /code 70009: .*secretKey is not that of this sdkAppId.*\nlook at TENCENT_IM_SECRET_KEY/,
  ],
  [
    'the app does not exist',
    [{ TENCENT_IM_SDK_APP_ID: '7' }],
    1,
    /there is no such app: compare sdkAppId.*\nlook at TENCENT_IM_SDK_APP_ID/,
  ],
  [
    'the user is no administrator',
    [{ TENCENT_IM_ADMIN_USER_ID: 'bob' }],
    1,
    /adminUserId is no administrator.*\nlook at TENCENT_IM_ADMIN_USER_ID/,
  ],
  [
    'the app is at home in another region',
    [
      {},
      (emulator) =>
        emulator.fail({
          endpoint: 'v4/im_open_login_svc/account_check',
          fault: { kind: 'code', code: 60026 },
        }),
    ],
    1,
    /code 60026: .*at home in another region.*\nlook at TENCENT_IM_REGION/,
  ],
  [
    'the server cannot be reached',
    [{ TENCENT_IM_BASE_URL: 'http://127.0.0.1:1' }],
    1,
    /look whether this machine reaches 127\.0\.0\.1:1: /,
  ],
  ['the key has the wrong form', [{ TENCENT_IM_SECRET_KEY: 'short' }], 2, /look at TENCENT_IM_SECRET_KEY/],
  ['there is neither a region nor an address', [{ TENCENT_IM_BASE_URL: '' }], 2, /look at TENCENT_IM_REGION/],
])('says so where %s', async (_name, given, code, words) => {
  const [ended, text] = await run(...given);
  expect([ended, text]).toEqual([code, expect.stringMatching(words)]);
});
