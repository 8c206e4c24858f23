import { Readable } from 'node:stream';
import {
  type BroadcastMessage,
  type Clock,
  createChat,
  type DirectMessage,
  type Pacer,
  systemClock,
  type Transport,
} from '@polychat/core';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createAdapter, httpReply, readText } from './__fixtures__/support.ts';

const content = { type: 'text', text: 'At eight?' } as const;
const ok = { Code: 0, Message: 'success', RequestId: '343649807833778782' };
const json = { 'content-type': 'application/json' };

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

/** The query of the last request that came. */
let query: Record<string, unknown> = {};

function post(action: string) {
  return nock('https://zim-api.zego.im')
    .post('/')
    .query((given) => {
      query = given;
      return given.Action === action;
    });
}

const chatWith = (options = {}) => createChat(createAdapter(), { retry: { baseDelayMs: 0 }, ...options });

describe('a chat over HTTP', () => {
  test('sends to one recipient', async () => {
    post('SendPeerMessage').reply(200, {
      ...ok,
      SuccList: [{ UserId: 'bob', MsgId: '512340098771203379', MsgSeq: 7 }],
    });
    const receipt = await chatWith().sendDirect({ from: 'ann', to: 'bob', content });
    const ids = { messageId: '512340098771203379', sequence: '7' };
    expect(receipt).toEqual({
      accepted: [
        {
          userId: 'bob',
          via: 'zim',
          ...ids,
          ref: {
            version: 1,
            vendor: 'zim',
            app: '2000000001',
            conversation: 'direct',
            from: 'ann',
            to: 'bob',
            ...ids,
          },
        },
      ],
      failed: [],
      unconfirmed: [],
      warnings: [],
    });
    expect(query).toMatchObject({ AppId: '2000000001', SignatureVersion: '2.0' });
  });

  test('sorts several recipients, some of whom are bad, refused, in doubt, left out or never asked for', async () => {
    post('SendPeerMessage').reply(200, {
      ...ok,
      ErrorList: [
        { UserId: 'ghost', SubCode: 660700012 },
        { UserId: 'slow', SubCode: 660000003 },
        { UserId: 'both', SubCode: 660800045 },
      ],
      SuccList: [{ UserId: 'bob', MsgId: '1' }, { UserId: 'both', MsgId: '2' }, { UserId: 'stranger' }],
    });
    const to = ['bob', 'ghost', '名', 'slow', 'ann', 'both', 'forgotten'];
    const receipt = await chatWith().sendDirect({ from: 'ann', to, content });
    const codes = (list: typeof receipt.failed) =>
      list.map(({ userId, problem }) => [userId, problem.code, problem.field]);
    expect(receipt.accepted.map(({ userId }) => userId)).toEqual(['bob']);
    expect(codes(receipt.failed)).toEqual([
      ['ghost', 'recipient_not_found', undefined],
      ['名', 'invalid_message', 'to[2]'],
      ['ann', 'invalid_message', 'to[4]'],
    ]);
    expect(codes(receipt.unconfirmed)).toEqual([
      ['slow', 'vendor_unavailable', undefined],
      ['both', 'bad_reply', undefined],
      ['forgotten', 'bad_reply', undefined],
    ]);
    expect(receipt.warnings.map(({ code }) => code)).toEqual(['unasked_recipient']);
  });

  test('repeats what came too fast with the same bytes and another signature', async () => {
    const bodies: string[] = [];
    const signatures: unknown[] = [];
    const keep = (reply: object) => async (request: Request) => {
      bodies.push(await request.text());
      signatures.push(query.SignatureNonce);
      return reply;
    };
    post('SendPeerMessage').reply(200, keep({ Code: 660300005 }));
    post('SendPeerMessage').reply(200, keep({ ...ok, SuccList: [{ UserId: 'bob', MsgId: '1' }] }));
    await expect(chatWith().sendDirect({ from: 'ann', to: 'bob', content })).resolves.toMatchObject({
      accepted: [{ userId: 'bob' }],
    });
    expect(bodies).toHaveLength(2);
    expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ FromUserId: 'ann', ToUserId: ['bob'] });
    expect(bodies[1]).toBe(bodies[0]);
    expect(signatures[1]).not.toBe(signatures[0]);
  });

  test('makes a refused signature anew, once', async () => {
    post('SendPeerMessage').twice().reply(200, { Code: 100000004 });
    await expect(chatWith().sendDirect({ from: 'ann', to: 'bob', content })).rejects.toMatchObject({
      code: 'unauthenticated',
      effect: 'rejected',
    });
    expect(nock.pendingMocks()).toEqual([]);
  });

  test('refuses half a surrogate pair, wherever it stands', async () => {
    const chat = chatWith();
    const half = '\ud83d';
    const message = { from: 'ann', to: 'bob', content };
    await expect(
      chat.sendDirect({ ...message, content: { type: 'text', text: half } }),
    ).rejects.toMatchObject({ code: 'invalid_message', effect: 'not_sent', field: 'content.text' });
    await expect(chat.sendDirect({ ...message, metadata: half })).rejects.toMatchObject({
      field: 'metadata',
    });
    await expect(chat.sendDirect({ ...message, to: half })).rejects.toMatchObject({
      code: 'invalid_message',
      field: 'to',
    });
  });

  test('sends broadcasts and registers users', async () => {
    post('SendMessageToAllUsers').reply(200, ok);
    await expect(chatWith().broadcast({ from: 'ann', audience: 'online', content })).resolves.toEqual({
      results: [{ via: 'zim', requestId: '343649807833778782' }],
      warnings: [],
    });
    post('UserRegister').reply(200, { ...ok, ErrorList: [{ UserId: 'bob', SubCode: 660700006 }] });
    await expect(chatWith().registerUsers([{ userId: 'ann' }, { userId: 'bob' }])).resolves.toMatchObject({
      accepted: [{ userId: 'ann' }],
      failed: [{ userId: 'bob', problem: { code: 'invalid_message', effect: 'rejected' } }],
    });
  });
});

describe('what ZIM cannot do is refused before the wire, naming the field:', () => {
  const push = { title: 'Ann', body: 'hello' };
  const signal = { type: 'signal', data: 'ping' } as const;
  const location = { type: 'location', latitude: 0, longitude: 0 } as const;
  const face = { type: 'face', index: 1 } as const;
  const mixed = { type: 'mixed', parts: [{ type: 'text', text: 'a' }, face] } as const;

  test.each<[string, Partial<DirectMessage>]>([
    ['content.type', { content: location }],
    ['content.type', { content: face }],
    ['content.parts[1].type', { content: mixed }],
    ['timeToLive', { timeToLive: 60 }],
    ['timeToLive', { timeToLive: 0 }],
    ['push', { content: signal, push }],
    ['readReceipt', { content: signal, readReceipt: true }],
  ])('%s of a direct message: %j', async (field, fields) => {
    await expect(chatWith().sendDirect({ from: 'ann', to: 'bob', content, ...fields })).rejects.toMatchObject(
      { code: 'unsupported', effect: 'not_sent', retryable: false, field },
    );
  });

  test.each<[string, Partial<BroadcastMessage>]>([
    ['content.type', { content: signal }],
    ['content.type', { content: { type: 'mixed', parts: [face] } }],
    ['content.type', { content: location }],
    ['content.type', { content: face }],
    ['senderCopy', { senderCopy: false }],
    ['countsAsUnread', { countsAsUnread: false }],
    ['countsAsUnread', { countsAsUnread: true }],
    ['readReceipt', { readReceipt: true }],
    ['timeToLive', { audience: 'everyone', push, timeToLive: 60 }],
    ['timeToLive', { audience: 'everyone', push, timeToLive: 0 }],
  ])('%s of a broadcast: %j', async (field, fields) => {
    await expect(
      chatWith().broadcast({ from: 'ops', audience: 'online', content, ...fields }),
    ).rejects.toMatchObject({ code: 'unsupported', effect: 'not_sent', retryable: false, field });
  });

  test('unless it may be left out with a warning: then it is', async () => {
    const bodies: unknown[] = [];
    post('SendPeerMessage').reply(200, async (request: Request) => {
      bodies.push(await request.json());
      return { ...ok, SuccList: [{ UserId: 'bob', MsgId: '1' }] };
    });
    const receipt = await chatWith({ onUnsupported: 'warn' }).sendDirect({
      from: 'ann',
      to: 'bob',
      content: signal,
      push,
      readReceipt: true,
      timeToLive: 60,
      vendor: { zim: { threadId: 't' } },
    });
    expect(bodies).toEqual([
      {
        FromUserId: 'ann',
        ToUserId: ['bob'],
        MessageType: 2,
        Priority: 2,
        MessageBody: { Message: 'ping' },
      },
    ]);
    expect(receipt.warnings.map(({ code, field }) => `${code} ${field}`).toSorted()).toEqual([
      'unsupported push',
      'unsupported readReceipt',
      'unsupported timeToLive',
      'unsupported vendor.zim.threadId',
    ]);
  });

  test.each<[string, Partial<BroadcastMessage>]>([
    ['what a broadcast does anyway', { senderCopy: true, readReceipt: false, timeToLive: 0 }],
    ['a hint without a place', { priority: 'high' }],
  ])('but not in a broadcast: %s', async (_what, fields) => {
    post('SendMessageToAllUsers').reply(200, ok);
    await expect(
      chatWith().broadcast({ from: 'ops', audience: 'online', content, ...fields }),
    ).resolves.toMatchObject({ warnings: [] });
  });

  test('but not an idempotencyKey, which goes nowhere, as the receipts and check say', async () => {
    const warning = { code: 'not_deduplicated', field: 'idempotencyKey', via: 'zim' };
    const keyed = { from: 'ann', content, idempotencyKey: 'k' };
    const chat = chatWith();
    post('SendPeerMessage').reply(200, { ...ok, SuccList: [{ UserId: 'bob', MsgId: '1' }] });
    const receipt = await chat.sendDirect({ ...keyed, to: 'bob' });
    expect(receipt.warnings).toMatchObject([warning]);
    post('SendMessageToAllUsers').reply(200, ok);
    const { warnings } = await chat.broadcast({ ...keyed, audience: 'online' });
    expect(warnings).toMatchObject([warning]);
    expect(chat.check({ ...keyed, to: ['bob', 'carol'] })).toMatchObject([warning]);
    expect(chat.check({ ...keyed, audience: 'online' })).toMatchObject([warning]);
  });

  test('a field in vendor.zim of a user', async () => {
    const user = { userId: 'ann', vendor: { zim: { password: 'x' } } };
    await expect(chatWith().registerUsers([user as { userId: string }])).rejects.toMatchObject({
      code: 'invalid_message',
      effect: 'not_sent',
      field: expect.stringContaining('vendor.zim.password'),
    });
  });
});

describe('an answer that is not quite the API’s:', () => {
  const good = { ...ok, SuccList: [{ UserId: 'bob', MsgId: '1' }] };
  const send = (options = {}) =>
    chatWith({ maxReplyBytes: 1_000, ...options })
      .sendDirect({ from: 'ann', to: 'bob', content })
      .then(
        () => 'accepted',
        ({ code, effect }) => `${code}, ${effect}`,
      );

  test.each<[string, number, nock.Body, nock.ReplyHeaders, string]>([
    ['JSON under text/plain', 200, JSON.stringify(good), { 'content-type': 'text/plain' }, 'accepted'],
    ['JSON under no type', 200, JSON.stringify(good), {}, 'accepted'],
    ['lists that are null', 200, { ...ok, ErrorList: null, SuccList: null }, json, 'bad_reply, unknown'],
    ['a busy service', 200, { Code: 1 }, json, 'vendor_unavailable, unknown'],
    ['an unknown code', 200, { Code: 1234 }, json, 'vendor_error, unknown'],
    ['a code of false', 200, { Code: false } as never, json, 'bad_reply, unknown'],
    ['a JSON array', 200, [good] as never, json, 'bad_reply, unknown'],
    ['HTML with 200', 200, '<html></html>', { 'content-type': 'text/html' }, 'bad_reply, unknown'],
    ['HTML with 502', 502, '<html></html>', { 'content-type': 'text/html' }, 'bad_reply, unknown'],
    ['good words with 502', 502, JSON.stringify(good), json, 'bad_reply, unknown'],
    ['a redirect', 302, '', { location: 'https://zim-api.zego.im/' }, 'bad_reply, unknown'],
    [
      'more bytes than allowed',
      200,
      `${JSON.stringify(good)}${' '.repeat(1_000)}`,
      json,
      'bad_reply, unknown',
    ],
  ])('%s makes the send end as $4', async (_name, status, body, headers, expected) => {
    post('SendPeerMessage').reply(status, body, headers);
    expect(await send()).toBe(expected);
  });

  test('a body that stalls makes the send end with the time limit', async () => {
    let pass = () => {};
    // Time passes once the body is read.
    const clock: Clock = {
      ...systemClock,
      schedule: (callback) => {
        pass = callback;
        return () => {};
      },
    };
    post('SendPeerMessage').reply(200, () => new Readable({ read: () => pass() }), json);
    expect(await send({ clock })).toBe('timeout, unknown');
  });
});

const freePacer: Pacer = { acquire: async () => ({ settle() {} }) };

/** Time that passes when everybody waits for it: what is scheduled happens in the next turn of the event loop. */
function jumpingClock(): Clock {
  let now = 0;
  return {
    now: () => 1_750_000_000_000 + now,
    monotonic: () => now,
    schedule(callback, delayMs) {
      const at = now + delayMs;
      const timer = setImmediate(() => {
        now = Math.max(now, at);
        callback();
      });
      return () => clearImmediate(timer);
    },
  };
}

test("a broadcast above the day's limit is tried twice, a second apart", async () => {
  const clock = jumpingClock();
  const sentAt: number[] = [];
  const transport: Transport = {
    async send() {
      sentAt.push(clock.now());
      return httpReply(readText('send-message-to-all-users-limit.reply'));
    },
  };
  const chat = createChat(createAdapter(), {
    transport,
    clock,
    pacer: freePacer,
    retry: { maxAttempts: 5 },
  });
  const error = await chat
    .broadcast({ from: 'ops', audience: 'online', content: { type: 'text', text: 'hello' } })
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    name: 'ChatError',
    code: 'quota_exhausted',
    effect: 'rejected',
    transient: false,
  });
  expect(sentAt).toHaveLength(2);
  expect((sentAt[1] ?? 0) - (sentAt[0] ?? 0)).toBeGreaterThan(1_000);
});
