import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createSocketServer, type Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { ChatError, type HttpRequest, type Transport } from '@polychat/core';
import { Agent, ProxyAgent } from 'undici';
import { afterEach, describe, expect, test } from 'vitest';
import type { UndiciTransportOptions } from './options.ts';
import { createUndiciTransport } from './undici-transport.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

function transportWith(options: UndiciTransportOptions = {}): Transport {
  const transport = createUndiciTransport(options);
  undo.push(() => transport.close?.());
  return transport;
}

const requestTo = (origin: string, body = '{}'): HttpRequest => ({
  method: 'POST',
  url: `${origin}/api?signature=sig-0123456789`,
  headers: { 'content-type': 'application/json' },
  body,
});

function send(transport: Transport, origin: string, signal = new AbortController().signal, body?: string) {
  return transport.send(requestTo(origin, body), { signal, maxReplyBytes: 1_000 });
}

/** A server of HTTP that counts its connections and notes the bodies that came. */
async function serve(answer: (body: string) => Promise<string> | string = () => 'ok') {
  const bodies: string[] = [];
  const sockets = new Set<Socket>();
  let most = 0;
  let connections = 0;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    bodies.push(body);
    response.end(await answer(body));
  });
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    most = Math.max(most, sockets.size);
    socket.once('close', () => sockets.delete(socket));
  });
  const origin = await listen(server);
  return { origin, bodies, counts: () => ({ connections, most, open: sockets.size }) };
}

async function listen(server: Server | ReturnType<typeof createSocketServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that does this with each connection, for clients that want TLS. */
async function serveTls(greet: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const origin = await listen(
    createSocketServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      greet(socket);
    }),
  );
  undo.push(() => {
    for (const socket of sockets) socket.destroy();
  });
  return origin.replace('http:', 'https:');
}

describe('what has not left is not sent', () => {
  test('a connection that is not there in time', async () => {
    const origin = await serveTls(() => {});
    expect(await send(transportWith({ connectTimeoutMs: 50 }), origin)).toEqual({
      fault: 'not_sent',
      reason: 'network',
      detail: 'UND_ERR_CONNECT_TIMEOUT',
    });
  });

  test('what waited for a connection until it was too late', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const { origin, bodies } = await serve(() => promise);
    const transport = transportWith({ connections: 1 });
    const first = send(transport, origin, undefined, 'first');
    let isTooLate = false;
    const second = transport.send(requestTo(origin, 'second'), {
      signal: new AbortController().signal,
      maxReplyBytes: 1_000,
      mayLeave: () => !isTooLate,
    });
    await expect.poll(() => bodies).toEqual(['first']);
    isTooLate = true;
    resolve('ok');
    expect(await second).toEqual({ fault: 'not_sent', reason: 'too_late' });
    expect(await first).toMatchObject({ text: 'ok' });
    expect(await send(transport, origin, undefined, 'third')).toMatchObject({ text: 'ok' });
    expect(bodies).toEqual(['first', 'third']);
  });

  test('a name that nobody knows', async () => {
    const dispatcher = new Agent({
      connect: {
        lookup: (_name, _options, done) =>
          done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }), ''),
      },
    });
    undo.push(() => dispatcher.destroy());
    expect(await send(transportWith({ dispatcher }), 'http://vendor.example')).toEqual({
      fault: 'not_sent',
      reason: 'network',
      detail: 'ENOTFOUND',
    });
  });

  test('an abort while the connection is being opened, in the handshake', async () => {
    const controller = new AbortController();
    const origin = await serveTls(() => controller.abort());
    expect(await send(transportWith(), origin, controller.signal)).toEqual({
      fault: 'not_sent',
      reason: 'aborted',
    });
  });

  test('an abort before the connection is there, also when it comes then', async () => {
    const { origin, bodies, counts } = await serve();
    const transport = transportWith();
    const controller = new AbortController();
    const sending = send(transport, origin, controller.signal, 'first');
    controller.abort();
    expect(await sending).toEqual({ fault: 'not_sent', reason: 'aborted' });
    await expect.poll(() => counts().connections).toBe(1);
    expect(await send(transport, origin, undefined, 'second')).toMatchObject({ text: 'ok' });
    expect(bodies).toEqual(['second']);
  });

  test('an abort while all connections are taken', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const { origin, bodies } = await serve(() => promise);
    const transport = transportWith({ connections: 1 });
    const controller = new AbortController();
    const first = send(transport, origin, undefined, 'first');
    const second = send(transport, origin, controller.signal, 'second');
    const third = send(transport, origin, undefined, 'third');
    controller.abort();
    expect(await second).toEqual({ fault: 'not_sent', reason: 'aborted' });
    resolve('ok');
    expect([await first, await third]).toMatchObject([{ text: 'ok' }, { text: 'ok' }]);
    expect(bodies).toEqual(['first', 'third']);
  });

  test.each<[string, Partial<HttpRequest>]>([
    ['a header that would be two', { headers: { 'x-own': 'a\r\nx-other: b' } }],
    ['a URL that is none', { url: 'not a url' }],
    ['a protocol that is not HTTP', { url: 'ftp://127.0.0.1/' }],
  ])('%s', async (_, wrong) => {
    const { origin, bodies } = await serve();
    const { signal } = new AbortController();
    const request = { ...requestTo(origin), ...wrong };
    const result = await transportWith().send(request, { signal, maxReplyBytes: 10 });
    expect(result).toMatchObject({ fault: 'not_sent', reason: 'network' });
    expect(bodies).toEqual([]);
  });

  test('whatever still waits for a connection when the transport is closed', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const { origin, bodies } = await serve(() => promise);
    const transport = transportWith({ connections: 1 });
    const first = send(transport, origin, undefined, 'first');
    const second = send(transport, origin, undefined, 'second');
    await expect.poll(() => bodies).toEqual(['first']);
    const closing = transport.close?.();
    expect(await second).toEqual({ fault: 'not_sent', reason: 'network', detail: 'UND_ERR_CLOSED' });
    resolve('ok');
    expect(await first).toMatchObject({ text: 'ok' });
    await closing;
  });
});

test('a request is written once, also by a dispatcher that starts it twice', async () => {
  const aborted: number[] = [];
  const dispatcher = new Agent();
  dispatcher.dispatch = (_, handler) => {
    for (const time of [1, 2]) {
      const controller = { abort: () => aborted.push(time) } as never;
      handler.onRequestStart?.(controller, null);
    }
    handler.onResponseError?.({} as never, new Error('broken'));
    return true;
  };
  expect(await send(transportWith({ dispatcher }), 'http://vendor.example')).toEqual({
    fault: 'unknown',
    reason: 'network',
  });
  expect(aborted).toEqual([2]);
});

test('a dispatcher that tells an end twice gives back one connection', async () => {
  let most = 0;
  let underWay = 0;
  const dispatcher = new Agent();
  dispatcher.dispatch = (_, handler) => {
    underWay += 1;
    most = Math.max(most, underWay);
    setImmediate(() => {
      underWay -= 1;
      for (let time = 0; time < 2; time += 1) handler.onResponseError?.({} as never, new Error('broken'));
    });
    return true;
  };
  const transport = transportWith({ dispatcher, connections: 2 });
  await Promise.all(Array.from({ length: 20 }, () => send(transport, 'http://vendor.example')));
  expect(most).toBe(2);
});

describe('connections', () => {
  test('are kept for the next request', async () => {
    const { origin, counts } = await serve();
    const transport = transportWith();
    for (let sent = 0; sent < 10; sent += 1)
      expect(await send(transport, origin)).toMatchObject({ text: 'ok' });
    // undici looks for one moment whether the server closes it, and takes another meanwhile.
    expect(counts().connections).toBeLessThanOrEqual(2);
  });

  test('are no more than allowed, and requests take turns', async () => {
    const { origin, bodies, counts } = await serve();
    const transport = transportWith({ connections: 3 });
    const order = Array.from({ length: 30 }, (_, index) => String(index));
    await Promise.all(order.map((body) => send(transport, origin, undefined, body)));
    expect(counts().most).toBeLessThanOrEqual(3);
    expect(bodies.toSorted((a, b) => Number(a) - Number(b))).toEqual(order);
  });

  test('are counted for each host', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const slow = await serve(() => promise);
    const quick = await serve();
    const transport = transportWith({ connections: 1 });
    const waiting = send(transport, slow.origin);
    expect(await send(transport, quick.origin)).toMatchObject({ text: 'ok' });
    resolve('late');
    expect(await waiting).toMatchObject({ text: 'late' });
  });

  test('that are idle are closed after a while', async () => {
    const { origin, counts } = await serve();
    await send(transportWith({ keepAliveMs: 30 }), origin);
    await expect.poll(() => counts().open).toBe(0);
  });
});

describe('a reply that is packed, although nobody asked', () => {
  const packedServer = async (encoding: string, bytes: Uint8Array) => {
    const asked: unknown[] = [];
    const server = createServer((request, response) => {
      asked.push(request.headers['accept-encoding']);
      response.setHeader('content-encoding', encoding);
      response.end(bytes);
    });
    return { origin: await listen(server), asked };
  };

  test.each([
    ['gzip', gzipSync('漢字')],
    ['GZIP', gzipSync('漢字')],
    ['deflate', deflateSync('漢字')],
    ['br', brotliCompressSync('漢字')],
    ['identity', Buffer.from('漢字')],
  ])('as %s is unpacked', async (encoding, bytes) => {
    const { origin, asked } = await packedServer(encoding, bytes);
    expect(await send(transportWith(), origin)).toMatchObject({ status: 200, text: '漢字' });
    expect(asked).toEqual(['identity']);
  });

  test('and broken is a fault, since nobody knows what it says', async () => {
    const { origin } = await packedServer('gzip', gzipSync('漢字').fill(0, 12));
    expect(await send(transportWith(), origin)).toMatchObject({ fault: 'unknown', reason: 'network' });
  });
});

describe('a proxy', () => {
  /** The transport by way of a proxy that opens tunnels, or refuses to. */
  async function through(isOpen: boolean): Promise<Transport> {
    const server = createServer();
    server.on('connect', (request, socket: Socket) => {
      if (!isOpen) {
        socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
        return;
      }
      const { hostname, port } = new URL(`http://${request.url}`);
      const onward = connect(Number(port), hostname, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      undo.push(() => onward.destroy());
    });
    const dispatcher = new ProxyAgent({ uri: await listen(server), proxyTunnel: true });
    undo.push(() => dispatcher.destroy());
    return transportWith({ dispatcher });
  }

  test('carries requests', async () => {
    const { origin, bodies } = await serve();
    expect(await send(await through(true), origin, undefined, 'tunnelled')).toMatchObject({ text: 'ok' });
    expect(bodies).toEqual(['tunnelled']);
  });

  test('that refuses has sent nothing', async () => {
    const { origin, bodies } = await serve();
    const result = await send(await through(false), origin);
    expect(result).toMatchObject({ fault: 'not_sent', reason: 'network' });
    expect(bodies).toEqual([]);
  });
});

test.each<[string, object]>([
  ['connections', { connections: 0 }],
  ['connections', { connections: 1.5 }],
  ['connections', { connections: '3' }],
  ['keepAliveMs', { keepAliveMs: 0 }],
  ['keepAliveMs', { keepAliveMs: Number.NaN }],
  ['connectTimeoutMs', { connectTimeoutMs: 2 ** 31 }],
  ['dispatcher', { dispatcher: {} }],
  ['keepAliveMs', { keepAliveMs: 10, dispatcher: new Agent() }],
  ['retries', { retries: 3 }],
])('the option %s is refused as %o', (field, options) => {
  let thrown: unknown;
  try {
    createUndiciTransport(options);
  } catch (error) {
    thrown = error;
  }
  expect(ChatError.is(thrown) && [thrown.code, thrown.field]).toEqual(['misconfigured', field]);
  expect(String(thrown)).toContain('createUndiciTransport');
});
