import { beforeEach, describe, expect, test } from 'vitest';
import { exchange } from '../../__fixtures__/exchange.ts';
import { emulatorForFile } from '../../__fixtures__/running-emulator.ts';
import { control } from '../../control/__fixtures__/control-client.ts';
import { signedQuery } from '../../zim/__fixtures__/zim-client.ts';

const emulator = await emulatorForFile({
  zim: { users: ['ana', 'bo'] },
  allowedHosts: ['zim-api.zego.im', 'emulator.internal:8443', 'behind-a-proxy.internal'],
});

const events: string[] = [];
for (const name of ['message', 'update', 'request', 'reply', 'user', 'webhook', 'faults', 'reset'] as const) {
  emulator.on(name, () => events.push(name));
}
beforeEach(() => {
  emulator.fail({ fault: { kind: 'code', code: 1 } });
  events.splice(0);
});

const own = () => `127.0.0.1:${emulator.port}`;
const host = (text: string) => `Host: ${text}`;

/** Sends a request whose headers are just these. */
async function ask(
  line: string,
  headers: readonly string[],
  body = '',
): Promise<{ status: number; text: string }> {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const head = [line, ...headers, ...length, 'Connection: close'];
  const reply = await exchange(emulator.port, [`${head.join('\r\n')}\r\n\r\n${body}`]);
  return { status: Number(reply.split(' ')[1]), text: reply.slice(reply.indexOf('\r\n\r\n') + 4) };
}

/** That a request left nothing behind: no record, no event, no message, and the fault still waits. */
function expectNoTrace(): void {
  expect(events).toEqual([]);
  expect(emulator.requests).toEqual([]);
  expect(emulator.messages).toEqual([]);
  expect(emulator.faults).toHaveLength(1);
}

const foreign = [
  { name: 'Host', headers: () => [host('rebound.example')] },
  { name: 'Origin', headers: () => [host(own()), 'Origin: https://evil.example'] },
  { name: 'Sec-Fetch-Site', headers: () => [host(own()), 'Sec-Fetch-Site: cross-site'] },
];

describe('every route refuses a foreign Host, Origin and Sec-Fetch-Site, and keeps no trace of the request', () => {
  const message = {
    FromUserId: 'ana',
    ToUserId: ['bo'],
    MessageType: 1,
    Priority: 2,
    MessageBody: { Message: 'planted' },
  };
  test.each([
    [
      'a ZIM call that is right in all else',
      'POST',
      () => `/zim/?${signedQuery(emulator, 'SendPeerMessage')}`,
    ],
    ['ZIM below the root', 'POST', () => `/?${signedQuery(emulator, 'SendPeerMessage')}`],
    ['a POST to the root', 'POST', () => '/'],
    ['a GET with an Action', 'GET', () => `/?${signedQuery(emulator, 'QueryUserOnlineState')}`],
    ['Tencent IM', 'POST', () => '/tencent-im/v4/openim/sendmsg?sdkappid=1'],
    ['Tencent IM below the root', 'POST', () => '/v4/openim/sendmsg?sdkappid=1'],
    ['the state in the control API', 'GET', () => '/control/state'],
    ['the reset in the control API', 'POST', () => '/control/reset'],
    ['a device in the control API', 'POST', () => '/control/client-sends'],
    ['a path that the control API does not have', 'GET', () => '/control/nowhere'],
    ['the event stream', 'GET', () => '/control/events'],
    ['the page', 'GET', () => '/'],
    ['the script of the page', 'GET', () => '/page/page.js'],
    ['the styles of the page', 'GET', () => '/page/page.css'],
    ['a path that does not exist', 'GET', () => '/nowhere'],
    ['a preflight', 'OPTIONS', () => '/zim/'],
    ['a HEAD request', 'HEAD', () => '/zim/'],
  ])('%s', async (_name, method, path) => {
    for (const { name, headers } of foreign) {
      const body = method === 'POST' ? JSON.stringify(message) : '';
      const { status, text } = await ask(`${method} ${path()} HTTP/1.1`, headers(), body);
      expect(status, name).toBe(403);
      if (method !== 'HEAD') expect(text).toContain(`the ${name} header says`);
      if (method !== 'HEAD') expect(text).toContain('allowedHosts');
    }
    expectNoTrace();
  });

  test('an upgrade to a WebSocket', async () => {
    const upgrade = [
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ];
    for (const { name, headers } of foreign) {
      const reply = await exchange(emulator.port, [
        `${['GET /control/events HTTP/1.1', ...headers(), 'Connection: Upgrade, close', ...upgrade].join('\r\n')}\r\n\r\n`,
      ]);
      expect(reply, name).toMatch(/^HTTP\/1\.1 403 /);
    }
    expectNoTrace();
  });

  test('a tunnel, which no route offers', async () => {
    const reply = await exchange(emulator.port, [`CONNECT ${own()} HTTP/1.1\r\nHost: ${own()}\r\n\r\n`]);
    expect(reply).toBe('');
    expectNoTrace();
  });

  test('a body that is larger than what the emulator takes', async () => {
    const body = 'x'.repeat(5 * 1024 * 1024);
    const { status } = await control(emulator, 'POST', '/zim/', body, { host: 'rebound.example' });
    expect(status).toBe(403);
    expectNoTrace();
  });
});

describe('which Host is taken', () => {
  const line = 'GET /control/time HTTP/1.1';

  test.each([
    'localhost',
    'localhost:1',
    'LOCALHOST:4780',
    'localhost.:4780',
    'zim.localhost:4780',
    '127.0.0.1',
    '127.9.9.9:4780',
    '[::1]:4780',
    'zim-api.zego.im',
    'ZIM-API.zego.im.',
    'zim-api.zego.im:8080',
    'emulator.internal:8443',
  ])('%s is taken', async (name) => expect((await ask(line, [host(name)])).status).toBe(200));

  test.each([
    ['a name that nobody listed', [host('rebound.example')]],
    ['a name that begins like a loopback address', [host('127.0.0.1.example')]],
    ['a name that ends like localhost', [host('evillocalhost')]],
    ['the address of all interfaces', [host('0.0.0.0')]],
    ['an address of the local network', [host('192.168.1.2')]],
    ['a listed name at another port than the listed one', [host('emulator.internal:8080')]],
    ['a listed name without its port', [host('emulator.internal')]],
    ['a name below a listed one', [host('evil.zim-api.zego.im')]],
    ['an empty one', ['Host:']],
    ['one with a user name', [host('evil@localhost')]],
    ['two in one header', [host('localhost, rebound.example')]],
    ['two headers', [host('localhost'), host('rebound.example')]],
    ['two headers that say the same', [host('localhost'), host('localhost')]],
    ['none', []],
  ])('%s is refused', async (_name, headers) => {
    const { status, text } = await ask(line, headers);
    expect(status).toBe(403);
    expect(text).toContain('the Host header');
  });

  test('HTTP/1.0 without a Host is refused, and with a loopback Host it is answered', async () => {
    expect((await ask('GET /control/time HTTP/1.0', [])).status).toBe(403);
    expect((await ask('GET /control/time HTTP/1.0', [host('localhost')])).status).toBe(200);
  });

  test.each(['http://rebound.example/control/time', 'http://localhost/control/time', '*'])(
    'a target that is not a path is refused, though the Host is loopback: %s',
    async (target) => {
      const { status, text } = await ask(`OPTIONS ${target} HTTP/1.1`, [host('localhost')]);
      expect(status).toBe(403);
      expect(text).toContain('the request target is not a path');
    },
  );
});

describe('which Origin is taken', () => {
  const line = 'POST /control/reset HTTP/1.1';

  test.each([
    ['localhost:4780', 'http://localhost:4780'],
    ['LOCALHOST:4780', 'HTTP://localhost:4780'],
    ['localhost', 'http://localhost:80'],
    ['[::1]:4780', 'http://[::1]:4780'],
    ['zim.localhost:4780', 'http://zim.localhost:4780'],
    ['zim-api.zego.im', 'https://zim-api.zego.im'],
    ['127.0.0.1:4780', 'https://behind-a-proxy.internal'],
    ['127.0.0.1:4780', 'https://emulator.internal:8443'],
  ])('for the Host %s the origin %s is taken', async (name, origin) => {
    const headers = [host(name), `Origin: ${origin}`, 'Sec-Fetch-Site: same-origin'];
    expect((await ask(line, headers)).status).toBe(204);
  });

  test.each([
    ['another site', 'https://evil.example'],
    ['another port of this machine', 'http://127.0.0.1:1'],
    ['another name of this machine', 'http://localhost:4780'],
    ['a sandboxed page or a file', 'null'],
    ['an extension of the browser', 'chrome-extension://abcdefghijklmnop'],
    ['a host that begins like its own', 'http://127.0.0.1:4780.evil.example'],
    ['another port of a listed host', 'https://behind-a-proxy.internal:3000'],
    ['an origin with a path', 'http://127.0.0.1:4780/'],
    ['an empty one', ''],
  ])('%s is refused: %s', async (_name, origin) => {
    const { status, text } = await ask(line, [host('127.0.0.1:4780'), `Origin: ${origin}`]);
    expect(status).toBe(403);
    expect(text).toContain('the Origin header');
    expectNoTrace();
  });

  test('two Origin headers are refused, though one is its own', async () => {
    const origins = ['Origin: http://localhost', 'Origin: http://evil.example'];
    expect((await ask(line, [host('localhost'), ...origins])).status).toBe(403);
    expectNoTrace();
  });
});

describe('which Sec-Fetch-Site is taken', () => {
  const visit = ['Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document'];

  test.each(['same-origin', 'none'])('%s is taken', async (site) => {
    const { status } = await ask('POST /control/reset HTTP/1.1', [host(own()), `Sec-Fetch-Site: ${site}`]);
    expect(status).toBe(204);
  });

  test.each(['cross-site', 'same-site', 'something-new', 'none, cross-site'])(
    '%s is refused',
    async (site) => {
      const headers = [host(own()), `Sec-Fetch-Site: ${site}`];
      expect((await ask('POST /control/reset HTTP/1.1', headers)).status).toBe(403);
      expectNoTrace();
    },
  );

  test.each(['cross-site', 'same-site'])(
    'a link on a page of another site (%s) opens the page',
    async (site) => {
      const { status, text } = await ask('GET / HTTP/1.1', [
        host(own()),
        `Sec-Fetch-Site: ${site}`,
        ...visit,
      ]);
      expect(status).toBe(200);
      expect(text).toContain('<title>Polychat emulator</title>');
      expectNoTrace();
    },
  );

  test.each([
    ['a form that is sent to the page', 'POST / HTTP/1.1', visit],
    ['a link to a ZIM call', 'GET /?Action=QueryUserOnlineState HTTP/1.1', visit],
    ['a link to the control API', 'GET /control/state HTTP/1.1', visit],
    ['the page in a frame', 'GET / HTTP/1.1', ['Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: iframe']],
    ['the page as a picture', 'GET / HTTP/1.1', ['Sec-Fetch-Mode: no-cors', 'Sec-Fetch-Dest: image']],
  ])('%s on another site is refused', async (_name, line, modes) => {
    const headers = [host(own()), 'Sec-Fetch-Site: cross-site', ...modes];
    expect((await ask(line, headers)).status).toBe(403);
    expectNoTrace();
  });
});

test('a refused request leaves its connection open for the next one', async () => {
  const first = `POST /zim/ HTTP/1.1\r\nHost: rebound.example\r\nContent-Length: 4\r\n\r\nbody`;
  const second = `GET /control/time HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
  const reply = await exchange(emulator.port, [first + second]);
  expect(reply).toMatch(/^HTTP\/1\.1 403 /);
  expect(reply).toContain('HTTP/1.1 200 OK');
});
