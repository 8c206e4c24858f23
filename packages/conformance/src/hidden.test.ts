import { describe, expect, test } from 'vitest';
import { startTelegraph } from './__fixtures__/telegraph.ts';
import { assertHidden } from './hidden.ts';
import { Trial } from './trial.ts';

const secret = 'two words/and 9?';

/** A trial of a subject with one secret, that has made a request and so been given a token. */
async function trialWithToken(): Promise<{ readonly trial: Trial; readonly token: string }> {
  const trial = new Trial({ ...startTelegraph(), secrets: [secret] });
  await trial.invite();
  await trial.chat().sendDirect({ ...trial.message, to: trial.bob });
  const [token] = trial.tokens;
  if (!token) throw new Error('no token was given');
  return { trial, token };
}

describe('what shows a secret is found', () => {
  test.each([
    ['as it is', { options: { secret } }],
    ['in a URL', `https://vendor.example/?key=${encodeURIComponent(secret)}`],
    ['in Base64', { basic: Buffer.from(secret).toString('base64') }],
    ['in hexadecimal', Buffer.from(secret).toString('hex')],
    ['in the message of an error', new Error(`cannot sign with ${secret}`)],
    ['in the cause of an error', new Error('cannot sign', { cause: new Error(secret) })],
    ['behind a getter', Object.defineProperty({}, 'key', { get: () => secret })],
    ['under a symbol', { [Symbol('key')]: [secret] }],
  ])('%s', async (_where, value) => {
    const { trial } = await trialWithToken();
    expect(() => assertHidden(trial, value, 'a value')).toThrow('a value shows a secret');
  });

  test('a token without the name of its kind', async () => {
    const { trial, token } = await trialWithToken();
    expect(() => assertHidden(trial, { token }, 'a value')).toThrow('shows a secret');
  });
});

test.each([['zebra'], [{ text: 'Zebra crossing' }]])(
  'a word of the message is found in %j',
  async (value) => {
    const { trial } = await trialWithToken();
    expect(() => assertHidden(trial, value, 'a value')).toThrow('a value shows what the message says');
  },
);

test('ids of users and of the app are no secrets', async () => {
  const { trial } = await trialWithToken();
  const { app, host } = trial.adapter;
  expect(() => assertHidden(trial, { app, host, to: trial.others, count: 7 }, 'a value')).not.toThrow();
});
