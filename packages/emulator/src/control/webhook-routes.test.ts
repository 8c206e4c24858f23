import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEmulator } from '../create-emulator.ts';
import type { Emulator } from '../emulator.ts';
import { receiveWebhooks, type WebhookReceiver } from '../webhooks/__fixtures__/webhook-receiver.ts';
import { control } from './__fixtures__/control-client.ts';
import type { WebhookView } from './webhook-view.ts';

let receiver: WebhookReceiver;
let emulator: Emulator;

beforeEach(async () => {
  receiver = await receiveWebhooks();
  emulator = await createEmulator({
    zim: { users: ['ana', 'bo'] },
    webhooks: { zim: { url: receiver.url } },
  });
  emulator.freeze();
});
afterEach(async () => {
  await emulator.close();
  await receiver.close();
});

async function deliveries(path: string): Promise<readonly WebhookView[]> {
  return ((await control(emulator, 'GET', path)).json as { webhooks: WebhookView[] }).webhooks;
}

async function sendFromDevice(): Promise<void> {
  const message = { MessageType: 1, MessageBody: { Message: 'hello' } };
  await control(emulator, 'POST', 'client-sends', { vendor: 'zim', from: 'ana', to: 'bo', message });
  await emulator.webhooksSettled();
}

test('lists deliveries, newest first, page by page', async () => {
  await sendFromDevice();
  const all = await control(emulator, 'GET', 'webhooks');
  expect(all.json).toMatchObject({
    webhooks: [
      { id: 2, event: 'send_msg', kind: 'after', reply: { status: 200 } },
      { id: 1, event: 'before_send_msg', kind: 'before' },
    ],
    more: false,
  });
  expect((await control(emulator, 'GET', 'webhooks?limit=1')).json).toMatchObject({
    webhooks: [{ id: 2 }],
    more: true,
  });
  expect((await control(emulator, 'GET', 'webhooks?before=2')).json).toMatchObject({ webhooks: [{ id: 1 }] });
  expect((await control(emulator, 'GET', 'webhooks?event=send_msg')).json).toMatchObject({
    webhooks: [{ id: 2 }],
  });
  expect((await control(emulator, 'GET', 'webhooks?vendor=tencentIm')).json).toMatchObject({ webhooks: [] });
});

test.each(['json', 'url_encoded', 'form'] as const)(
  'says whom and what an event is about, where its body is written as %s',
  async (encoding) => {
    await emulator.close();
    emulator = await createEmulator({
      zim: { users: ['ana', 'bo'] },
      webhooks: { zim: { url: receiver.url, encoding } },
    });
    await sendFromDevice();
    const [delivery] = await deliveries('webhooks?event=send_msg');
    expect(delivery?.subject).toEqual({
      from: 'ana',
      to: 'bo',
      messageId: expect.stringMatching(/^\d+$/),
      preview: 'hello',
    });
    for (const [search, found] of [
      ['HELLO', 2],
      ['bo', 2],
      [delivery?.subject.messageId, 2],
      ['nobody', 0],
    ] as const) {
      expect(await deliveries(`webhooks?search=${search}`), search).toHaveLength(found);
    }
  },
);

test('knows the attempts of one event, and those that failed', async () => {
  receiver.answer = { status: 500 };
  await sendFromDevice();
  emulator.advance(2000);
  await emulator.webhooksSettled();
  const webhooks = await deliveries('webhooks?event=send_msg');
  expect(webhooks.length).toBeGreaterThan(1);
  expect(new Set(webhooks.map(({ firstId }) => firstId)).size).toBe(1);
  expect((await deliveries('webhooks?failed=true')).length).toBeGreaterThan(1);
  expect(await deliveries('webhooks?failed=false')).toEqual([]);
  // Newest first: the second attempt has the longer wait behind it.
  expect(webhooks.map(({ at, nextAt = 0 }) => nextAt - at)).toEqual([4000, 2000]);
});

test('says when the next attempt is due of each that failed but the last, and of no question', async () => {
  await sendFromDevice();
  receiver.answer = { status: 500 };
  await sendFromDevice();
  for (const waitMs of [2000, 4000, 8000, 16_000, 32_000]) {
    emulator.advance(waitMs);
    await emulator.webhooksSettled();
  }
  const due = (await deliveries('webhooks')).filter(({ nextAt }) => nextAt !== undefined);
  expect(due.map(({ attempt, event }) => `${event} ${attempt}`)).toEqual(
    [5, 4, 3, 2, 1].map((attempt) => `send_msg ${attempt}`),
  );
});

test.each([
  ['PATCH', 'users/zim/ana', {}],
  ['POST', 'users', { userId: 'ana', vendor: 'zim' }],
])('tells of a device that %s %s says to be online, and not of a new user', async (method, path, body) => {
  await control(emulator, 'POST', 'users', { userId: 'cy', vendor: 'zim', presence: 'online' });
  await control(emulator, method, path, { ...body, presence: 'online' });
  await control(emulator, method, path, { ...body, presence: 'offline' });
  await emulator.webhooksSettled();
  const told = emulator.webhooks.map(({ event, body: text }) => ({ event, ...JSON.parse(text) }));
  const byAction = told.toSorted((one, other) => one.action - other.action);
  expect(byAction).toMatchObject([
    { event: 'user_action', user_id: 'ana', action: 0 },
    { event: 'user_action', user_id: 'ana', action: 2 },
  ]);
});

test('replays one, which reaches the webhook again', async () => {
  await sendFromDevice();
  const { status, json } = await control(emulator, 'POST', 'webhooks/2/replay', {});
  expect(status).toBe(201);
  expect(json).toMatchObject({ replayOf: 2, event: 'send_msg' });
  expect(receiver.received).toHaveLength(3);
});

test.each(['webhooks/9/replay', 'webhooks/x/replay'])('%s does not exist', async (path) => {
  expect((await control(emulator, 'POST', path, {})).status).toBe(404);
});
