import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { emulatorForFile } from '../__fixtures__/running-emulator.ts';
import { createEmulator } from '../create-emulator.ts';
import { call, callWith, signedQuery, textBody, userSigFor } from './__fixtures__/tencent-im-client.ts';
import type { UserSigParts } from './__fixtures__/user-sig.ts';

const emulator = await emulatorForFile({ tencentIm: { users: ['alice', 'bob'] } }, 'frozen');

const body = { To_Account: 'bob', MsgRandom: 1, MsgBody: textBody() };
const SEND = 'openim/sendmsg';

test('a good call is accepted', async () => {
  const reply = await call(emulator, SEND, body);
  expect(reply).toMatchObject({ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' });
  expect(emulator.inbox('bob')).toHaveLength(1);
  expect(emulator.requests.at(-1)?.authentication).toMatchObject({
    valid: true,
    identifier: 'administrator',
  });
});

describe('the query of a call', () => {
  test.each<[string, Record<string, string | undefined>, number]>([
    ['no sdkappid', { sdkappid: undefined }, 60012],
    ['an empty sdkappid', { sdkappid: '' }, 60012],
    ['sdkappid in another case', { sdkappid: undefined, SdkAppid: '1400000000' }, 60012],
    ['sdkappid that is no number', { sdkappid: 'abc' }, 60025],
    ['no identifier', { identifier: undefined }, 60025],
    ['an empty identifier', { identifier: '' }, 60025],
    ['no usersig', { usersig: undefined }, 60025],
    ['an empty usersig', { usersig: '' }, 70002],
    ['a usersig of nonsense', { usersig: 'AAAA' }, 70003],
    ['no contenttype', { contenttype: undefined }, 60025],
    ['contenttype in another case', { contenttype: 'JSON' }, 60025],
    ['random that is no number', { random: 'x' }, 60025],
    ['random beyond 32 bits', { random: '4294967296' }, 60025],
    ['the greatest random', { random: '4294967295' }, 0],
    ['no random', { random: undefined }, 0],
    ['a parameter nobody knows', { trace: 'yes' }, 0],
  ])('with %s is answered with code $2', async (_name, changes, code) => {
    const reply = await callWith(emulator, SEND, body, signedQuery(emulator, changes));
    expect(reply.ErrorCode).toBe(code);
    expect(reply.ActionStatus).toBe(code === 0 ? 'OK' : 'FAIL');
    expect(emulator.inbox('bob')).toHaveLength(code === 0 ? 1 : 0);
  });

  test('may have its parameters in any order', async () => {
    const query = new URLSearchParams([...signedQuery(emulator)].reverse());
    expect((await callWith(emulator, SEND, body, query)).ErrorCode).toBe(0);
  });
});

describe('a UserSig', () => {
  test.each<[string, Partial<UserSigParts>, Record<string, string>, number]>([
    ['of another app', { sdkAppId: 7 }, {}, 70014],
    ['of another app that the query names too', { sdkAppId: 7 }, { sdkappid: '7' }, 70020],
    ['of another user', { identifier: 'bob' }, {}, 70013],
    ['that has expired', { issuedAt: 1_000_000_000 }, {}, 70001],
    ['of another key', { secretKey: 'a'.repeat(64) }, {}, 70009],
    ['of a user who is no administrator', { identifier: 'bob' }, { identifier: 'bob' }, 60010],
    ['of nobody', { identifier: 'ghost' }, { identifier: 'ghost' }, 60010],
    ['with a user buffer', { userBuffer: 'abc' }, {}, 0],
  ])('%s is answered with code $3', async (_name, parts, changes, code) => {
    const query = signedQuery(emulator, { ...changes, usersig: userSigFor(emulator, parts) });
    expect((await callWith(emulator, SEND, body, query)).ErrorCode).toBe(code);
    expect(emulator.inbox('bob')).toHaveLength(code === 0 ? 1 : 0);
    expect(emulator.requests.at(-1)?.authentication).toMatchObject({ valid: code === 0 || code === 60010 });
  });

  test('expires by the emulator’s clock', async () => {
    const query = signedQuery(emulator);
    expect((await callWith(emulator, SEND, body, query)).ErrorCode).toBe(0);
    emulator.advance(86_402_000);
    expect((await callWith(emulator, SEND, body, query)).ErrorCode).toBe(70001);
  });

  test('that fails often closes the door for a minute, to good ones too', async () => {
    const bad = signedQuery(emulator, { usersig: userSigFor(emulator, { secretKey: 'a'.repeat(64) }) });
    const codes = new Set<unknown>();
    for (let attempt = 0; attempt < 21; attempt++) {
      codes.add((await callWith(emulator, SEND, body, bad)).ErrorCode);
    }
    expect(codes).toEqual(new Set([70009, 70050]));
    expect((await call(emulator, SEND, body)).ErrorCode).toBe(70050);
    emulator.advance(61_000);
    expect((await call(emulator, SEND, body)).ErrorCode).toBe(0);
  });

  test('at an app without a key is answered with code 70016', async () => {
    const other = await createEmulator({ tencentIm: { withoutKey: true } });
    other.freeze();
    try {
      expect((await call(other, SEND, body)).ErrorCode).toBe(70016);
    } finally {
      await other.close();
    }
  });
});

describe('path, method and body', () => {
  test.each([
    ['openim/sendmessage'],
    ['openim'],
    ['openim/sendmsg/'],
    ['openim/SendMsg'],
    ['group_open_http_svc/sendmsg'],
  ])('%s is no command', async (command) => {
    expect((await call(emulator, command, body)).ErrorCode).toBe(60009);
  });

  test.each(['GET', 'PUT', 'DELETE'])('%s is refused', async (method) => {
    const url = `${emulator.tencentIm.baseUrl}/v4/${SEND}?${signedQuery(emulator)}`;
    const reply = (await (await fetch(url, { method })).json()) as Record<string, unknown>;
    expect(reply).toMatchObject({ ActionStatus: 'FAIL', ErrorCode: 60002 });
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '{"To_Account":'],
    ['an array', '[]'],
    ['a string', '"bob"'],
    ['null', 'null'],
  ])('a body of %s is refused with the code of its service', async (_name, text) => {
    expect((await call(emulator, SEND, text)).ErrorCode).toBe(90001);
    expect((await call(emulator, 'all_member_push/im_get_attr_name', text)).ErrorCode).toBe(90001);
    expect((await call(emulator, 'im_open_login_svc/account_import', text)).ErrorCode).toBe(60003);
    expect((await call(emulator, 'group_open_http_svc/send_group_msg', text)).ErrorCode).toBe(10011);
  });

  test('a command without fields takes an empty object', async () => {
    expect((await call(emulator, 'all_member_push/im_get_attr_name', {})).ErrorCode).toBe(0);
  });
});

describe('the rate of a command', () => {
  test('is counted by itself, in a sliding window of a second', async () => {
    const other = await createEmulator({
      tencentIm: { users: ['bob'], limits: { callsPerSecond: 3 } },
    });
    other.freeze();
    const codes = async (count: number) => {
      const found: unknown[] = [];
      for (let index = 0; index < count; index++) {
        found.push((await call(other, SEND, { ...body, MsgRandom: index })).ErrorCode);
      }
      return found;
    };
    try {
      expect(await codes(4)).toEqual([0, 0, 0, 60007]);
      // Another command has a window of its own.
      const status = { To_Account: ['bob'] };
      expect((await call(other, 'openim/query_online_status', status)).ErrorCode).toBe(0);
      other.advance(1001);
      expect(await codes(4)).toEqual([0, 0, 0, 60007]);
      other.reset();
      expect(await codes(1)).toEqual([0]);
    } finally {
      await other.close();
    }
  });
});

describe('with a reading of what the vendor leaves open', () => {
  test.each([
    [{ random: 'required' }, { random: undefined }, 60025],
    [{ random: 'unchecked' }, { random: 'anything' }, 0],
    [{ emptyUserSigCode: 60025 }, { usersig: '' }, 60025],
  ] as const)('%j a query with %j is answered with code %d', async (readings, changes, code) => {
    const other = await createEmulator({ tencentIm: { users: ['bob'], readings } });
    other.freeze();
    try {
      const reply = await callWith(other, SEND, body, signedQuery(other, changes));
      expect(reply.ErrorCode).toBe(code);
    } finally {
      await other.close();
    }
  });

  test('a bad body is answered by the gateway, and a UserSig of the future is refused', async () => {
    const readings = { unparsableBody: 'gateway', refuseFutureUserSig: true } as const;
    const other = await createEmulator({ tencentIm: { users: ['bob'], readings } });
    other.freeze();
    try {
      expect((await call(other, SEND, 'x')).ErrorCode).toBe(60003);
      const issuedAt = Math.floor(other.now() / 1000) + 1000;
      const query = signedQuery(other, { usersig: userSigFor(other, { issuedAt }) });
      expect((await callWith(other, SEND, body, query)).ErrorCode).toBe(70003);
    } finally {
      await other.close();
    }
  });
});

describe('a request written by hand is accepted:', () => {
  function send(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(emulator.port, '127.0.0.1', () => socket.write(text));
      let reply = '';
      socket.setEncoding('utf8');
      socket.on('data', (chunk: string) => {
        reply += chunk;
      });
      socket.on('end', () => resolve(reply));
      socket.on('error', reject);
    });
  }

  const json = JSON.stringify(body);
  const chunk = (part: string) => `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`;
  const length = `Content-Length: ${Buffer.byteLength(json)}\r\n`;

  test.each<[string, string, (sig: string) => string, string]>([
    ['no content type', length, (sig) => sig, json],
    ['text/plain', `${length}Content-Type: text/plain\r\n`, (sig) => sig, json],
    ['a form', `${length}Content-Type: application/x-www-form-urlencoded\r\n`, (sig) => sig, json],
    ['a star in the UserSig raw', length, (sig) => sig, json],
    ['the UserSig percent-encoded', length, (sig) => percentEncoded(sig), json],
    [
      'a body in chunks',
      'Transfer-Encoding: chunked\r\n',
      (sig) => sig,
      `${chunk(json.slice(0, 7))}${chunk(json.slice(7))}0\r\n\r\n`,
    ],
  ])('%s', async (_name, headers, encode, payload) => {
    const { sdkAppId } = emulator.tencentIm;
    const path = `/tencent-im/v4/${SEND}?contenttype=json&usersig=${encode(starredUserSig())}&identifier=administrator&sdkappid=${sdkAppId}`;
    const reply = await send(
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n${headers}\r\n${payload}`,
    );
    expect(reply).toMatch(/^HTTP\/1\.1 200 /);
    expect(reply).toContain('"ErrorCode":0');
    expect(emulator.inbox('bob')).toHaveLength(1);
  });

  test('at the root, as a client that only knows a host would', async () => {
    const path = `/v4/${SEND}?${signedQuery(emulator)}`;
    const reply = await send(
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${length}\r\n${json}`,
    );
    expect(reply).toContain('"ActionStatus":"OK"');
  });

  /** One with each of the three characters that stand for `+ / =` is found among a few. */
  function starredUserSig(): string {
    for (let expiresInSeconds = 1000; expiresInSeconds < 2000; expiresInSeconds++) {
      const userSig = userSigFor(emulator, { expiresInSeconds });
      if (/\*.*_$/.test(userSig) && userSig.includes('-')) return userSig;
    }
    throw new Error('no such UserSig');
  }

  function percentEncoded(text: string): string {
    return [...text].map((character) => `%${character.charCodeAt(0).toString(16)}`).join('');
  }
});

test.each(['v4/profile/portrait_get', 'v4/sns/friend_add', 'v4/timpush/push'])(
  '%s is a command of the vendor: the reply and the request log say that it is known',
  async (path) => {
    const url = `${emulator.tencentIm.baseUrl}/${path}?sdkappid=1400000000`;
    const reply = await (await fetch(url, { method: 'POST', body: '{}' })).json();
    expect(reply).toMatchObject({ ErrorCode: 60009, ErrorInfo: `${path}: known, not emulated` });
    expect(emulator.requests.at(-1)).toMatchObject({ endpoint: path, remark: 'known, not emulated' });
  },
);

test('a command of another service is not known', async () => {
  const url = `${emulator.tencentIm.baseUrl}/v4/group_open_http_svc/modify_group_msg?sdkappid=1400000000`;
  const reply = await (await fetch(url, { method: 'POST', body: '{}' })).json();
  expect(reply).toMatchObject({ ErrorCode: 60009, ErrorInfo: 'wrong service name or command in the url' });
  expect(emulator.requests.at(-1)?.remark).toBeUndefined();
});
