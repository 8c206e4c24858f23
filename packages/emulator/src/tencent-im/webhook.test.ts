import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEmulator } from '../create-emulator.ts';
import type { Emulator } from '../emulator.ts';
import { receiveWebhooks, type WebhookReceiver } from '../webhooks/__fixtures__/webhook-receiver.ts';
import { tencentImWebhookSignature } from './webhook.ts';

let receiver: WebhookReceiver;
let emulator: Emulator;

const ok = JSON.stringify({ ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 });

/** Time is held still: who is slow to answer is late only where a test says so. */
async function start(webhook: object = {}, tencentIm: object = {}): Promise<void> {
  await emulator?.close();
  emulator = await createEmulator({
    tencentIm: { users: ['alice', 'bob'], ...tencentIm },
    webhooks: { tencentIm: { url: receiver.url, ...webhook } },
  });
  emulator.freeze();
}

beforeEach(async () => {
  receiver = await receiveWebhooks();
  receiver.answer = { body: ok };
  await start();
});
afterEach(async () => {
  await emulator.close();
  await receiver.close();
});

const client = () =>
  emulator.clientSend('tencentIm', {
    from: 'alice',
    to: 'bob',
    message: { MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'hello' } }] },
  });
const query = (index: number) =>
  new URL(receiver.received[index]?.url ?? '', 'http://127.0.0.1').searchParams;

test('signs the vector of the vendor reference', () => {
  expect(tencentImWebhookSignature('xxxxyyyy', '1669872112')).toBe(
    '17773bc39a671d7b9aa835458704d2a6db81360a5940292b587d6d760d484061',
  );
});

test('says in the query what it is and where it comes from', async () => {
  await start({ token: 'xxxxyyyy' });
  await client();
  await emulator.webhooksSettled();
  const parameters = query(0);
  expect(Object.fromEntries(parameters)).toEqual({
    SdkAppid: String(emulator.tencentIm.sdkAppId),
    CallbackCommand: 'C2C.CallbackBeforeSendMsg',
    contenttype: 'json',
    ClientIP: '127.0.0.1',
    OptPlatform: 'Web',
    RequestTime: expect.stringMatching(/^\d{10}$/),
    Sign: expect.any(String),
  });
  expect(parameters.get('Sign')).toBe(
    tencentImWebhookSignature('xxxxyyyy', parameters.get('RequestTime') ?? ''),
  );
  expect(query(1).get('CallbackCommand')).toBe('C2C.CallbackAfterSendMsg');
  expect(JSON.parse(receiver.received[1]?.body ?? '')).toMatchObject({
    CallbackCommand: 'C2C.CallbackAfterSendMsg',
    From_Account: 'alice',
    To_Account: 'bob',
    SendMsgResult: 0,
  });
});

test('keeps the query that the URL has', async () => {
  await start({ url: `${receiver.url}?room=1` });
  await client();
  expect(query(0).get('room')).toBe('1');
  expect(query(0).has('Sign')).toBe(false);
});

describe('an answer before sending', () => {
  test.each<[string, { status?: number; body: string }, number]>([
    ['allows', { body: ok }, 0],
    ['refuses', { body: JSON.stringify({ ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 1 }) }, 20006],
    [
      'refuses with a code of its own',
      { body: JSON.stringify({ ActionStatus: 'OK', ErrorInfo: 'mine', ErrorCode: 120_001 }) },
      120_001,
    ],
    ['that is no JSON counts for nothing', { body: 'ok' }, 0],
    ['with another status counts for nothing', { status: 500, body: ok }, 0],
    ['without ActionStatus counts for nothing', { body: '{"ErrorCode":1}' }, 0],
    ['with a code as text counts for nothing', { body: '{"ActionStatus":"OK","ErrorCode":"1"}' }, 0],
  ])('%s', async (_name, answer, code) => {
    receiver.answers.push(answer);
    expect((await client()).code).toBe(code);
    expect(emulator.inbox('bob')).toHaveLength(code === 0 ? 1 : 0);
  });

  test('is never asked for twice, and withholds the message where the console says so', async () => {
    await start({}, { switches: { webhookFailure: 'withhold' } });
    receiver.answers.push({ status: 500, body: '' });
    expect((await client()).code).toBe(80003);
    expect(receiver.received).toHaveLength(1);
  });

  test('may take two seconds', async () => {
    receiver.answers.push('silence');
    const sending = client();
    await vi.waitUntil(() => receiver.received.length === 1, { timeout: 120_000 });
    emulator.advance(1_999);
    expect(emulator.webhooks).toEqual([]);
    emulator.advance(1);
    expect((await sending).code).toBe(0);
    expect(emulator.webhooks[0]).toMatchObject({ kind: 'before', fault: 'timeout' });
  });
});

test('signs a repeat anew, or lets it be as it was', async () => {
  for (const [retrySignature, times] of [
    ['new', 2],
    ['repeated', 1],
  ] as const) {
    await start({ token: 'xxxxyyyy', repeats: 1, retrySignature });
    receiver.received.length = 0;
    receiver.answers.push({ body: ok }, { status: 500 });
    await client();
    await emulator.webhooksSettled();
    emulator.advance(2000);
    await emulator.webhooksSettled();
    const requestTimes = [1, 2].map((index) => query(index).get('RequestTime'));
    expect(new Set(requestTimes).size, retrySignature).toBe(times);
  }
});

describe('an event that tells what happened', () => {
  const afterAttempts = () => emulator.webhooks.filter(({ kind }) => kind === 'after').length;

  test.each([
    ['is not repeated by default', {}, 1],
    ['is repeated where the console switches it on', { repeats: 2 }, 3],
  ])('%s', async (_name, webhook, attempts) => {
    await start(webhook);
    receiver.answers.push({ body: ok });
    receiver.answer = { status: 500 };
    await client();
    await emulator.webhooksSettled();
    for (let index = 0; index < 4; index += 1) {
      emulator.advance(2000);
      await emulator.webhooksSettled();
    }
    expect(afterAttempts()).toBe(attempts);
  });
});
