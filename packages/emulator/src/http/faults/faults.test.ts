import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEmulator } from '../../create-emulator.ts';
import type { Emulator } from '../../emulator.ts';
import { callZim, signedQuery } from '../../zim/__fixtures__/zim-client.ts';
import type { Fault } from './fault.ts';
import type { FaultRule } from './fault-rule.ts';

let emulator: Emulator;

beforeEach(async () => {
  emulator = await createEmulator({ zim: { users: ['ana', 'bo', 'cy', 'dee'] } });
});
afterEach(() => emulator.close());

const hello = (...to: string[]) => ({
  FromUserId: 'ana',
  ToUserId: to.length === 0 ? ['bo'] : to,
  MessageType: 1,
  Priority: 2,
  MessageBody: { Message: 'hello' },
});

/** The raw call, for replies that are no JSON or never come. */
async function raw(body: unknown = hello(), signal?: AbortSignal): Promise<{ status: number; text: string }> {
  const response = await fetch(`${emulator.zim.baseUrl}/?${signedQuery(emulator, 'SendPeerMessage')}`, {
    method: 'POST',
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
  return { status: response.status, text: await response.text() };
}

/** Gives up a moment after the emulator is done with the next call: what has not come by then never comes. */
function impatience(): AbortSignal {
  const giveUp = new AbortController();
  const stop = emulator.on('reply', () => {
    stop();
    setTimeout(() => giveUp.abort(new DOMException('no answer', 'TimeoutError')), 2_000);
  });
  return giveUp.signal;
}

describe('when a fault strikes before or after', () => {
  test.each<[Fault, number, 'no answer' | 'reset' | 'html' | 'code' | 'cut' | 'fine']>([
    [{ kind: 'silence' }, 0, 'no answer'],
    [{ kind: 'silence', when: 'before' }, 0, 'no answer'],
    [{ kind: 'silence', when: 'after' }, 1, 'no answer'],
    [{ kind: 'reset' }, 0, 'reset'],
    [{ kind: 'reset', when: 'after' }, 1, 'reset'],
    [{ kind: 'html' }, 0, 'html'],
    [{ kind: 'html', when: 'after' }, 1, 'html'],
    [{ kind: 'code', code: 660000003 }, 0, 'code'],
    [{ kind: 'code', code: 660000003, when: 'after' }, 1, 'code'],
    [{ kind: 'truncated' }, 1, 'cut'],
    [{ kind: 'stalled' }, 1, 'no answer'],
    [{ kind: 'stalled', when: 'before' }, 0, 'no answer'],
    [{ kind: 'shuffle' }, 1, 'fine'],
  ])('%j delivers to so many: %d, and the answer is: %s', async (fault, delivered, answer) => {
    emulator.fail({ fault });
    const signal = answer === 'no answer' ? impatience() : undefined;
    const result = await raw(hello(), signal).catch((error: Error) => error);
    expect(emulator.inbox('bo')).toHaveLength(delivered);
    if (answer === 'no answer') expect(result).toHaveProperty('name', 'TimeoutError');
    else if (answer === 'reset') expect(result).toHaveProperty('cause.code', 'ECONNRESET');
    else if (result instanceof Error) throw result;
    else if (answer === 'html') {
      expect(result.status).toBe(502);
      expect(result.text).toContain('<html>');
    } else if (answer === 'cut') {
      expect(result.status).toBe(200);
      expect(() => JSON.parse(result.text)).toThrow(SyntaxError);
      expect(result.text.startsWith('{"Code":0')).toBe(true);
    } else {
      expect(JSON.parse(result.text).Code).toBe(answer === 'code' ? 660000003 : 0);
    }
    expect(emulator.requests).toMatchObject([{ faults: [fault] }]);
    expect((await raw()).status).toBe(200);
  });
});

test('HTML can come with any status', async () => {
  emulator.fail({ fault: { kind: 'html', status: 200 } });
  expect(await raw()).toMatchObject({ status: 200, text: expect.stringContaining('<html>') });
});

test('a stalled reply is half there', async () => {
  emulator.fail({ fault: { kind: 'stalled' } });
  const response = await fetch(`${emulator.zim.baseUrl}/?${signedQuery(emulator, 'SendPeerMessage')}`, {
    method: 'POST',
    body: JSON.stringify(hello()),
  });
  const reader = response.body?.getReader();
  const first = await reader?.read();
  const seen = first?.value?.length ?? 0;
  expect(seen).toBeGreaterThan(0);
  expect(seen).toBeLessThan(Number(response.headers.get('content-length')));
  await reader?.cancel();
});

describe('a delay', () => {
  test.each([
    ['before', 0],
    ['after', 1],
  ] as const)('%s the call takes effect', async (when, delivered) => {
    emulator.fail({ fault: { kind: 'delay', milliseconds: 60_000, when } });
    const call = callZim(emulator, 'SendPeerMessage', hello());
    while (emulator.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(emulator.inbox('bo')).toHaveLength(delivered);
    emulator.advance(60_000);
    expect((await call).json.Code).toBe(0);
    expect(emulator.inbox('bo')).toHaveLength(1);
  });

  test('lasts in real time', async () => {
    emulator.fail({ fault: { kind: 'delay', milliseconds: 40 } });
    const start = performance.now();
    await callZim(emulator, 'SendPeerMessage', hello());
    expect(performance.now() - start).toBeGreaterThan(35);
  });
});

describe('which calls a fault hits', () => {
  const code = async (action: string, body: unknown) => (await callZim(emulator, action, body)).json.Code;
  const register = () => code('UserRegister', { UserInfo: [{ UserId: 'new' }] });
  const fault: Fault = { kind: 'code', code: 7 };

  test('the next N', async () => {
    emulator.fail({ times: 2, fault });
    expect(emulator.faults).toMatchObject([{ remaining: 2 }]);
    expect([await register(), await register(), await register()]).toEqual([7, 7, 0]);
    expect(emulator.faults).toEqual([]);
  });

  test('those to an endpoint', async () => {
    emulator.fail({ endpoint: 'SendPeerMessage', fault });
    expect([await register(), await code('SendPeerMessage', hello())]).toEqual([0, 7]);
  });

  test('those to a vendor', async () => {
    emulator.fail({ vendor: 'tencentIm', fault });
    expect(await register()).toBe(0);
    const url = `${emulator.tencentIm.baseUrl}/v4/openim/sendmsg`;
    expect(await (await fetch(url, { method: 'POST', body: '{}' })).json()).toMatchObject({ ErrorCode: 7 });
  });

  test('the last part of a path names an endpoint, too', async () => {
    emulator.fail({ endpoint: 'sendmsg', fault });
    const url = `${emulator.tencentIm.baseUrl}/v4/openim/`;
    const call = async (name: string) =>
      (await (await fetch(url + name, { method: 'POST' })).json()).ErrorCode;
    expect(await call('batchsendmsg')).not.toBe(7);
    expect(await call('sendmsg')).toBe(7);
  });

  test.each<[string, FaultRule, RegExp]>([
    [
      'a typing error',
      { endpoint: 'SendPeerMesage', fault },
      /^fail: endpoint: must be one that is served: SendPeer/,
    ],
    [
      'the endpoint of another vendor',
      { vendor: 'zim', endpoint: 'sendmsg', fault },
      /SendPeerMessage, .* and \d+ more$/,
    ],
    ['the end of a name', { endpoint: 'msg', fault }, /^fail: endpoint: must be one that is served: /],
  ])('none at %s, which is refused', (_name, rule, message) => {
    expect(() => emulator.fail(rule)).toThrow(message);
    expect(() => emulator.fail(rule)).toThrow(TypeError);
    expect(emulator.faults).toEqual([]);
  });

  test('those that name a recipient, where silence hits the whole call', async () => {
    emulator.fail({ recipient: 'cy', fault: { kind: 'silence', when: 'after' } });
    expect(await code('SendPeerMessage', hello('bo'))).toBe(0);
    await expect(raw(hello('bo', 'cy'), impatience())).rejects.toThrow();
    expect([emulator.inbox('bo').length, emulator.inbox('cy').length]).toEqual([2, 1]);
  });

  test('the oldest that fits comes first', async () => {
    emulator.fail({ fault: { kind: 'code', code: 1 } });
    emulator.fail({ fault: { kind: 'code', code: 2 } });
    expect([await register(), await register(), await register()]).toEqual([1, 2, 0]);
  });

  test('none that was cancelled', async () => {
    const { id } = emulator.fail({ fault });
    expect(emulator.cancelFault(id)).toBe(true);
    expect(emulator.cancelFault(id)).toBe(false);
    expect(await register()).toBe(0);
  });
});

describe('a fault for one recipient', () => {
  test('gives them a code, and serves the others', async () => {
    emulator.fail({ recipient: 'cy', fault: { kind: 'code', code: 660000003 } });
    const { json } = await callZim(emulator, 'SendPeerMessage', hello('bo', 'cy'));
    expect(json).toMatchObject({
      Code: 0,
      ErrorList: [{ UserId: 'cy', SubCode: 660000003 }],
      SuccList: [{ UserId: 'bo' }],
    });
    expect(emulator.inbox('cy')).toEqual([]);
  });

  test('is the whole answer where there is no list', async () => {
    emulator.fail({ recipient: 'bo', fault: { kind: 'code', code: 660000003 } });
    const body = { FromUserId: 'ana', ToUserId: 'bo', MsgSeq: 1 };
    expect((await callZim(emulator, 'RevokePeerMessage', body)).json.Code).toBe(660000003);
  });

  test.each(['UserRegister', 'QueryUserInfos', 'AddUsersToBlacklist'])('works for %s', async (action) => {
    emulator.fail({ recipient: 'cy', fault: { kind: 'code', code: 660000003 } });
    const { json } = await callZim(emulator, action, {
      FromUserId: 'ana',
      UserIds: ['bo', 'cy'],
      UserInfo: [{ UserId: 'new' }, { UserId: 'cy' }],
    });
    expect(json.ErrorList ?? json.ErrList).toMatchObject([{ UserId: 'cy', SubCode: 660000003 }]);
  });

  test('can leave them out of the reply, though they were served', async () => {
    emulator.fail({ recipient: 'cy', fault: { kind: 'omit' } });
    const { json } = await callZim(emulator, 'SendPeerMessage', hello('bo', 'cy', 'dee'));
    expect(json).toMatchObject({ ErrorList: [], SuccList: [{ UserId: 'bo' }, { UserId: 'dee' }] });
    expect(emulator.inbox('cy')).toHaveLength(1);
  });
});

test('a fault can bring lists in another order', async () => {
  emulator.fail({ fault: { kind: 'shuffle' } });
  const { json } = await callZim(emulator, 'SendPeerMessage', hello('bo', 'cy', 'dee'));
  expect(json.SuccList).toMatchObject([{ UserId: 'dee' }, { UserId: 'cy' }, { UserId: 'bo' }]);
});

test.each<[string, unknown]>([
  ['no fault', {}],
  ['an unknown kind', { fault: { kind: 'earthquake' } }],
  ['a vendor of elsewhere', { vendor: 'sendbird', fault: { kind: 'silence' } }],
  ['no times', { times: 0, fault: { kind: 'silence' } }],
  ['an unknown member', { endpoints: 'x', fault: { kind: 'silence' } }],
  ['omit without a recipient', { fault: { kind: 'omit' } }],
  ['a recipient who fails afterwards', { recipient: 'bo', fault: { kind: 'code', code: 1, when: 'after' } }],
])('a fault rule with %s is refused', (_name, rule) => {
  expect(() => emulator.fail(rule as FaultRule)).toThrow();
  expect(emulator.faults).toEqual([]);
});

test('closing breaks off a call that is kept waiting', async () => {
  const other = await createEmulator();
  other.fail({ fault: { kind: 'silence' } });
  const socket = connect(other.port, '127.0.0.1');
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.on('error', () => {});
  socket.write('POST /zim/?Action=X HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n');
  while (other.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  await other.close();
  await closed;
});

test('a fault of the emulator itself is answered as one, not with silence', async () => {
  emulator.zim.users.get = () => {
    throw new Error('broken');
  };
  const { json } = await callZim(emulator, 'SendPeerMessage', hello());
  expect(json).toMatchObject({ Code: 660000003, Message: 'emulator: broken' });
});
