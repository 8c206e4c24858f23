import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import {
  type BroadcastMessage,
  ChatError,
  type Clock,
  createChat,
  createMemoryPacer,
  type DirectMessage,
  type Hooks,
  type ProblemCode,
  systemClock,
} from '@polychat/core';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createAdapter, secretKey } from './__fixtures__/support.ts';

const host = 'https://adminapisgp.im.qcloud.com';
const privateWords = 'Zanzibar quince';
const content = { type: 'text', text: privateWords } as const;
const ok = { ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 };

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

const retry = { baseDelayMs: 0 };

/** The query of the last request that came. */
let query: Record<string, unknown> = {};

function post(command: string) {
  return nock(host)
    .post(`/v4/${command}`)
    .query((given) => {
      query = given;
      return true;
    });
}

describe('a chat over HTTP', () => {
  test('sends to one recipient', async () => {
    post('openim/sendmsg').reply(200, { ...ok, MsgTime: 1_751_500_001, MsgKey: '1_2_1751500001' });
    const receipt = await createChat(createAdapter()).sendDirect({ from: 'ops', to: 'alice', content });
    expect(receipt).toEqual({
      accepted: [
        {
          userId: 'alice',
          via: 'tencentIm',
          messageId: '1_2_1751500001',
          sequence: expect.stringMatching(/^\d+$/),
          sentAt: 1_751_500_001_000,
          ref: expect.objectContaining({
            vendor: 'tencentIm',
            app: '1400000000',
            from: 'ops',
            to: 'alice',
            messageId: '1_2_1751500001',
          }),
        },
      ],
      failed: [],
      unconfirmed: [],
      warnings: [],
    });
  });

  test('sorts several recipients, some of whom are bad, unknown or in doubt', async () => {
    const ErrorList = [
      { To_Account: 'ghost', ErrorCode: 70107 },
      { To_Account: 'slow', ErrorCode: 70169 },
    ];
    post('openim/batchsendmsg').reply(200, {
      ...ok,
      ActionStatus: 'SomeError',
      MsgKey: '1_2_1751500001',
      ErrorList,
    });
    const to = ['alice', 'ghost', '名', 'slow', 'bob'];
    const receipt = await createChat(createAdapter(), { retry }).sendDirect({ to, content });
    expect(receipt.accepted.map(({ userId }) => userId)).toEqual(['alice', 'bob']);
    expect(receipt.failed.map(({ userId, problem }) => [userId, problem.code, problem.field])).toEqual([
      ['ghost', 'recipient_not_found', undefined],
      ['名', 'invalid_message', 'to[2]'],
    ]);
    expect(receipt.unconfirmed.map(({ userId }) => userId)).toEqual(['slow']);
    expect(receipt.warnings.map(({ code }) => code)).toEqual(['webhooks_bypassed']);
  });

  test('takes a failure under a name that was not asked for as possibly anybody’s', async () => {
    const ErrorList = [
      { To_Account: 'ghost', ErrorCode: 70107 },
      { To_Account: 'Spirit', ErrorCode: 70107 },
    ];
    post('openim/batchsendmsg').reply(200, { ...ok, ActionStatus: 'SomeError', ErrorList });
    const to = ['alice', 'ghost', 'spirit'];
    const sent = createChat(createAdapter(), { retry }).sendDirect({ to, content });
    await expect(sent).rejects.toMatchObject({
      receipt: {
        accepted: [],
        failed: [{ userId: 'ghost', problem: { code: 'recipient_not_found' } }],
        unconfirmed: [{ userId: 'alice' }, { userId: 'spirit' }],
        warnings: [{ code: 'webhooks_bypassed' }, { code: 'unasked_recipient' }],
      },
    });
  });

  test('repeats a timeout of the account lookup for one, and leaves a batch unconfirmed', async () => {
    const timedOut = { ActionStatus: 'FAIL', ErrorCode: 60014, ErrorInfo: '' };
    const chat = createChat(createAdapter(), { retry });
    post('openim/sendmsg').reply(200, timedOut);
    post('openim/sendmsg').reply(200, ok);
    await expect(chat.sendDirect({ to: 'alice', content })).resolves.toMatchObject({
      accepted: [{ userId: 'alice' }],
    });
    post('openim/batchsendmsg').reply(200, timedOut);
    await expect(chat.sendDirect({ to: ['alice', 'bob'], content })).rejects.toMatchObject({
      code: 'vendor_unavailable',
      effect: 'unknown',
      receipt: { unconfirmed: [{ userId: 'alice' }, { userId: 'bob' }] },
    });
  });

  test('repeats an unclear single send with the same bytes, and no unclear batch', async () => {
    const bodies: string[] = [];
    const keep = (reply: string) => async (request: Request) => {
      bodies.push(await request.text());
      return reply;
    };
    const chat = createChat(createAdapter(), { retry });
    post('openim/sendmsg').reply(502, keep('<html>502</html>'));
    post('openim/sendmsg').reply(200, keep(JSON.stringify(ok)));
    await expect(chat.sendDirect({ to: 'alice', content })).resolves.toMatchObject({
      accepted: [{ userId: 'alice' }],
    });
    expect(bodies).toHaveLength(2);
    expect(bodies[0]).toContain(privateWords);
    expect(bodies[1]).toBe(bodies[0]);

    post('openim/batchsendmsg').reply(502, '<html>');
    await expect(chat.sendDirect({ to: ['alice', 'bob'], content })).rejects.toMatchObject({
      code: 'bad_reply',
      receipt: { unconfirmed: [{ userId: 'alice' }, { userId: 'bob' }] },
    });
  });

  test('makes an expired signature anew, once', async () => {
    const userSigs: unknown[] = [];
    const refuse = () => {
      userSigs.push(query.usersig);
      return { ActionStatus: 'FAIL', ErrorCode: 70001, ErrorInfo: 'UserSig expired' };
    };
    post('openim/sendmsg').twice().reply(200, refuse);
    const chat = createChat(createAdapter(), { retry });
    await expect(chat.sendDirect({ to: 'alice', content })).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    expect(userSigs).toHaveLength(2);
    expect(userSigs).toSatisfy((sigs: unknown[]) => sigs.every((sig) => typeof sig === 'string'));
  });

  test('refuses half a surrogate pair, wherever it stands', async () => {
    const chat = createChat(createAdapter());
    const half = '\ud83d';
    await expect(
      chat.sendDirect({ to: 'alice', content: { type: 'text', text: half } }),
    ).rejects.toMatchObject({
      code: 'invalid_message',
      effect: 'not_sent',
      field: 'content.text',
    });
    await expect(chat.sendDirect({ to: 'alice', content, metadata: half })).rejects.toMatchObject({
      field: 'metadata',
    });
    await expect(chat.sendDirect({ to: half, content })).rejects.toMatchObject({
      code: 'invalid_message',
      field: 'to',
    });
  });

  test('sends broadcasts and registers users', async () => {
    const chat = createChat(createAdapter());
    post('all_member_push/im_push').reply(200, { ...ok, TaskId: 'task-1' });
    await expect(chat.broadcast({ audience: 'online', content })).resolves.toEqual({
      results: [{ via: 'tencentIm', taskId: 'task-1' }],
      warnings: [],
    });
    post('im_open_login_svc/multiaccount_import').reply(200, { ...ok, FailAccounts: ['bob'] });
    await expect(chat.registerUsers([{ userId: 'alice' }, { userId: 'bob' }])).resolves.toMatchObject({
      accepted: [{ userId: 'alice' }],
      failed: [{ userId: 'bob', problem: { code: 'vendor_error', effect: 'rejected' } }],
    });
  });
});

describe('what Tencent IM cannot do is refused before anything is sent', () => {
  const signal = { type: 'signal', data: 'typing' } as const;
  const push = { title: 'Alice', body: 'Hello' };
  const vendor = { tencentIm: { offlinePush: { apns: { sound: 'ring.caf' } } } };
  const everyone = { audience: 'everyone', push } as const;

  test.each<[field: string, fields: Partial<DirectMessage>]>([
    ['push', { content: signal, push }],
    ['readReceipt', { content: signal, readReceipt: true }],
    ['timeToLive', { content: signal, timeToLive: 60 }],
    ['push', { push, timeToLive: 0 }],
    ['readReceipt', { readReceipt: true, timeToLive: 0 }],
  ])('%s of a direct message: %j', async (field, fields) => {
    const sent = createChat(createAdapter()).sendDirect({ to: 'alice', content, ...fields });
    await expect(sent).rejects.toMatchObject({ code: 'unsupported', effect: 'not_sent', field });
  });

  test.each<[field: string, fields: Partial<BroadcastMessage>]>([
    ['metadata', { metadata: 'x' }],
    ['readReceipt', { readReceipt: true }],
    ['senderCopy', { senderCopy: true }],
    ['senderCopy', { senderCopy: false }],
    ['countsAsUnread', { countsAsUnread: true }],
    ['countsAsUnread', { countsAsUnread: false }],
    ['timeToLive', { ...everyone, timeToLive: 0 }],
    ['audience', { ...everyone, audience: 'push_only' }],
    ['audience', { ...everyone, content: signal }],
  ])('%s of a broadcast: %j', async (field, fields) => {
    const sent = createChat(createAdapter()).broadcast({ audience: 'online', content, ...fields });
    await expect(sent).rejects.toMatchObject({ code: 'unsupported', effect: 'not_sent', field });
  });

  test.each<[Partial<BroadcastMessage>]>([
    [{ ...everyone, audience: 'push_only' }],
    [{ ...everyone, content: signal }],
  ])('a broadcast cannot go without its audience, also where a warning is enough: %j', async (fields) => {
    const chat = createChat(createAdapter(), { onUnsupported: 'warn' });
    await expect(chat.broadcast({ audience: 'online', content, ...fields })).rejects.toMatchObject({
      code: 'unsupported',
      effect: 'not_sent',
      field: 'audience',
    });
  });

  test('unless it may be left out with a warning: then it is, with the fields that need it', async () => {
    const requests: unknown[] = [];
    post('openim/sendmsg').reply(200, async (request: Request) => {
      requests.push(await request.json());
      return JSON.stringify(ok);
    });
    const chat = createChat(createAdapter(), { onUnsupported: 'warn' });
    const fields = { push, readReceipt: true, timeToLive: 60, vendor };
    const receipt = await chat.sendDirect({ to: 'alice', content: signal, ...fields });
    expect(receipt.warnings.map(({ code, field }) => `${code} ${field}`).toSorted()).toEqual([
      'unsupported push',
      'unsupported readReceipt',
      'unsupported timeToLive',
      'unsupported vendor.tencentIm.offlinePush',
    ]);
    expect(requests).toEqual([
      {
        SyncOtherMachine: 1,
        To_Account: 'alice',
        OnlineOnlyFlag: 1,
        MsgSeq: expect.any(Number),
        MsgRandom: expect.any(Number),
        MsgBody: [{ MsgType: 'TIMCustomElem', MsgContent: { Data: 'typing', Ext: 'polychat:signal' } }],
        OfflinePushInfo: { PushFlag: 1 },
      },
    ]);
  });

  test('vendor fields of a user', async () => {
    const vendor = { tencentIm: { level: 3 } };
    const registered = createChat(createAdapter()).registerUsers([{ userId: 'alice', vendor }]);
    await expect(registered).rejects.toMatchObject({
      code: 'invalid_message',
      effect: 'not_sent',
      field: 'users[0].vendor.tencentIm.level',
    });
  });
});

describe('an answer that is not quite the API’s:', () => {
  const json = { 'content-type': 'application/json' };
  const good = { ...ok, MsgKey: '1_2_1751500001' };
  /** To two, in a batch, which is never repeated. */
  const send = (options = {}) =>
    createChat(createAdapter(), { retry, maxReplyBytes: 1_000, ...options })
      .sendDirect({ to: ['alice', 'bob'], content })
      .then(
        () => 'accepted',
        ({ code, effect }) => `${code}, ${effect}`,
      );

  test.each<[string, number, nock.Body, nock.ReplyHeaders, string]>([
    ['JSON under text/plain', 200, JSON.stringify(good), { 'content-type': 'text/plain' }, 'accepted'],
    ['JSON under no type', 200, JSON.stringify(good), {}, 'accepted'],
    ['no ActionStatus', 200, { ErrorCode: 0 }, json, 'accepted'],
    ['a list that is null', 200, { ...good, ErrorList: null }, json, 'accepted'],
    ['OK with a code', 200, { ActionStatus: 'OK', ErrorCode: 90012 }, json, 'bad_reply, unknown'],
    ['an unknown code', 200, { ActionStatus: 'FAIL', ErrorCode: 1 }, json, 'vendor_error, unknown'],
    ['a code of false', 200, { ...good, ErrorCode: false } as never, json, 'bad_reply, unknown'],
    ['a JSON array', 200, [good] as never, json, 'bad_reply, unknown'],
    ['HTML with 200', 200, '<html></html>', { 'content-type': 'text/html' }, 'bad_reply, unknown'],
    ['HTML with 502', 502, '<html></html>', { 'content-type': 'text/html' }, 'bad_reply, unknown'],
    ['good words with 502', 502, JSON.stringify(good), json, 'bad_reply, unknown'],
    ['a redirect', 302, '', { location: host }, 'bad_reply, unknown'],
    [
      'more bytes than allowed',
      200,
      `${JSON.stringify(good)}${' '.repeat(1_000)}`,
      json,
      'bad_reply, unknown',
    ],
  ])('%s makes the send end as $4', async (_name, status, body, headers, expected) => {
    post('openim/batchsendmsg').reply(status, body, headers);
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
    post('openim/batchsendmsg').reply(200, () => new Readable({ read: () => pass() }), json);
    expect(await send({ clock })).toBe('timeout, unknown');
  });
});

describe('an error shows neither key, signature nor text after', () => {
  /** Replies that give back what they should not. */
  const echo = async (request: Request) => {
    const text = await request.text();
    const ErrorInfo = `cannot parse ${text} at ${request.url}, about ${privateWords} by ${query.usersig}`;
    return JSON.stringify({ ActionStatus: 'FAIL', ErrorCode: 90001, ErrorInfo });
  };

  test.each<[name: string, code: ProblemCode, answer: (command: string) => unknown]>([
    ['a refusal that echoes', 'invalid_message', (command) => post(command).reply(200, echo)],
    ['HTML', 'bad_reply', (command) => post(command).reply(502, `<html>${privateWords}</html>`)],
    [
      'no connection',
      'network',
      (command) => post(command).replyWithError(`no way to ${host}: ${privateWords}`),
    ],
    [
      'a redirect',
      'bad_reply',
      (command) => post(command).reply(302, '', { location: `${host}/${secretKey}` }),
    ],
  ])('%s', async (_name, code, answer) => {
    const seen: unknown[] = [];
    const userSigs = new Set<unknown>();
    const see = (event: unknown) => void seen.push(event);
    const hooks: Hooks = { request: see, reply: see, repeat: see, wait: see };
    // A pacer of its own: broadcasts of one app are a second apart.
    const pacer = createMemoryPacer({ clock: systemClock });
    const chat = createChat(createAdapter(), { hooks, pacer, retry: { maxAttempts: 1 } });
    for (const to of [['alice'], ['alice', 'bob']]) {
      answer(to.length > 1 ? 'openim/batchsendmsg' : 'openim/sendmsg');
      await chat.sendDirect({ to, content, metadata: privateWords }).catch((error) => seen.push(error));
      userSigs.add(query.usersig);
    }
    answer('all_member_push/im_push');
    await chat.broadcast({ audience: 'online', content }).catch((error) => seen.push(error));
    for await (const planned of chat.preview({ to: 'alice', content })) seen.push(planned);
    const errors = seen.filter(ChatError.is);
    expect(errors.map((error) => error.code)).toEqual([code, code, code]);
    const shown = `${inspect([seen, chat], { depth: null, showHidden: true })}${JSON.stringify(seen)}${errors.map(({ stack }) => stack)}`;
    expect([...userSigs].every((userSig) => typeof userSig === 'string' && userSig.length > 100)).toBe(true);
    for (const secret of [secretKey, 'Zanzibar', 'quince', ...userSigs]) expect(shown).not.toContain(secret);
  });
});
