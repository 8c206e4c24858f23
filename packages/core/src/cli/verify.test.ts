import { describe, expect, test } from 'vitest';
import { createCall } from '../adapter/call.ts';
import { createChat } from '../create-chat.ts';
import { misconfigured } from '../model/issues.ts';
import { createProblem, type Problem } from '../model/problem.ts';
import type { TransportFault } from '../ports/transport.ts';
import { plainAdapter } from '../testing/plain-adapter.ts';
import { jsonReply, ScriptedTransport } from '../testing/scripted-transport.ts';
import { runVerify, type VerifyProgram } from './verify.ts';

const secret = 's3cr3t-of-the-plain-vendor';
const program: VerifyProgram = {
  command: 'npx plain',
  variables: [
    { name: 'PLAIN_SECRET', option: 'secret', about: 'the secret in the console' },
    { name: 'PLAIN_REGION', option: 'region', about: 'where the app is at home', isOptional: true },
  ],
  createAdapter({ secret: given, region }) {
    if (region === 'nowhere') throw misconfigured('plain: region: must be "here"', 'region');
    const adapter = plainAdapter();
    return {
      ...adapter,
      plan: {
        ...adapter.plan,
        verify: () =>
          createCall<true>({
            endpoint: 'whoami',
            costs: [],
            dedupWindowMs: Number.POSITIVE_INFINITY,
            visibleFields: [],
            signer: () => ({ method: 'POST', url: `https://vendor.example/?key=${given}`, headers: {} }),
            read: ({ text }) => {
              const { problem } = JSON.parse(text);
              return problem ? { problem } : { value: true };
            },
          }),
      },
    };
  },
};

interface Run {
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
  readonly reply?: { readonly problem?: Problem };
  readonly fault?: TransportFault;
  readonly aheadMs?: number;
}

async function run({ args = ['verify'], env = { PLAIN_SECRET: secret }, reply = {}, fault, aheadMs }: Run) {
  const lines: string[] = [];
  const date: Record<string, string> =
    aheadMs === undefined ? {} : { date: new Date(Date.now() + aheadMs).toUTCString() };
  const transport = new ScriptedTransport(fault ?? { ...jsonReply(reply), headers: date });
  const code = await runVerify(program, {
    args,
    env,
    print: (line) => void lines.push(line),
    chatWith: (adapter) => createChat(adapter, { transport, retry: { maxAttempts: 1 } }),
  });
  const text = lines.join('\n');
  expect(text).not.toContain(secret);
  return { code, text, requests: transport.requests.length };
}

const wrongSecret = createProblem({
  code: 'unauthenticated',
  effect: 'rejected',
  transient: false,
  message: 'Plain refused whoami: the secret is wrong',
  field: 'secret',
});

describe('the command verify', () => {
  test('says that all is well', async () => {
    const { code, text } = await run({});
    expect([code, text]).toEqual([
      0,
      expect.stringMatching(
        /^Plain, app app-1, vendor\.example\nok: the vendor takes the credentials \(\d+ ms\)$/,
      ),
    ]);
  });

  test('says what is wrong, and which variable to look at', async () => {
    const { code, text } = await run({ reply: { problem: wrongSecret } });
    expect(code).toBe(1);
    expect(text).toMatch(/\nnot ok: Plain refused whoami: the secret is wrong \(\d+ ms\)\n/);
    expect(text).toMatch(/\nlook at PLAIN_SECRET: the secret in the console$/);
  });

  test.each<[TransportFault, RegExp]>([
    [{ fault: 'not_sent', reason: 'network' }, /\nlook whether this machine reaches vendor\.example: /],
    [{ fault: 'unknown', reason: 'network' }, /\nlook whether this machine reaches vendor\.example: /],
  ])('says what to do after %o', async (fault, words) => {
    const { code, text } = await run({ fault });
    expect([code, text]).toEqual([1, expect.stringMatching(words)]);
  });

  test.each([
    [60_000, /\nthe clock of this machine is (59|60)\.\d s behind the vendor's$/],
    [-60_000, /\nthe clock of this machine is (59|60)\.\d s ahead of the vendor's$/],
  ])('tells a clock that is %i ms off', async (aheadMs, words) => {
    expect((await run({ aheadMs })).text).toMatch(words);
  });

  test('says nothing of a clock that is right', async () => {
    expect((await run({ aheadMs: 0 })).text).not.toContain('clock');
  });

  test.each<[string, Run, RegExp]>([
    ['a variable that is missing', { env: {} }, /^PLAIN_SECRET is not set: the secret in the console$/],
    ['one that is empty', { env: { PLAIN_SECRET: '' } }, /^PLAIN_SECRET is not set/],
    [
      'one that does not fit',
      { env: { PLAIN_SECRET: secret, PLAIN_REGION: 'nowhere' } },
      /^plain: region: must be "here"\nlook at PLAIN_REGION: where the app is at home$/,
    ],
    ['no command', { args: [] }, /^npx plain verify {4}asks/],
    ['another command', { args: ['send'] }, /^npx plain verify {4}asks/],
    ['an argument too many', { args: ['verify', secret] }, /^npx plain verify {4}asks/],
  ])('ends with 2 after %s, and asks nobody', async (_name, given, words) => {
    expect(await run(given)).toEqual({ code: 2, text: expect.stringMatching(words), requests: 0 });
  });

  test.each(['help', '--help', '-h'])('explains itself after %s', async (word) => {
    const { code, text } = await run({ args: [word], env: {} });
    expect([code, text]).toEqual([
      0,
      expect.stringContaining('PLAIN_REGION  where the app is at home (may be'),
    ]);
  });
});
