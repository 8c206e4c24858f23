import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEmulator } from '../create-emulator.ts';
import type { Emulator } from '../emulator.ts';
import { receiveWebhooks, type WebhookReceiver } from '../webhooks/__fixtures__/webhook-receiver.ts';
import { callZim } from './__fixtures__/zim-client.ts';
import { zimWebhookSignature } from './webhook.ts';

let receiver: WebhookReceiver;
let emulator: Emulator;

type Options = NonNullable<Parameters<typeof createEmulator>[0]>;

/** Time is held still: who is slow to answer is late only where a test says so. */
async function start(webhook: object = {}, zim: Options['zim'] = {}): Promise<void> {
  await emulator?.close();
  emulator = await createEmulator({
    zim: {
      users: ['ana', 'bo', 'cy', '@RBT#bot'],
      groups: [{ groupId: 'team', owner: 'ana', members: ['bo'] }],
      rooms: [{ roomId: 'hall', members: ['ana', 'bo'] }],
      ...zim,
    },
    webhooks: { zim: { url: receiver.url, callbackSecret: 'callbackA', ...webhook } },
  });
  emulator.freeze();
}

beforeEach(async () => {
  receiver = await receiveWebhooks();
  await start();
});
afterEach(async () => {
  await emulator.close();
  await receiver.close();
});

const text = { MessageType: 1, MessageBody: { Message: 'hello', ExtendedData: 'e' } };
const bodies = () => receiver.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
const client = (changes: Partial<Parameters<Emulator['clientSend']>[1]> = {}) =>
  emulator.clientSend('zim', { from: 'ana', to: 'bo', message: text, ...changes });

test.each([
  [
    "the vendor's documentation",
    'secret',
    '1470820198',
    '123412',
    '5bd59fd62953a8059fb7eaba95720f66d19e4517',
  ],
  ['the vendor reference', 'callbackA', '1750000000', '9', '6fea71a324c5e217b8573c90667be075a9cd10aa'],
])('signs the vector of %s', (_name, secret, timestamp, nonce, signature) => {
  expect(zimWebhookSignature(secret, timestamp, nonce)).toBe(signature);
});

describe('send_msg', () => {
  test('tells of a server send to users with a list of them', async () => {
    await callZim(emulator, 'SendPeerMessage', {
      FromUserId: 'ana',
      ToUserId: ['bo', 'ghost'],
      Priority: 2,
      ...text,
    });
    await emulator.webhooksSettled();
    const [body] = bodies();
    expect(body).toEqual({
      appid: String(emulator.zim.appId),
      event: 'send_msg',
      nonce: expect.any(String),
      timestamp: expect.any(Number),
      signature: expect.stringMatching(/^[0-9a-f]{40}$/),
      msg_type: 1,
      payload: 'e',
      from_user_id: 'ana',
      conv_type: 0,
      conv_id: '',
      source: 1,
      msg_body: 'hello',
      msg_id: '',
      msg_seq: 0,
      msg_time: expect.any(Number),
      send_result: 0,
      user_list: [
        { UserId: 'bo', MsgId: emulator.inbox('bo')[0]?.messageId, MsgSeq: 1 },
        { UserId: 'ghost', MsgId: '', MsgSeq: 0 },
      ],
    });
    const sorted = ['callbackA', String(body?.timestamp), String(body?.nonce)].toSorted();
    expect(body?.signature).toBe(createHash('sha1').update(sorted.join('')).digest('hex'));
    expect(receiver.received[0]?.headers['content-type']).toBe('application/json');
  });

  test.each<[string, string, object, object]>([
    ['to a group', 'SendGroupMessage', { GroupId: 'team' }, { conv_type: 2, conv_id: 'team', msg_seq: 1 }],
    ['to a room', 'SendRoomMessage', { RoomId: 'hall' }, { conv_type: 1, conv_id: 'hall' }],
  ])('tells of a server send %s', async (_name, action, target, expected) => {
    await callZim(emulator, action, { FromUserId: 'ana', Priority: 2, ...text, ...target });
    await emulator.webhooksSettled();
    expect(bodies()).toMatchObject([{ event: 'send_msg', source: 1, msg_body: 'hello', ...expected }]);
  });

  test.each<[string, object]>([
    ['SendPeerMessage', { ToUserId: ['bo'] }],
    ['SendGroupMessage', { GroupId: 'team' }],
    ['SendRoomMessage', { RoomId: 'hall' }],
  ])('tells of a %s that moderation refused', async (action, target) => {
    await start({}, { moderation: { words: ['hell'], serverSends: true } });
    await callZim(emulator, action, { FromUserId: 'ana', Priority: 2, ...text, ...target });
    await emulator.webhooksSettled();
    expect(bodies()).toMatchObject([{ event: 'send_msg', source: 1, send_result: 660500005 }]);
  });

  test('tells of an edit, and of a group that was made', async () => {
    await callZim(emulator, 'SendPeerMessage', { FromUserId: 'ana', ToUserId: ['bo'], Priority: 2, ...text });
    await callZim(emulator, 'EditC2cMsgBody', {
      FromUserId: 'ana',
      SenderId: 'ana',
      ConvId: 'bo',
      MsgType: 1,
      ConvMsgSeq: 1,
      EditType: 1,
      MessageBody: { Message: 'better' },
    });
    await callZim(emulator, 'CreateGroup', { GroupOwner: 'ana', GroupId: 'g', UserId: ['bo'] });
    await emulator.webhooksSettled();
    const events = bodies().map(({ event, msg_body, user_ids }) => ({ event, msg_body, user_ids }));
    expect(events).toContainEqual({ event: 'send_msg', msg_body: 'better', user_ids: undefined });
    expect(events).toContainEqual({ event: 'group_create', msg_body: undefined, user_ids: ['ana', 'bo'] });
  });

  test('is not raised for commands and broadcasts', async () => {
    await callZim(emulator, 'SendPeerMessage', {
      FromUserId: 'ana',
      ToUserId: ['bo'],
      Priority: 2,
      ...text,
      MessageType: 2,
    });
    await callZim(emulator, 'SendMessageToAllUsers', { FromUserId: 'ana', ...text });
    await client({ message: { ...text, MessageType: 2 } });
    await emulator.webhooksSettled();
    expect(receiver.received).toEqual([]);
  });
});

const reasonOf = ({ reason }: { reason?: string }) => (reason === undefined ? {} : { reason });

describe('a send from a device', () => {
  test('asks first, then tells, without a source', async () => {
    expect(await client()).toEqual({ code: 0, messageId: expect.stringMatching(/^\d{19}$/) });
    await emulator.webhooksSettled();
    const [before, after] = bodies();
    expect(before).toMatchObject({
      event: 'before_send_msg',
      request_id: expect.any(String),
      from_user_id: 'ana',
      conv_id: 'bo',
      conv_type: 0,
      msg_type: 1,
      msg_body: 'hello',
      payload: 'e',
    });
    expect(after).toMatchObject({ event: 'send_msg', conv_id: 'bo', msg_id: before?.msg_id, send_result: 0 });
    expect(after).not.toHaveProperty('source');
    expect(emulator.inbox('bo')).toMatchObject([{ endpoint: 'client', from: 'ana', sequence: 1 }]);
    expect(emulator.inbox('ana', { direction: 'sent' })).toHaveLength(1);
  });

  test('of media is told in snake case, URL-encoded', async () => {
    const Message = JSON.stringify({ Uid: 'u', Url: 'https://example.com/f', FileName: 'f' });
    await client({ message: { MessageType: 12, MessageBody: { Message } } });
    await emulator.webhooksSettled();
    expect(JSON.parse(decodeURIComponent(String(bodies()[1]?.msg_body)))).toMatchObject({ file_name: 'f' });
  });

  test.each<
    [string, { reason?: string; result: number }, { code: number; delivered: number; sendResult: number }]
  >([
    ['0: neutral', { result: 0 }, { code: 0, delivered: 1, sendResult: 0 }],
    ['1: send', { result: 1 }, { code: 0, delivered: 1, sendResult: 0 }],
    ['2: drop in silence', { result: 2 }, { code: 0, delivered: 0, sendResult: 660500009 }],
    ['3: refuse', { result: 3, reason: 'no' }, { code: 111101, delivered: 0, sendResult: 660500010 }],
    ['anything else', { result: 9 }, { code: 0, delivered: 1, sendResult: 0 }],
  ])('obeys the answer %s', async (_name, answer, expected) => {
    receiver.answers.push({ body: JSON.stringify(answer) });
    expect((await client()).code).toBe(expected.code);
    await emulator.webhooksSettled();
    expect(emulator.inbox('bo')).toHaveLength(expected.delivered);
    expect(bodies()[1]?.send_result).toBe(expected.sendResult);
    expect(emulator.inbox('ana', { direction: 'sent' })).toMatchObject([
      expected.delivered === 1
        ? { state: 'normal' }
        : {
            state: 'vetoed',
            delivered: false,
            veto: {
              code: expected.sendResult,
              silent: expected.code === 0,
              ...reasonOf(answer),
              delivery: emulator.webhooks.find(({ event }) => event === 'before_send_msg')?.id,
            },
          },
    ]);
  });

  test('takes replacements for text and payload', async () => {
    receiver.answers.push({ body: JSON.stringify({ result: 1, new_msg_body: 'mild', new_payload: 'p' }) });
    await client();
    expect(emulator.inbox('bo')[0]?.content).toMatchObject({ Message: 'mild', ExtendedData: 'p' });
  });

  test.each([
    [0, 660500005],
    [1, 0],
    [2, 660500005],
    [3, 111101],
  ])('with moderation and the answer %d ends with %d', async (result, code) => {
    await start({}, { moderation: { words: ['hello'] } });
    receiver.answers.push({ body: JSON.stringify({ result }) });
    expect((await client()).code).toBe(code);
  });

  test('is withheld when the callback fails twice, or delivered where that was agreed', async () => {
    receiver.answer = { status: 500 };
    expect((await client()).code).toBe(111101);
    expect(emulator.inbox('bo')).toEqual([]);
    expect(emulator.webhooks.filter(({ kind }) => kind === 'before').map(({ attempt }) => attempt)).toEqual([
      1, 2,
    ]);
    await start({}, { webhookFailure: 'deliver' });
    expect((await client()).code).toBe(0);
  });

  test('goes through when the second attempt is answered', async () => {
    receiver.answers.push({ status: 503 }, { body: '{"result":1}' });
    expect((await client()).code).toBe(0);
  });

  test('gives up after twice two and a half seconds of silence', async () => {
    receiver.answers.push('silence', 'silence');
    const sending = client();
    for (const attempt of [1, 2]) {
      await vi.waitUntil(() => receiver.received.length === attempt, { timeout: 120_000 });
      emulator.advance(2_499);
      expect(emulator.webhooks).toHaveLength(attempt - 1);
      emulator.advance(1);
    }
    expect((await sending).code).toBe(111101);
    expect(emulator.webhooks[0]).toMatchObject({ fault: 'timeout' });
    expect(emulator.webhooks[0]).not.toHaveProperty('reply');
  });

  test('to a bot is told as such', async () => {
    await client({ to: '@RBT#bot' });
    await emulator.webhooksSettled();
    expect(bodies().map(({ event }) => event)).toEqual(
      expect.arrayContaining(['before_send_msg', 'send_msg', 'bot_msg']),
    );
  });

  test.each<[string, Parameters<typeof client>[0], number]>([
    ['to a group', { to: 'team', channel: 'group' }, 0],
    ['to a room', { to: 'hall', channel: 'room' }, 0],
    ['from an unknown user', { from: 'ghost' }, 660500002],
    ['to an unknown user', { to: 'ghost' }, 660700015],
    ['to an unknown group', { to: 'nowhere', channel: 'group' }, 660600001],
    ['to a group of others', { from: 'cy', to: 'team', channel: 'group' }, 660600024],
    ['to an unknown room', { to: 'nowhere', channel: 'room' }, 660300001],
    ['to a room of others', { from: 'cy', to: 'hall', channel: 'room' }, 660300002],
    ['without a message', { message: {} }, 660000002],
    [
      'with a message that is too large',
      { message: { MessageType: 1, MessageBody: { Message: 'x'.repeat(2049) } } },
      660400001,
    ],
  ])('%s ends with code $2', async (_name, changes, code) => {
    expect((await client(changes)).code).toBe(code);
  });

  test('stops at a blocklist', async () => {
    emulator.zim.users.get('bo')?.blocked.set('ana', 0);
    expect((await client()).code).toBe(660800045);
  });
});

describe('the delivery of a webhook', () => {
  const send = () =>
    callZim(emulator, 'SendPeerMessage', { FromUserId: 'ana', ToUserId: ['bo'], Priority: 2, ...text });
  const attempts = () => emulator.webhooks.map(({ attempt }) => attempt);

  test('is tried five times more, 2, 4, 8, 16 and 32 seconds after the one before', async () => {
    receiver.answer = { status: 500, body: 'down' };
    await send();
    await emulator.webhooksSettled();
    expect(attempts()).toEqual([1]);
    for (const [index, waitMs] of [2000, 4000, 8000, 16_000, 32_000].entries()) {
      emulator.advance(waitMs - 1);
      await emulator.webhooksSettled();
      expect(attempts()).toHaveLength(index + 1);
      emulator.advance(1);
      await emulator.webhooksSettled();
      expect(attempts()).toHaveLength(index + 2);
    }
    emulator.advance(3_600_000);
    await emulator.webhooksSettled();
    expect(attempts()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(emulator.webhooks[0]).toMatchObject({
      vendor: 'zim',
      event: 'send_msg',
      kind: 'after',
      url: receiver.url,
      reply: { status: 500, body: 'down' },
      fault: 'bad answer',
    });
    const signatures = bodies().map(({ signature }) => signature);
    expect(new Set(signatures).size).toBe(6);
  });

  test('may be repeated as it was, signature and all', async () => {
    await start({ retrySignature: 'repeated' });
    receiver.answers.push({ status: 500 });
    await send();
    await emulator.webhooksSettled();
    emulator.advance(2000);
    await emulator.webhooksSettled();
    const [first, second] = receiver.received;
    expect(second?.body).toBe(first?.body);
    expect(emulator.webhooks).toMatchObject([{ fault: 'bad answer' }, { attempt: 2 }]);
  });

  test('may come compressed', async () => {
    await start({ gzip: true });
    await send();
    await emulator.webhooksSettled();
    const [received] = receiver.received;
    expect(received?.headers['content-encoding']).toBe('gzip');
    const text = gunzipSync(received?.bytes ?? '').toString('utf8');
    expect(JSON.parse(text)).toMatchObject({ event: 'send_msg', msg_body: 'hello' });
    expect(emulator.webhooks[0]?.body).toBe(text);
  });

  test('ends with the first 2xx, whatever it says', async () => {
    receiver.answers.push({ status: 302 }, { status: 204 });
    await send();
    await emulator.webhooksSettled();
    emulator.advance(2000);
    await emulator.webhooksSettled();
    emulator.advance(60_000);
    await emulator.webhooksSettled();
    expect(attempts()).toEqual([1, 2]);
    expect(emulator.webhooks[1]).not.toHaveProperty('fault');
  });

  test('fails where nobody listens', async () => {
    await start({ url: 'http://127.0.0.1:9/hook' });
    await send();
    await emulator.webhooksSettled();
    expect(emulator.webhooks).toMatchObject([{ fault: 'no connection' }]);
  });

  test('can be replayed, signed anew', async () => {
    await send();
    await emulator.webhooksSettled();
    const [first] = emulator.webhooks;
    const again = await emulator.replayWebhook(first?.id ?? 0);
    expect(again).toMatchObject({ replayOf: first?.id, event: 'send_msg', attempt: 1 });
    const [one, other] = bodies();
    expect(other).toMatchObject({ msg_body: 'hello', user_list: one?.user_list });
    expect(other?.nonce).not.toBe(one?.nonce);
    await expect(emulator.replayWebhook(999)).rejects.toThrow(RangeError);
  });

  test('is heard of, and forgotten by a reset along with its repeats', async () => {
    const heard: string[] = [];
    emulator.on('webhook', ({ event }) => heard.push(event));
    receiver.answer = { status: 500 };
    await send();
    await emulator.webhooksSettled();
    emulator.reset();
    emulator.advance(3_600_000);
    await emulator.webhooksSettled();
    expect(heard).toEqual(['send_msg']);
    expect(emulator.webhooks).toEqual([]);
  });

  test('keeps the newest of its log', async () => {
    await emulator.close();
    emulator = await createEmulator({
      zim: { users: ['ana', 'bo'] },
      webhooks: { zim: { url: receiver.url }, maxDeliveries: 2 },
    });
    for (let index = 0; index < 3; index += 1) await send();
    await emulator.webhooksSettled();
    expect(emulator.webhooks).toHaveLength(2);
  });

  test('is made only of events that are asked for', async () => {
    await start({ events: ['before_send_msg'] });
    await send();
    await client();
    await emulator.webhooksSettled();
    expect(bodies().map(({ event }) => event)).toEqual(['before_send_msg']);
  });

  test.each([
    [
      'url_encoded',
      (body: string) => JSON.parse(decodeURIComponent(body)) as Record<string, unknown>,
      'application/json',
    ],
    [
      'form',
      (body: string) => Object.fromEntries(new URLSearchParams(body)) as Record<string, unknown>,
      'application/x-www-form-urlencoded',
    ],
  ] as const)('can be written as %s', async (encoding, decode, contentType) => {
    await start({ encoding });
    await send();
    await emulator.webhooksSettled();
    const [received] = receiver.received;
    expect(received?.headers['content-type']).toBe(contentType);
    expect(decode(received?.body ?? '')).toMatchObject({ event: 'send_msg', msg_body: 'hello' });
  });
});

test.each(['ftp://127.0.0.1/', 'no url', 'http://user:pass@127.0.0.1/'])(
  'refuses the URL %s',
  async (url) => {
    await expect(createEmulator({ webhooks: { zim: { url } } })).rejects.toThrow();
  },
);
