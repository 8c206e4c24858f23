import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { ChatError, type Transport } from '@polychat/core';
import { Agent, ProxyAgent } from 'undici';
import { describe, expect, test } from 'vitest';
import { listen, send, serve, transportWith, undo } from './__fixtures__/servers.ts';
import { createUndiciTransport } from './undici-transport.ts';

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
