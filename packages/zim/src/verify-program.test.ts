import { runVerify } from '@polychat/core/cli';
import { createEmulator } from '@polychat/emulator';
import { expect, test } from 'vitest';
import { verifyProgram } from './verify-program.ts';

/** Runs the command against an emulator. */
async function run(changed: Readonly<Record<string, string>>, prepare = (_: Emulator) => {}) {
  const emulator = await createEmulator();
  const { appId, serverSecret, baseUrl } = emulator.zim;
  prepare(emulator);
  const lines: string[] = [];
  const env = {
    ZIM_APP_ID: String(appId),
    ZIM_SERVER_SECRET: serverSecret,
    ZIM_BASE_URL: baseUrl,
    ...changed,
  };
  try {
    const code = await runVerify(verifyProgram, {
      args: ['verify'],
      env,
      print: (line) => void lines.push(line),
    });
    expect(lines.join()).not.toContain(env.ZIM_SERVER_SECRET);
    return [code, lines.slice(1).join('\n')];
  } finally {
    await emulator.close();
  }
}
type Emulator = Awaited<ReturnType<typeof createEmulator>>;

const elevenMinutes = 660_000;

test.each<[string, Parameters<typeof run>, number, RegExp]>([
  ['all is well', [{}], 0, /^ok: the vendor takes the credentials \(\d+ ms\)$/],
  [
    'the secret is wrong',
    [{ ZIM_SERVER_SECRET: '0123456789abcdef0123456789abcdee' }],
    1,
    /code 100000005: .*serverSecret is not that of this appId.*\nlook at ZIM_SERVER_SECRET/,
  ],
  [
    'the app does not exist',
    [{ ZIM_APP_ID: '7' }],
    1,
    /compare appId with the console.*\nlook at ZIM_APP_ID/,
  ],
  [
    'the clock is wrong',
    [{}, (emulator) => emulator.advance(elevenMinutes)],
    1,
    /code 100000004: .*more than ten minutes wrong: set its clock/,
  ],
  [
    'the server cannot be reached',
    [{ ZIM_BASE_URL: 'http://127.0.0.1:1' }],
    1,
    /look whether this machine reaches 127\.0\.0\.1:1: /,
  ],
  ['the secret has the wrong form', [{ ZIM_SERVER_SECRET: 'short' }], 2, /look at ZIM_SERVER_SECRET/],
  ['the app is no number', [{ ZIM_APP_ID: 'mine' }], 2, /look at ZIM_APP_ID/],
])('says so where %s', async (_name, given, code, words) => {
  const [ended, text] = await run(...given);
  expect([ended, text]).toEqual([code, expect.stringMatching(words)]);
});
