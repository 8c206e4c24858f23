import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Server as SocketServer } from 'node:net';
import { inspect } from 'node:util';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HttpRequest } from '../ports/transport.ts';
import { createKyTransport } from './ky-transport.ts';

const secret = 'sig-0123456789';
const text = 'the message text';
const request: HttpRequest = {
  method: 'POST',
  url: `https://vendor.example/api?signature=${secret}`,
  headers: { 'content-type': 'application/json', 'x-own': 'yes' },
  body: JSON.stringify({ text }),
};

function send(
  overrides: Partial<HttpRequest> = {},
  { signal = new AbortController().signal, maxReplyBytes = 1_000 } = {},
) {
  return createKyTransport().send({ ...request, ...overrides }, { signal, maxReplyBytes });
}

const vendor = () => nock('https://vendor.example').post('/api').query({ signature: secret });

beforeEach(() => {
  nock.disableNetConnect();
  nock.enableNetConnect(/^127\.0\.0\.1|^localhost|^\[::1\]/);
});
afterEach(() => {
  nock.abortPendingRequests();
  nock.cleanAll();
});

describe('a reply', () => {
  test('is its status and its text; the request is as it was given', async () => {
    const seen: unknown[] = [];
    const scope = vendor().reply(async (given: Request) => {
      seen.push(await given.json(), given.headers.get('content-type'), given.headers.get('x-own'));
      return [200, '{"ok":true}'];
    });
    expect(await send()).toEqual({ status: 200, headers: {}, text: '{"ok":true}' });
    expect(seen).toEqual([{ text }, 'application/json', 'yes']);
    expect(scope.isDone()).toBe(true);
  });

  test.each([
    [200, '', {}],
    [200, '你好 🎉', { 'content-type': 'text/plain' }],
    [200, '\uFEFF{"bom":1}'.slice(1), {}],
    [204, '', {}],
    [400, '{"error":1}', {}],
    [404, 'not here', {}],
    [429, 'slow down', { 'retry-after': '1' }],
    [500, 'oops', {}],
    [502, '<html>bad gateway</html>', { 'content-type': 'text/html' }],
    [503, 'busy', { 'retry-after': '0' }],
  ])('with status %i is a reply like any other, and is asked for once', async (status, body, headers) => {
    let requests = 0;
    vendor()
      .times(5)
      .reply(() => {
        requests += 1;
        return [status, body, headers];
      });
    expect(await send()).toEqual({ status, headers, text: body });
    expect(requests).toBe(1);
  });

  test('comes to a GET, which has no body', async () => {
    nock('https://vendor.example')
      .get('/api')
      .query(true)
      .reply(async (given: Request) => [200, String((await given.text()).length)]);
    expect(await send({ method: 'GET', body: undefined })).toEqual({ status: 200, headers: {}, text: '0' });
  });

  test.each(['PUT', 'DELETE'] as const)('comes to a %s, which goes with its body', async (method) => {
    const scope = nock('https://vendor.example')
      .intercept('/api', method)
      .query(true)
      .reply(async (given: Request) => [200, await given.text()]);
    expect(await send({ method })).toEqual({ status: 200, headers: {}, text: request.body });
    expect(scope.isDone()).toBe(true);
  });

  test('has its headers by their names in lower case, several values of one name as one', async () => {
    vendor().reply(200, '', { 'Retry-After': '5', 'X-Own': ['a', 'b'] });
    expect(await send()).toMatchObject({ headers: { 'retry-after': '5', 'x-own': 'a, b' } });
  });

  test('comes from another fetch where the runtime’s is replaced', async () => {
    const transport = createKyTransport({ fetch: async () => new Response('mine', { status: 201 }) });
    const { signal } = new AbortController();
    expect(await transport.send(request, { signal, maxReplyBytes: 10 })).toEqual({
      status: 201,
      headers: { 'content-type': 'text/plain;charset=UTF-8' },
      text: 'mine',
    });
  });
});

describe('a reply that is too large', () => {
  test.each([
    [1_000, { status: 200, headers: {}, text: 'x'.repeat(1_000) }],
    [1_001, { fault: 'unknown', reason: 'reply_too_large' }],
  ])('of %i bytes where 1,000 are allowed', async (bytes, expected) => {
    vendor().reply(200, 'x'.repeat(bytes));
    expect(await send()).toEqual(expected);
    vendor().reply(200, 'x'.repeat(bytes), { 'content-length': String(bytes) });
    expect(await send()).toMatchObject(
      'headers' in expected ? { ...expected, headers: { 'content-length': String(bytes) } } : expected,
    );
  });

  test('counts bytes, not characters', async () => {
    vendor().reply(200, '你'.repeat(334));
    expect(await send()).toEqual({ fault: 'unknown', reason: 'reply_too_large' });
  });

  test('is given up, also where it never ends', async () => {
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(400)),
      cancel: () => {
        cancelled = true;
      },
    });
    const transport = createKyTransport({ fetch: async () => new Response(endless) });
    const { signal } = new AbortController();
    expect(await transport.send(request, { signal, maxReplyBytes: 1_000 })).toEqual({
      fault: 'unknown',
      reason: 'reply_too_large',
    });
    expect(cancelled).toBe(true);
  });
});

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])('with status %i is not followed', async (status) => {
    vendor().reply(status, '', { location: 'https://elsewhere.example/' });
    const elsewhere = nock('https://elsewhere.example').post('/').reply(200, 'stolen');
    elsewhere.get('/').reply(200, 'stolen');
    expect(await send()).toEqual({ fault: 'unknown', reason: 'redirect' });
    expect(elsewhere.isDone()).toBe(false);
    expect(elsewhere.pendingMocks()).toHaveLength(2);
  });

  test('that the runtime hides is not followed either', async () => {
    const hidden = Object.defineProperty(new Response(null), 'type', { value: 'opaqueredirect' });
    const transport = createKyTransport({ fetch: async () => hidden });
    const { signal } = new AbortController();
    expect(await transport.send(request, { signal, maxReplyBytes: 10 })).toEqual({
      fault: 'unknown',
      reason: 'redirect',
    });
  });
});

describe('aborting', () => {
  test('before it begins sends nothing', async () => {
    const scope = vendor().reply(200, 'late');
    expect(await send({}, { signal: AbortSignal.abort() })).toEqual({ fault: 'not_sent', reason: 'aborted' });
    expect(scope.isDone()).toBe(false);
  });

  // What a real server has sent when it stalls; sockets are real, since an abort has to close them.
  test.each([
    ['before a reply', ''],
    ['in its headers', 'HTTP/1.1 200 OK\r\ncontent-'],
    ['in a body of known length', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'],
    ['in a body of chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
    ['in a body that ends with the connection', 'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nhalf'],
  ])('ends a request to a server that stalls %s', async (_, sent) => {
    const controller = new AbortController();
    const closed = Promise.withResolvers<void>();
    const server = createSocketServer((socket) => {
      socket.on('error', () => {});
      socket.on('close', () => closed.resolve());
      socket.once('data', () => {
        socket.write(sent);
        setTimeout(() => controller.abort(new Error('a reason of the caller')), 20);
      });
    });
    await withServer(server, async (origin) => {
      const reply = await send({ url: `${origin}/api?signature=${secret}` }, { signal: controller.signal });
      expect(reply).toEqual({ fault: 'unknown', reason: 'aborted' });
    });
    await closed.promise;
  });
});

describe('what a fault of the network says of the request', () => {
  const systemError = (code: string, syscall?: string) =>
    Object.assign(new Error(`${syscall ?? ''} ${code} ${request.url}`), { code, syscall });

  test.each([
    ['an unknown host name: not sent', systemError('ENOTFOUND', 'getaddrinfo'), 'not_sent', 'ENOTFOUND'],
    ['no name server: not sent', systemError('EAI_AGAIN', 'getaddrinfo'), 'not_sent', 'EAI_AGAIN'],
    ['a refused connection: not sent', systemError('ECONNREFUSED', 'connect'), 'not_sent', 'ECONNREFUSED'],
    [
      'a refused connection, as Bun says it: not sent',
      systemError('ECONNREFUSED'),
      'not_sent',
      'ECONNREFUSED',
    ],
    [
      'a refused connection, as older Buns say it: not sent',
      systemError('ConnectionRefused'),
      'not_sent',
      undefined,
    ],
    [
      'no route while connecting: not sent',
      systemError('EHOSTUNREACH', 'connect'),
      'not_sent',
      'EHOSTUNREACH',
    ],
    [
      'no route any more while reading: unknown',
      systemError('EHOSTUNREACH', 'read'),
      'unknown',
      'EHOSTUNREACH',
    ],
    ['no route, without the system call: unknown', systemError('EHOSTUNREACH'), 'unknown', 'EHOSTUNREACH'],
    [
      'a connection lost or refused, as workerd says both: unknown',
      Object.assign(new Error('Network connection lost.'), { retryable: true }),
      'unknown',
      undefined,
    ],
    [
      'no connection in time: not sent',
      systemError('UND_ERR_CONNECT_TIMEOUT'),
      'not_sent',
      'UND_ERR_CONNECT_TIMEOUT',
    ],
    [
      'a certificate of another name: not sent',
      systemError('ERR_TLS_CERT_ALTNAME_INVALID'),
      'not_sent',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
    [
      'a certificate that has expired: not sent',
      systemError('CERT_HAS_EXPIRED'),
      'not_sent',
      'CERT_HAS_EXPIRED',
    ],
    [
      'a certificate that nobody signed: not sent',
      systemError('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
      'not_sent',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
    ['a reset connection: unknown', systemError('ECONNRESET', 'read'), 'unknown', 'ECONNRESET'],
    ['a broken pipe: unknown', systemError('EPIPE', 'write'), 'unknown', 'EPIPE'],
    ['a socket that closed: unknown', systemError('UND_ERR_SOCKET'), 'unknown', 'UND_ERR_SOCKET'],
    [
      'no headers in time: unknown',
      systemError('UND_ERR_HEADERS_TIMEOUT'),
      'unknown',
      'UND_ERR_HEADERS_TIMEOUT',
    ],
    ['an address that is none: not sent', systemError('ERR_INVALID_URL'), 'not_sent', 'ERR_INVALID_URL'],
    ['a port that fetch blocks: not sent', new Error('bad port'), 'not_sent', 'BAD_PORT'],
    [
      // It may also come in the middle of a connection: only undici's word makes it certain.
      'an error of TLS that says no more: unknown',
      systemError('ERR_SSL_WRONG_VERSION_NUMBER'),
      'unknown',
      'ERR_SSL_WRONG_VERSION_NUMBER',
    ],
    ['an error without a code: unknown', new Error(request.url), 'unknown', undefined],
    [
      'an error whose code is no system code: unknown',
      Object.assign(new Error('x'), { code: `no: ${request.url}` }),
      'unknown',
      undefined,
    ],
    [
      'a host of which every address refused: not sent',
      new AggregateError([systemError('ECONNREFUSED', 'connect'), systemError('ENETUNREACH', 'connect')]),
      'not_sent',
      undefined,
    ],
    [
      'a host of which one address was reached: unknown',
      new AggregateError([systemError('ECONNREFUSED', 'connect'), systemError('ECONNRESET', 'read')]),
      'unknown',
      undefined,
    ],
  ])('%s', async (_, error, fault, detail) => {
    const fetched = createKyTransport({
      fetch: () => Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: error })),
    });
    const { signal } = new AbortController();
    const reply = await fetched.send(request, { signal, maxReplyBytes: 10 });
    expect(reply).toEqual({ fault, reason: 'network', detail });
    expect(inspect(reply, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain(secret);
  });

  test.each([
    ['ENOTFOUND', 'getaddrinfo', 'not_sent'],
    ['ECONNRESET', 'read', 'unknown'],
  ])('%s of %s over HTTP: %s', async (code, syscall, fault) => {
    vendor().replyWithError(systemError(code, syscall));
    expect(await send()).toEqual({ fault, reason: 'network', detail: code });
  });

  test('a real port that is closed: not sent', async () => {
    const server = createServer();
    const origin = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await send({ url: `${origin}/api?signature=${secret}` })).toEqual({
      fault: 'not_sent',
      reason: 'network',
      detail: 'ECONNREFUSED',
    });
  });

  test.each<[string, (server: SocketServer) => void]>([
    [
      'that hangs up on the request',
      (server) => server.on('connection', (socket) => socket.once('data', () => socket.destroy())),
    ],
    [
      'that resets the connection',
      (server) => server.on('connection', (socket) => socket.once('data', () => socket.resetAndDestroy())),
    ],
    [
      'that speaks no HTTP',
      (server) => server.on('connection', (socket) => socket.once('data', () => socket.end('hello\n'))),
    ],
    [
      'that breaks off its reply',
      (server) =>
        server.on('connection', (socket) =>
          socket.once('data', () => {
            socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf');
          }),
        ),
    ],
  ])('a real server %s: unknown', async (_, behave) => {
    const server = createSocketServer();
    behave(server);
    await withServer(server, async (origin) => {
      const reply = await send({ url: `${origin}/api?signature=${secret}` });
      expect(reply).toMatchObject({ fault: 'unknown', reason: 'network' });
      expect(inspect(reply)).not.toContain(secret);
    });
  });

  test('a URL that is not valid is a fault and no exception', async () => {
    expect(await send({ url: 'not a url' })).toMatchObject({ fault: 'not_sent', reason: 'network' });
  });
});

test('chunks that cut a character in two make one character', async () => {
  await withServer(
    createServer((_, response) => {
      const bytes = Buffer.from('你好🎉');
      response.write(bytes.subarray(0, 4));
      setImmediate(() => {
        response.write(bytes.subarray(4, 8));
        setImmediate(() => response.end(bytes.subarray(8)));
      });
    }),
    async (origin) => {
      expect(await send({ url: origin })).toMatchObject({ status: 200, text: '你好🎉' });
    },
  );
});

test('a compressed reply is bounded by what it unpacks to', async () => {
  const { gzipSync } = await import('node:zlib');
  const packed = gzipSync('x'.repeat(100_000));
  await withServer(
    createServer((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': String(packed.length) });
      response.end(packed);
    }),
    async (origin) => {
      expect(packed.length).toBeLessThan(1_000);
      expect(await send({ url: origin })).toEqual({ fault: 'unknown', reason: 'reply_too_large' });
    },
  );
});

async function listen(server: Server | SocketServer): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function withServer(server: Server | SocketServer, use: (origin: string) => Promise<void>) {
  const origin = await listen(server);
  try {
    await use(origin);
  } finally {
    if ('closeAllConnections' in server) server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
