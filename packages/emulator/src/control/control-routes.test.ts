import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createEmulator } from '../create-emulator.ts';
import type { Emulator } from '../emulator.ts';
import { call, textBody } from '../tencent-im/__fixtures__/tencent-im-client.ts';
import { callZim } from '../zim/__fixtures__/zim-client.ts';
import { control, openStream } from './__fixtures__/control-client.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await createEmulator({
    zim: {
      users: [{ userId: 'ana', name: 'Ana Ruiz' }, 'bo', { userId: 'phone', presence: 'offline' }],
      rates: { calls: 10_000 },
    },
    tencentIm: { users: ['ana', { userId: 'a/b?c', presence: 'online' }] },
  });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

const sendZim = (text: string, to: readonly string[] = ['bo'], from = 'ana') =>
  callZim(emulator, 'SendPeerMessage', {
    FromUserId: from,
    ToUserId: to,
    MessageType: 1,
    Priority: 2,
    MessageBody: { Message: text, OfflinePush: { Enable: 1, Title: 'Ana', Content: text } },
  });

describe('state', () => {
  test('has addresses, credentials, settings and counts', async () => {
    await sendZim('hello');
    const { json } = await control(emulator, 'GET', 'state');
    expect(json).toMatchObject({
      url: emulator.url,
      counts: { messages: 1, requests: 1, users: { zim: 3, tencentIm: 3 }, faults: 0 },
      zim: { baseUrl: `${emulator.url}/zim`, settings: { plan: 'enterprise', readings: {} } },
      tencentIm: { sdkAppId: 1_400_000_000, admins: ['administrator'], settings: { readings: {} } },
    });
  });
});

describe('users', () => {
  test('are listed once for both vendors, newest conversation first', async () => {
    await sendZim('hi', ['bo', 'phone']);
    const { json } = await control(emulator, 'GET', 'users');
    const { total, users } = json as { total: number; users: { userId: string }[] };
    expect(total).toBe(5);
    expect(users.map(({ userId }) => userId)).toEqual(['phone', 'ana', 'bo', 'a/b?c', 'administrator']);
    expect(users[1]).toMatchObject({
      name: 'Ana Ruiz',
      preview: 'hi',
      accounts: { zim: { messages: 2, unread: 0 }, tencentIm: { messages: 0 } },
    });
    expect(users[0]).toMatchObject({ accounts: { zim: { messages: 1, unread: 1, presence: 'offline' } } });
  });

  test.each([
    { query: 'search=RUIZ', found: ['ana'] },
    { query: 'search=b', found: ['bo', 'a/b?c'] },
    { query: 'vendor=zim', found: ['ana', 'bo', 'phone'] },
    { query: 'limit=1&offset=1', found: ['bo'] },
  ])('found by $query', async ({ query, found }) => {
    const { json } = await control(emulator, 'GET', `users?${query}`);
    expect((json as { users: { userId: string }[] }).users.map(({ userId }) => userId)).toEqual(found);
  });

  test('are added, changed and removed', async () => {
    const added = await control(emulator, 'POST', 'users', { userId: 'new', vendor: 'zim', name: 'New' });
    expect(added).toMatchObject({
      status: 201,
      json: { name: 'New', accounts: { zim: { presence: 'never' } } },
    });
    expect(emulator.tencentIm.users.has('new')).toBe(false);
    const path = 'users/zim/new';
    const changed = await control(emulator, 'PATCH', path, { presence: 'online', block: ['bo'] });
    expect(changed.json).toMatchObject({ accounts: { zim: { presence: 'online', blocked: ['bo'] } } });
    expect((await sendZim('hi', ['new'], 'bo')).json).toMatchObject({ ErrorList: [{ SubCode: 660800045 }] });
    await control(emulator, 'PATCH', path, { unblock: ['bo'] });
    expect((await sendZim('hi', ['new'], 'bo')).json).toMatchObject({ Code: 0 });
    expect((await control(emulator, 'DELETE', path)).status).toBe(204);
    expect(emulator.zim.users.has('new')).toBe(false);
  });

  test('have ids that need escaping', async () => {
    const path = `users/tencentIm/${encodeURIComponent('a/b?c')}`;
    const { json } = await control(emulator, 'PATCH', path, { presence: 'offline' });
    expect(json).toMatchObject({ userId: 'a/b?c', accounts: { tencentIm: { presence: 'offline' } } });
  });
});

describe('messages', () => {
  test('of one user lie in conversations, and are paged newest first', async () => {
    for (const text of ['one', 'two', 'three']) await sendZim(text, ['bo']);
    await sendZim('other', ['phone']);
    const conversations = await control(emulator, 'GET', 'users/zim/ana/conversations');
    expect(conversations.json).toMatchObject({
      total: 2,
      conversations: [
        { channel: 'direct', with: 'phone', messages: 1, unread: 0, preview: 'other' },
        { channel: 'direct', with: 'bo', name: '', messages: 3, unread: 0, preview: 'three' },
      ],
    });
    const thread = 'users/zim/bo/messages?channel=direct&with=ana&limit=2';
    const first = (await control(emulator, 'GET', thread)).json as {
      messages: { id: number; preview: string }[];
    };
    expect(first).toMatchObject({ more: true, messages: [{ preview: 'three' }, { preview: 'two' }] });
    const second = await control(emulator, 'GET', `${thread}&before=${first.messages[1]?.id}`);
    expect(second.json).toMatchObject({
      more: false,
      messages: [
        {
          preview: 'one',
          parts: [{ kind: 'text', text: 'one' }],
          direction: 'received',
          conversation: { channel: 'direct', with: 'ana' },
          push: { title: 'Ana', body: 'one' },
        },
      ],
    });
  });

  test.each(['NEEDLE', 'needle in', 'phone'])('are found by %s', async (search) => {
    await sendZim('hay');
    await sendZim('a needle in the hay', ['phone']);
    const { json } = await control(emulator, 'GET', `messages?search=${encodeURIComponent(search)}`);
    expect((json as { messages: { preview: string }[] }).messages.map(({ preview }) => preview)).toEqual([
      'a needle in the hay',
    ]);
  });

  test('name the request behind them, which has the reply and the signature check', async () => {
    await sendZim('hello', ['phone']);
    const { json } = await control(emulator, 'GET', 'messages');
    const [message] = (json as { messages: { id: number; requestId: number }[] }).messages;
    const whole = await control(emulator, 'GET', `messages/${message?.id}`);
    expect(whole.json).toMatchObject({ copies: [{ userId: 'phone', pushShown: true }, { userId: 'ana' }] });
    const record = await control(emulator, 'GET', `requests/${message?.requestId}`);
    expect(record.json).toMatchObject({
      endpoint: 'SendPeerMessage',
      authentication: { signature: 'valid' },
      reply: { status: 200, tookMs: expect.any(Number), body: expect.stringContaining('"Code":0') },
    });
  });
});

describe('requests', () => {
  test('are listed newest first with the vendor code', async () => {
    await sendZim('x');
    await sendZim('x', ['nobody']);
    await call(emulator, 'openim/sendmsg', { To_Account: 'nobody', MsgRandom: 1, MsgBody: textBody() });
    const { json } = await control(emulator, 'GET', 'requests');
    expect(json).toMatchObject({
      more: false,
      requests: [
        { endpoint: 'v4/openim/sendmsg', code: 90012, to: 'nobody' },
        { endpoint: 'SendPeerMessage', code: 660700015, from: 'ana', to: 'nobody', recipients: 1 },
        { endpoint: 'SendPeerMessage', code: 0, status: 200 },
      ],
    });
    const some = await control(emulator, 'GET', 'requests?endpoint=sendmsg&vendor=tencentIm');
    expect((some.json as { requests: unknown[] }).requests).toHaveLength(1);
  });
});

describe('faults', () => {
  test('are added, listed, strike and are cancelled', async () => {
    const rule = { vendor: 'zim', endpoint: 'SendPeerMessage', fault: { kind: 'code', code: 660300005 } };
    const added = await control(emulator, 'POST', 'faults', { ...rule, times: 2 });
    expect(added).toMatchObject({ status: 201, json: { remaining: 2, rule } });
    expect((await sendZim('x')).json.Code).toBe(660300005);
    expect((await control(emulator, 'GET', 'faults')).json).toMatchObject({ faults: [{ remaining: 1 }] });
    const { id } = added.json as { id: number };
    expect((await control(emulator, 'DELETE', `faults/${id}`)).status).toBe(204);
    expect((await sendZim('x')).json.Code).toBe(0);
    await control(emulator, 'POST', 'faults', rule);
    await control(emulator, 'DELETE', 'faults');
    expect(emulator.faults).toEqual([]);
  });

  test('are added together or not at all, and cancelled together', async () => {
    const good = { vendor: 'zim', fault: { kind: 'silence' } };
    const bad = await control(emulator, 'POST', 'faults', [good, { fault: { kind: 'omit' } }]);
    expect(bad).toMatchObject({ status: 400, json: { error: { field: '1.recipient' } } });
    expect(emulator.faults).toEqual([]);
    const { json } = await control(emulator, 'POST', 'faults', [good, good, good]);
    const ids = (json as { faults: { id: number }[] }).faults.map(({ id }) => id);
    expect((await control(emulator, 'DELETE', `faults?ids=${ids[0]},${ids[1]},999999`)).status).toBe(204);
    expect(emulator.faults.map(({ id }) => id)).toEqual([ids[2]]);
  });
});

describe('the control API for time, reset and devices', () => {
  test('time is moved on', async () => {
    const before = emulator.now();
    const { json } = await control(emulator, 'POST', 'time', { milliseconds: 60_000 });
    expect((json as { movedMs: number }).movedMs).toBeGreaterThanOrEqual(60_000);
    expect(emulator.now()).toBeGreaterThanOrEqual(before + 60_000);
  });

  test('reset forgets messages and keeps users', async () => {
    await sendZim('x');
    expect((await control(emulator, 'POST', 'reset')).status).toBe(204);
    expect(emulator.messages).toEqual([]);
    expect(emulator.zim.users.size).toBe(3);
  });

  test('a device sends', async () => {
    const { status, json } = await control(emulator, 'POST', 'client-sends', {
      vendor: 'tencentIm',
      from: 'ana',
      to: 'a/b?c',
      message: { MsgBody: textBody() },
    });
    expect({ status, json }).toMatchObject({ status: 201, json: { code: 0 } });
    expect(emulator.inbox('a/b?c')).toHaveLength(1);
  });

  test('a device does what its user does', async () => {
    const device = { vendor: 'tencentIm', userId: 'ana' };
    const act = (body: object) => control(emulator, 'POST', 'client-acts', { ...device, ...body });
    await act({ act: 'send', to: 'a/b?c', message: { MsgBody: textBody('first') } });
    const [message] = emulator.messages;
    const edit = { act: 'edit', message: message?.id, content: { MsgBody: textBody('second') } };
    expect(await act(edit)).toMatchObject({ status: 201, json: { code: 0 } });
    expect((await control(emulator, 'GET', `messages/${message?.id}`)).json).toMatchObject({
      state: 'normal',
      preview: 'second',
      former: [{ preview: 'first', until: expect.any(Number) }],
    });
    await act({ act: 'online' });
    await act({ act: 'offline', reason: 'disconnected' });
    expect(emulator.tencentIm.users.get('ana')?.presence).toBe('offline');
  });
});

describe('the event stream', () => {
  test('says what happened, in batches', async () => {
    const stream = openStream(emulator);
    expect(await stream.next('hello')).toMatchObject({ counts: { messages: 0 } });
    await sendZim('live');
    emulator.fail({ fault: { kind: 'silence' } });
    const all = await stream.until(({ faults, requests }) => faults && requests[0]?.code !== undefined);
    expect(all).toMatchObject({
      counts: { messages: 1 },
      messages: [
        { userId: 'bo', direction: 'received', preview: 'live' },
        { userId: 'ana', direction: 'sent', preview: 'live' },
      ],
      requests: [{ endpoint: 'SendPeerMessage', code: 0 }],
      faults: true,
      reset: false,
      skipped: { messages: 0, requests: 0 },
    });
    emulator.advance(3_600_000);
    expect(await stream.until(({ movedMs }) => movedMs >= 3_600_000)).toMatchObject({ messages: [] });
    emulator.reset();
    expect(await stream.until(({ reset }) => reset)).toMatchObject({ counts: { messages: 0 } });
    stream.close();
  });

  test('lists the newest of a flood and counts the rest', async () => {
    const stream = openStream(emulator);
    await stream.next('hello');
    for (let index = 0; index < 5000; index += 1) emulator.zim.users.put({ userId: 'bo', name: `${index}` });
    const batch = (await stream.next('batch')) as { users: unknown[]; skipped: { users: number } };
    expect(batch.users).toHaveLength(100);
    expect(batch.skipped.users).toBe(4900);
    stream.close();
  });

  test('ends when the emulator closes, and keeps nothing that listens', async () => {
    const own = await createEmulator();
    const stream = openStream(own);
    await stream.next('hello');
    await own.close();
    await expect(fetch(`${own.url}/control/state`)).rejects.toThrow();
    stream.close();
  });
});
