import { Readable } from 'node:stream';
import { createChat } from '@polychat/core';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { adapterWith } from './__fixtures__/support.ts';

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

const chatWith = (options = {}) => createChat(adapterWith(), { retry: { baseDelayMs: 0 }, ...options });

describe('through the engine, over HTTP', () => {
  test('one recipient', async () => {
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
          ref: { version: 1, vendor: 'zim', app: '2000000001', from: 'ann', to: 'bob', ...ids },
        },
      ],
      failed: [],
      unconfirmed: [],
      warnings: [],
    });
    expect(query).toMatchObject({ AppId: '2000000001', SignatureVersion: '2.0' });
  });

  test('several, some of whom are bad, refused, in doubt, left out or never asked for', async () => {
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

  test('too fast: repeated with the same bytes and another signature', async () => {
    const bodies: unknown[] = [];
    const signatures: unknown[] = [];
    const keep =
      (reply: object) =>
      (...[, body]: [uri: string, body: nock.Body]) => {
        bodies.push(body);
        signatures.push(query.SignatureNonce);
        return reply;
      };
    post('SendPeerMessage').reply(200, keep({ Code: 660300005 }));
    post('SendPeerMessage').reply(200, keep({ ...ok, SuccList: [{ UserId: 'bob', MsgId: '1' }] }));
    await expect(chatWith().sendDirect({ from: 'ann', to: 'bob', content })).resolves.toMatchObject({
      accepted: [{ userId: 'bob' }],
    });
    expect(bodies).toHaveLength(2);
    expect(bodies[1]).toEqual(bodies[0]);
    expect(signatures[1]).not.toBe(signatures[0]);
  });

  test('a refused signature is made anew, once', async () => {
    post('SendPeerMessage').twice().reply(200, { Code: 100000004 });
    await expect(chatWith().sendDirect({ from: 'ann', to: 'bob', content })).rejects.toMatchObject({
      code: 'unauthenticated',
      effect: 'rejected',
    });
    expect(nock.pendingMocks()).toEqual([]);
  });

  test('half a surrogate pair is refused, wherever it stands', async () => {
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

  test('broadcasts and users', async () => {
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

describe('an answer that is not quite the API’s', () => {
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
  ])('%s', async (_name, status, body, headers, expected) => {
    post('SendPeerMessage').reply(status, body, headers);
    expect(await send()).toBe(expected);
  });

  test('a body that stalls', async () => {
    post('SendPeerMessage').reply(200, () => new Readable({ read() {} }), json);
    expect(await send({ timeoutMs: 50 })).toBe('timeout, unknown');
  });
});
